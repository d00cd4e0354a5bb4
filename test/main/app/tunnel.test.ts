import { expect, test } from 'vitest';
import { TunnelKeeper } from '../../../main/app/tunnel.ts';
import { tunnelPort } from '../../../main/app/doctor/stopped.ts';
import { openProxies } from '../../../main/base/proxy-tunnel.ts';
import type { Proxies } from '../../../main/base/proxy.ts';
import { checkTunnel } from '../../../main/doctor/tunnel-check.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { RequestCount } from '../../../main/tunnel/ports.ts';
import { AuthError } from '../../../shared/errors.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { Settings } from '../../../shared/settings.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeStarter } from '../tunnel/fake-starter.ts';

/** Nothing listens on the discard port, so a proof fails at once and proves nothing. */
const url = 'http://127.0.0.1:9';

function open(settings: Partial<Settings> = {}, proxies: Proxies | null = null) {
  const clock = new FakeClock();
  const starter = new FakeStarter();
  const end = new AbortController();
  const moves: (string | null)[] = [];
  const scene = { token: null as string | null, locked: false, moves };
  const readToken = async (): Promise<string | null> => {
    if (scene.locked) throw new AuthError('LOCKED', 'Locked.');
    return scene.token;
  };
  const written: RequestCount[] = [];
  const keeper = new TunnelKeeper(
    {
      settings: { ...defaultSettings, 'ngrok.monthlyRequests': 10, ...settings },
      rehearsal: false,
      secrets: { get: readToken },
      ...{ proxies, localAddress: '127.0.0.1:8080' },
      door: { expect: () => ({ path: '/x', wasSeen: false, close: () => {} }) },
      requestMemory: { read: async () => null, write: async (count) => void written.push(count) },
      ...{ starter, script: 'child.js', clock, log: silentLogger },
    },
    end.signal,
  );
  keeper.moved.on((now) => void scene.moves.push(now));
  const setToken = async (token: string | null): Promise<void> => {
    scene.token = token;
    keeper.check();
    await clock.advanceAsync(0);
  };
  return { keeper, clock, starter, scene, written, setToken };
}

test('waits for a token, tells the address once, and gives it up with the token', async () => {
  const { keeper, clock, starter, scene, setToken } = open();
  await setToken(null);
  expect(keeper.state).toMatchObject({ status: 'off' });
  expect(starter.children).toHaveLength(0);

  await setToken('one');
  await setToken('one');
  starter.last.say({ type: 'opened', url });
  starter.last.say({ type: 'heartbeat', latencyMs: 3 });
  expect(starter.children).toHaveLength(1);
  expect([keeper.url, keeper.state.status]).toEqual([url, 'connected']);

  const closing = setToken(null);
  await clock.advanceAsync(0);
  starter.last.exit();
  await closing;
  expect([keeper.url, keeper.state.status]).toEqual([null, 'off']);
  expect(scene.moves).toEqual([url, null]);
});

test('a keychain that locks leaves the tunnel as it stands, and one that opens again opens no other', async () => {
  const { keeper, clock, starter, scene, setToken } = open();
  await setToken('one');
  starter.last.say({ type: 'opened', url });
  scene.locked = true;
  await setToken('one');
  expect([keeper.url, keeper.state.status, keeper.isOff]).toEqual([url, 'connected', false]);
  scene.locked = false;
  await setToken('one');
  expect(starter.children).toHaveLength(1);
  expect(scene.moves).toEqual([url]);

  await setToken('two');
  starter.last.exit();
  await clock.advanceAsync(0);
  expect(starter.children).toHaveLength(2);
});

test('a wake waits for no backoff, and opens nothing where there is no token', async () => {
  const { keeper, starter, setToken } = open();
  keeper.wake();
  await setToken('one');
  starter.last.say({ type: 'failed', code: 'ERR_NGROK_107', message: '' });
  starter.last.exit();
  expect(keeper.state.status).toBe('refused');
  keeper.wake();
  expect(starter.children).toHaveLength(2);
});

test('a token that is set again is tried at once where it was refused, and changes nothing where it holds', async () => {
  const { keeper, clock, starter, setToken } = open();
  await setToken('one');
  starter.last.say({ type: 'failed', code: 'ERR_NGROK_107', message: '' });
  starter.last.exit();
  await setToken('one');
  expect(starter.children).toHaveLength(1);

  keeper.check({ isWish: true });
  await clock.advanceAsync(0);
  expect(starter.children).toHaveLength(2);
  starter.last.say({ type: 'opened', url });
  keeper.check({ isWish: true });
  await clock.advanceAsync(0);
  expect([starter.children.length, keeper.url]).toEqual([2, url]);
});

test('a probe says how the tunnel stands where there is none to try', async () => {
  const { keeper, starter, setToken } = open();
  const { signal } = new AbortController();
  expect(await keeper.probe(signal)).toEqual({
    ok: false,
    detail: expect.stringContaining('No ngrok authtoken'),
    remedy: expect.stringContaining('secret set ngrok-authtoken'),
  });
  await setToken('one');
  expect(await keeper.probe(signal)).toMatchObject({ ok: false, detail: 'Opening the tunnel.' });
  starter.last.say({ type: 'opened', url });
  const tried = await keeper.probe(signal);
  expect(tried).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
  expect(keeper.state).toMatchObject({
    status: 'connected',
    detail: expect.stringMatching(/open/),
  });
  expect(starter.children).toHaveLength(1);
});

test('what came through is counted, warned of, and kept at the end', async () => {
  const { keeper, clock, starter, written, setToken } = open();
  await setToken('one');
  starter.last.say({ type: 'opened', url });
  for (let visits = 0; visits < 8; visits += 1) keeper.noteVisit();
  expect(keeper.requests).toMatchObject({ count: 8, plan: 10 });
  expect(keeper.state.detail).toMatch(/80 % of this month’s 10 requests/);
  const closing = keeper.close();
  await clock.advanceAsync(0);
  starter.last.exit();
  await closing;
  await keeper.close();
  expect(written).toMatchObject([{ count: 8 }]);
  expect(clock.pending).toBe(0);
});

const behind = openProxies({
  setting: 'http://proxy.example:3128',
  ...{ env: { NO_PROXY: 'straight.example' }, password: () => Promise.resolve(null) },
});

test.each(['UNREACHABLE', 'TLS', 'TIMEOUT'])(
  'a tunnel that has no way past a proxy says so: %s',
  async (code) => {
    const { keeper, starter, setToken } = open({}, behind);
    await setToken('one');
    starter.last.say({ type: 'failed', code, message: '' });
    starter.last.exit();
    expect(keeper.state).toEqual({
      status: 'reconnecting',
      detail:
        'The tunnel cannot go by the proxy at proxy.example:3128, and without it ngrok cannot be reached.',
      remedy: expect.stringMatching(/connect\.ngrok-agent\.com:443 .*tunnel\.provider/u),
    });
  },
);

test.each([
  ['is of another kind', 'ERR_NGROK_107', {}],
  ['is of an edge that is reached straight', 'TLS', { 'ngrok.serverAddr': 'straight.example:1' }],
])('trouble that %s is not put on the proxy', async (_name, code, settings) => {
  const { keeper, starter, setToken } = open(settings, behind);
  await setToken('one');
  starter.last.say({ type: 'failed', code, message: '' });
  starter.last.exit();
  expect(keeper.state.detail).not.toContain('proxy.example');
});

test('a look without a running instance says so, too', async () => {
  const settings = { ...defaultSettings, 'ngrok.serverAddr': 'nowhere.invalid:443' };
  const secrets = { get: () => Promise.resolve('one') };
  const { signal } = new AbortController();
  const look = async (proxies: Proxies | null): Promise<string> => {
    const { verdict, detail } = await checkTunnel(tunnelPort(settings, secrets, proxies))
      .look(signal)
      .catch((error: Error) => ({ verdict: 'bad', detail: error.message }));
    return `${verdict}: ${detail}`;
  };
  expect(await look(null)).toBe('bad: The ngrok edge nowhere.invalid:443 cannot be reached.');
  expect(await look(behind)).toContain('cannot go by the proxy at proxy.example:3128');
});

test('stays closed where it is switched off', async () => {
  const { keeper, starter, setToken } = open({ 'tunnel.provider': 'off' });
  await setToken('one');
  keeper.wake();
  expect(keeper.state).toMatchObject({ status: 'off', detail: 'Switched off.' });
  expect(starter.children).toHaveLength(0);
});
