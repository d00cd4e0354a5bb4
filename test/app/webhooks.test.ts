import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { WebhooksView } from '../../shared/webhooks.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

async function webhooks(app: Instance, ...more: readonly string[]): Promise<WebhooksView> {
  const { out, err } = await app.cli(['webhooks', ...more]);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as WebhooksView;
}

async function post(url: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = '{"type":"billing_created","data":{"id":"b1"},"eventName":"workspace.user.joined"}';
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

test('webhook paths are made anew in a running app, registered by itself, and nothing in flight is lost', async () => {
  await using double = await startCarbonVoice();
  const peer = await openVoipBinPeer('server');
  await using home = await temporaryHome();
  const start = { home: home.path, env: envFor(double.url, peer.url) };
  await using app = await startInstance(start);
  const { local, carbonvoice, voipbin } = app.ready.ingress;
  const urls = () => [...double.journal.subscriptions.values()].map(({ url }) => url);
  const registered = (paths: { readonly carbonvoice: string; readonly voipbin: string }) => () =>
    urls().join() === local + paths.carbonvoice &&
    peer.customer['webhook_uri'] === local + paths.voipbin;
  await until('both are registered', registered({ carbonvoice, voipbin }));
  const none = { carbonvoice: null, voipbin: null };
  const before = { carbonvoice, voipbin, local, public: null, formerUntil: none };
  expect(await webhooks(app)).toEqual(before);

  const after = await webhooks(app, 'rotate');

  expect(after.carbonvoice).not.toBe(carbonvoice);
  expect(after.voipbin).not.toBe(voipbin);
  expect(await post(local + after.carbonvoice)).toBe(204);
  expect(await post(local + after.voipbin)).toBe(200);
  expect(await post(local + carbonvoice)).toBe(204);
  expect(await post(local + voipbin)).toBe(200);
  await until('both are registered anew', registered(after));
  // What is still on its way has half a minute.
  await until('the former paths end soon', async () => {
    const { formerUntil } = await webhooks(app);
    const instants = [formerUntil.carbonvoice, formerUntil.voipbin];
    return instants.every((at) => Date.parse(at ?? '') < Date.now() + 31_000);
  });
  expect(await post(local + carbonvoice)).toBe(204);
  const { connections } = await app.status();
  expect([connections.carbonvoice.status, connections.voipbin.status]).toEqual([
    'connected',
    'connected',
  ]);

  const one = await webhooks(app, 'rotate', 'voipbin');
  expect(one.carbonvoice).toBe(after.carbonvoice);
  await until('it is registered', registered(one));
  for (const path of [carbonvoice, voipbin, after.carbonvoice, one.voipbin]) {
    expect(app.err).not.toContain(path.split('/').at(-1));
  }

  await app.kill();
  await using again = await startInstance(start);
  const { ingress } = again.ready;
  expect(ingress).toMatchObject({ carbonvoice: one.carbonvoice, voipbin: one.voipbin });
  expect(await post(ingress.local + voipbin)).toBe(200);
  const kept = await readFile(join(home.path, 'webhook-paths.json'), 'utf8');
  expect(kept).toContain(one.voipbin.split('/').at(-1));
  await again[Symbol.asyncDispose]();
  await peer.close();
});

function envFor(carbonVoice: string, voipBin: string) {
  return {
    ADJUTANT_CARBONVOICE_URL: carbonVoice,
    ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
    ADJUTANT_VOIPBIN_URL: voipBin,
    ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
    ADJUTANT_VOIPBIN_DELIVERY: 'webhook',
  };
}

test('a rehearsal shows its webhooks and leaves their paths alone', async () => {
  await using home = await temporaryHome();
  await using app = await startInstance({ home: home.path, args: ['--rehearsal'] });
  expect((await webhooks(app)).carbonvoice).toBe(app.ready.ingress.carbonvoice);
  const { code, err } = await app.cli(['webhooks', 'rotate']);
  expect(code).toBe(1);
  expect(err).toContain('A rehearsal changes nothing real');
});
