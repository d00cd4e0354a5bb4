import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hops } from '../../shared/doctor.ts';
import type { Finding, Hop } from '../../shared/doctor.ts';
import { json, LocalServer } from '../fakes/local-server.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { startModelServer } from '../peers/model-server.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { ensureBuilt } from './built-app.ts';
import { runCli } from './cli.ts';
import type { CliResult } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const number = '+15550001000';

/** What was printed as one JSON list, by hop. */
function findingsOf({ out, err }: CliResult): ReadonlyMap<Hop, Finding> {
  if (out === '') throw new Error(`nothing was printed: ${err}`);
  const list = JSON.parse(out) as readonly Finding[];
  expect(list.map(({ hop }) => hop)).toEqual(hops);
  return new Map(list.map((finding) => [finding.hop, finding]));
}

function faultsOf(result: CliResult): readonly Hop[] {
  return [...findingsOf(result).values()].filter(({ ok }) => !ok).map(({ hop }) => hop);
}

async function openPeer(): Promise<VoipBinPeer & AsyncDisposable> {
  const peer = await openVoipBinPeer('server');
  peer.flows.push({ id: '5d6c1f0a-0000-4000-8000-000000000001', name: 'Front desk', detail: '' });
  const flow = '5d6c1f0a-0000-4000-8000-000000000001';
  peer.numbers.push({ id: 'n1', number, call_flow_id: flow, message_flow_id: flow });
  return Object.assign(peer, { [Symbol.asyncDispose]: () => peer.close() });
}

/** All three services, in order. */
async function openServices() {
  const scope = new AsyncDisposableStack();
  const voice = scope.use(await startCarbonVoice());
  const model = scope.use(await startModelServer());
  const peer = scope.use(await openPeer());
  const env = {
    ADJUTANT_CARBONVOICE_URL: voice.url,
    ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
    ADJUTANT_LLM_URL: model.url,
    ADJUTANT_LLM_MODEL: 'first-listed',
    ADJUTANT_VOIPBIN_URL: peer.url,
    ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
    ADJUTANT_VOIPBIN_SOURCE: number,
    ADJUTANT_PHONE_INBOUND: 'everyone',
  };
  return { voice, model, peer, env, [Symbol.asyncDispose]: () => scope.disposeAsync() };
}

/** A calendar with one event a day, as a file in a folder. */
async function writeCalendar(folder: string) {
  const url = join(folder, 'daily.ics');
  const event = 'BEGIN:VEVENT\nUID:1\nDTSTART:20260101T120000Z\nRRULE:FREQ=DAILY\nEND:VEVENT';
  await writeFile(url, `BEGIN:VCALENDAR\n${event}\nEND:VCALENDAR\n`);
  return { ADJUTANT_CALENDAR_SOURCES: JSON.stringify([{ name: 'daily', kind: 'ics', url }]) };
}

/** Requests that change something at a service. */
function changes({ voice, peer }: Awaited<ReturnType<typeof openServices>>): number {
  const asked = [...voice.journal.calls, ...peer.received];
  return asked.filter(({ method }) => method !== 'GET').length;
}

// Mostly waiting: side by side.
describe.concurrent('the doctor', () => {
  test('finds a running instance in order, changes nothing, and says so to people as well', async () => {
    await using services = await openServices();
    await using home = await temporaryHome();
    const env = { ...services.env, ...(await writeCalendar(home.path)) };
    await using app = await startInstance({ home: home.path, env });
    await app.untilCarbonVoice('connected');
    await until('the phone is connected', async () => {
      const { connections } = await app.status();
      return connections.voipbin.status === 'connected';
    });
    await until('the webhook', () => services.voice.journal.subscribed.length > 0);
    const before = changes(services);
    const result = await app.cli(['doctor']);
    expect(faultsOf(result)).toEqual([]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(changes(services)).toBe(before);
    const found = findingsOf(result);
    expect(found.get('carbonvoice-subscription')?.detail).toContain('The webhook is registered at');
    expect(found.get('voipbin-number')?.detail).toContain(
      'a flow of your own answers (Front desk)',
    );
    expect(found.get('calendar')?.detail).toBe('daily: one event today.');
    expect(found.get('tunnel')).toMatchObject({
      ok: true,
      remedy: expect.stringContaining('ngrok'),
    });
    expect(result.out).not.toMatch(/cv_pat_right|vb_practice|\/hooks\//u);
    const people = await runCli(['doctor', '--home', home.path]);
    expect(people.out).toMatch(/^✓ keychain +The keychain is switched off/u);
    expect(people.code).toBe(0);
  });

  test('has what was mended at the services back at once', async () => {
    await using services = await openServices();
    await using home = await temporaryHome();
    const { voice, peer } = services;
    voice.tokens.clear();
    peer.gate.accessKeys.clear();
    await using app = await startInstance({ home: home.path, env: services.env });
    const untilBoth = (wanted: string): Promise<boolean> =>
      until(`both are ${wanted}`, async () => {
        const { carbonvoice, voipbin } = (await app.status()).connections;
        return carbonvoice.status === wanted && voipbin.status === wanted;
      });
    await untilBoth('refused');
    voice.tokens.add('cv_pat_right');
    peer.gate.accessKeys.add('vb_practice_access_key');
    await app.cli(['doctor']);
    // By themselves they look a minute after the refusal.
    expect(await untilBoth('connected')).toBe(true);
  });

  test('names a refused token, a refused key and an unreachable phone, each with its remedy', async () => {
    await using voice = await startCarbonVoice();
    const model = await new LocalServer().open();
    model.answer = json(401, { error: { message: 'no' } });
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: {
        ADJUTANT_CARBONVOICE_URL: voice.url,
        ADJUTANT_CARBONVOICE_PAT: 'wrong',
        ADJUTANT_LLM_URL: model.url,
        ADJUTANT_LLM_MODEL: 'any',
        ADJUTANT_VOIPBIN_URL: 'http://127.0.0.1:9',
        ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
      },
    });
    const result = await app.cli(['doctor']);
    await model.close();
    expect(result.code).toBe(1);
    expect(faultsOf(result)).toEqual([
      ...['model', 'carbonvoice-identity', 'carbonvoice-subscription', 'carbonvoice-reply'],
      ...['voipbin-account', 'voipbin-socket', 'voipbin-number'],
    ]);
    const found = findingsOf(result);
    expect(found.get('model')?.remedy).toContain('secret set llm-key');
    expect(found.get('carbonvoice-identity')?.detail).toContain('does not begin with cv_pat_');
    expect(found.get('carbonvoice-identity')?.remedy).toContain('secret set carbonvoice-pat');
    expect(found.get('voipbin-account')?.detail).toContain('VoIPBIN cannot be reached.');
    expect(result.err).toMatch(/^adjutant: 7 hops are not in order: model, carbonvoice-identity/u);
  });

  test('tells of a subscription without a filter, and of an account without an owner', async () => {
    await using voice = await startCarbonVoice();
    await using home = await temporaryHome();
    const env = { ADJUTANT_CARBONVOICE_URL: voice.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' };
    await using app = await startInstance({ home: home.path, env });
    await app.untilCarbonVoice('connected');
    const own = voice.say({ text: 'My own words.', conversationId: 'c', from: voice.agentId });
    expect(await voice.deliver(app.webhookUrl, own, 'current')).toBe(204);
    const result = await app.cli(['doctor']);
    expect(faultsOf(result)).toEqual(['carbonvoice-subscription']);
    expect(findingsOf(result).get('carbonvoice-subscription')?.remedy).toContain(
      'the filter creator_id, ne, agent-user',
    );
    await using ownerless = await startCarbonVoice({ ownerId: null });
    await using other = await temporaryHome();
    const stopped = await runCli(['doctor', '--json', '--home', other.path], {
      env: { ...env, ADJUTANT_CARBONVOICE_URL: ownerless.url },
    });
    expect(findingsOf(stopped).get('carbonvoice-identity')?.detail).toContain('names no owner');
  });

  test('looks at a home where nothing runs, and leaves it and the services as they are', async () => {
    await using services = await openServices();
    await using home = await temporaryHome();
    await writeFile(join(home.path, 'settings.json'), '{"phone": {"language": "en-GB"}}');
    const args = ['doctor', '--json', '--home', home.path];
    const result = await runCli(args, { env: services.env });
    expect(faultsOf(result)).toEqual([]);
    expect(result.code).toBe(0);
    expect(changes(services)).toBe(services.model.requests.length - 1);
    expect(await readdir(home.path)).toEqual(['settings.json']);
    const found = findingsOf(result);
    expect(found.get('store')?.detail).toBe('There is no data file yet.');
    expect(found.get('public-path')?.detail).toBe('Not set up: see tunnel.');
    expect(found.get('voipbin-socket')?.detail).toContain('Events arrive by socket.');
    const none = await runCli(['doctor', '--json', '--home', join(home.path, 'none')]);
    expect(faultsOf(none)).toEqual([]);
    expect(await readdir(home.path)).toEqual(['settings.json']);
  });

  test('looks at no account of the owner for a rehearsal that does not run', async () => {
    await using services = await openServices();
    await using home = await temporaryHome();
    const looked = await runCli(['doctor', '--rehearsal', '--home', home.path], {
      env: services.env,
    });
    expect(looked).toMatchObject({ code: 1, out: '' });
    expect(looked.err).toContain('No rehearsal is running');
    expect([...services.voice.journal.calls, ...services.peer.received]).toEqual([]);
  });

  test('looks at no account of the owner for a rehearsal where the owner’s own app runs', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    for (const args of [['doctor'], ['say', 'Note this.'], ['forget', 'Ada', '--yes']]) {
      const looked = await app.cli([...args, '--rehearsal']);
      expect(looked).toMatchObject({ code: 1, out: '' });
      expect(looked.err).toContain('is no rehearsal');
    }
    expect((await app.cli(['export'])).out).toBe('');
    await using other = await temporaryHome();
    await using practised = await startInstance({ home: other.path, args: ['--rehearsal'] });
    expect((await practised.cli(['status', '--rehearsal'])).out).toContain('a rehearsal');
  });

  test('ends when nothing answers: each hop has its limit, and what follows is not waited for', async () => {
    const silent = await new LocalServer().open();
    silent.answer = () => {};
    await using home = await temporaryHome();
    await writeFile(join(home.path, 'settings.json'), '{"llm": {"model": 7}}');
    const result = await runCli(['doctor', '--json', '--home', home.path], {
      env: {
        ADJUTANT_CARBONVOICE_URL: silent.url,
        ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
        ADJUTANT_LLM_URL: silent.url,
        ADJUTANT_VOIPBIN_URL: silent.url,
        ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
        ADJUTANT_PHONE_INBOUND: 'everyone',
      },
      limitMs: 40_000,
    });
    await silent.close();
    expect(result.code).toBe(1);
    const late = [...findingsOf(result).values()].filter(({ detail }) =>
      /did not answer/u.test(detail),
    );
    expect(late.map(({ hop }) => hop)).toEqual([
      'model',
      'carbonvoice-identity',
      'voipbin-account',
    ]);
    expect(findingsOf(result).get('model')?.detail).toContain('Setting llm.model (settings.json)');
    expect(findingsOf(result).get('voipbin-number')).toMatchObject({
      ok: false,
      remedy: 'First: voipbin-account.',
    });
  });
});
