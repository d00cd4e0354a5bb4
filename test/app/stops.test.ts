import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { startModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import type { Instance } from './instance.ts';
import { startInstance, stopLimitMs, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const ways = ['SIGTERM', 'SIGINT', 'SIGHUP', 'quit'] as const;

/** So many were asked, and each of them is answered once after all. */
async function untilAnswered(app: Instance, count: number): Promise<void> {
  const thread = await until('all is answered', async () => {
    const lines = await app.thread();
    const isOut = lines.every(({ delivery }) => delivery === 'handled' || delivery === 'sent');
    return lines.length >= 2 * count && isOut && lines;
  });
  const wanted = Array.from({ length: count }, () => ['handled', 'sent']).flat();
  expect(thread.map(({ delivery }) => delivery)).toEqual(wanted);
}

// Mostly waiting: side by side.
describe.concurrent('a stop', () => {
  test('by any signal or by command is in order and quick, also while a model hangs', async () => {
    await using home = await temporaryHome();
    await using model = await startModelServer();
    const env = { ADJUTANT_LLM_URL: model.url, ADJUTANT_LLM_MODEL: 'small' };
    for (const [count, way] of ways.entries()) {
      model.mood = 'answer';
      await using app = await startInstance({ home: home.path, env });
      await untilAnswered(app, count);
      model.mood = 'hang';
      const before = model.requests.length;
      const said = app.cliProcess(['say', 'Are you there?']);
      await until('the model is asked', () => model.requests.length > before);
      const startedAt = performance.now();
      if (way === 'quit') await app.cliProcess(['quit']);
      else app.signal(way);
      expect([way, await app.exited]).toEqual([way, { code: 0, signal: null }]);
      expect(performance.now() - startedAt).toBeLessThan(stopLimitMs);
      expect((await said).code).toBe(1);
      expect((await said).err.trimEnd().split('\n')).toHaveLength(1);
    }
    model.mood = 'answer';
    await using app = await startInstance({ home: home.path, env });
    await untilAnswered(app, ways.length);
  });

  test('is not cut short by a second signal', async () => {
    await using home = await temporaryHome();
    await using double = await startCarbonVoice();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' },
    });
    await app.untilCarbonVoice('connected');
    // An impatient owner: Ctrl-C until it is over.
    const again = setInterval(() => app.signal('SIGINT'), 2);
    expect(await app.exited.finally(() => clearInterval(again))).toEqual({ code: 0, signal: null });
  });
});

test('is up at once, and stops in time, while every remote service is silent', async () => {
  await using home = await temporaryHome();
  await using silence = await startSilence();
  const startedAt = performance.now();
  await using app = await startInstance({
    home: home.path,
    env: {
      ADJUTANT_CARBONVOICE_URL: silence.url,
      ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
      ADJUTANT_NGROK_AUTHTOKEN: 'authtoken-of-test',
      ADJUTANT_NGROK_SERVER_ADDR: new URL(silence.url).host,
      ADJUTANT_LLM_URL: silence.url,
      ADJUTANT_LLM_MODEL: 'small',
    },
  });
  expect(performance.now() - startedAt).toBeLessThan(stopLimitMs);
  await until('Carbon Voice is asked', () => silence.heard().includes('GET /whoami'));
  const { carbonvoice, tunnel } = (await app.status()).connections;
  expect([carbonvoice.status, tunnel.status]).toEqual(['connecting', 'connecting']);
  const said = app.cli(['say', 'Are you there?']);
  await until('the model is asked', () => silence.heard().includes('/chat/completions'));
  const stoppedAt = performance.now();
  app.signal('SIGTERM');
  expect(await app.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - stoppedAt).toBeLessThan(stopLimitMs);
  expect((await said).code).toBe(1);
});

/** A server that takes every connection and says nothing, ever. */
async function startSilence(): Promise<
  { readonly url: string; readonly heard: () => string } & AsyncDisposable
> {
  const peers = new Set<Socket>();
  let heard = '';
  const server = createServer((socket) => {
    peers.add(socket.on('error', () => {}));
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => heard,
    [Symbol.asyncDispose]: async () => {
      for (const peer of peers) peer.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('goes on when whoever reads its log goes away', async () => {
  await using home = await temporaryHome();
  await using double = await startCarbonVoice();
  await double.stop();
  await using app = await startInstance({
    home: home.path,
    env: { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_LOG: 'debug' },
  });
  app.closeStandardError();
  // Each refused try is a line in the log.
  await app.cli(['secret', 'set', 'carbonvoice-pat'], { input: 'cv_pat_right' });
  await app.untilCarbonVoice('failed');
  await double.start();
  await app.untilCarbonVoice('connected');
  expect((await app.cli(['quit'])).code).toBe(0);
  expect((await app.exited).code).toBe(0);
});
