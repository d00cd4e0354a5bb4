import { expect, onTestFinished, test, vi } from 'vitest';

import { openProxies, openTunnel } from '../../../main/base/proxy-tunnel.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { host, never, openScene, origin, proxiesBy } from './proxy-scene.ts';

const right = `Basic ${Buffer.from('anna:right').toString('base64')}`;

/** A proxy that wants `right`, and a way to it by whatever password is kept at the time. */
async function openGate(kept: string) {
  const { proxy } = await openScene();
  proxy.wants = right;
  const box = { password: kept };
  const setting = proxy.url.replace('//', '//anna@');
  const parts = { setting, env: {}, password: () => Promise.resolve(box.password) };
  const proxies = openProxies(parts);
  const found = proxies?.for(new URL(origin)) ?? null;
  if (proxies === null || found === null) throw new Error('no proxy');
  const go = async (): Promise<void> => {
    const socket = await openTunnel(found, { host, port: 443 });
    socket.destroy();
  };
  return { proxy, proxies, found, box, go };
}

/** Time as it is measured, moved by hand. */
function holdTime(): { ms: number } {
  const time = { ms: 1_000_000 };
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => time.ms);
  onTestFinished(() => spy.mockRestore());
  return time;
}

const refused = { kind: 'auth', code: 'PROXY_AUTH' };

test.each([
  ['refuses: it wants a name and a password', '', ['Basic realm="a, NTLM b"']],
  ['refuses: it wants a name and a password', '', []],
  ['refuses the name or the password', 'anna@', ['Negotiate', 'basic realm="x"']],
  ['refuses the name or the password', 'anna@', ['NTLM, Basic realm="x", charset="UTF-8"']],
  ['refuses: it wants Negotiate or NTLM, and', 'anna@', ['Negotiate', 'NTLM TlRM==']],
  ['refuses: it wants Digest or NTLM, and', '', ['Digest realm="Basic x", NTLM']],
])('a 407 says what it is about: %s', async (words, name, offers) => {
  const { proxy } = await openScene();
  Object.assign(proxy, { status: 407, offers });
  const found = proxiesBy(proxy.url.replace('//', `//${name}`), 'word').for(new URL(origin));
  if (found === null) throw new Error('no proxy');
  await expect(openTunnel(found, { host, port: 443 })).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining(`The proxy at 127.0.0.1:${proxy.port} ${words}`),
    remedy: expect.stringContaining(words.includes('or NTLM') ? 'Ask' : 'secret set'),
  });
});

test('a refused password is shown once a minute, and another one at once', async () => {
  const time = holdTime();
  const { proxy, box, go } = await openGate('wrong');
  for (let round = 0; round < 20; round += 1) await expect(go()).rejects.toMatchObject(refused);
  expect(proxy.asked).toHaveLength(1);
  time.ms += 60_001;
  await expect(go()).rejects.toMatchObject(refused);
  await expect(go()).rejects.toMatchObject(refused);
  expect(proxy.asked).toHaveLength(2);
  box.password = 'right';
  await go();
  await go();
  expect(proxy.asked).toHaveLength(4);
});

test('many that begin at once show an unknown password once', async () => {
  const { proxy, go } = await openGate('wrong');
  const all = await Promise.allSettled(Array.from({ length: 12 }, go));
  expect(all.map(({ status }) => status)).toEqual(Array(12).fill('rejected'));
  expect(proxy.asked).toHaveLength(1);
});

test('a password that has expired meanwhile is shown once, however many begin at once', async () => {
  const time = holdTime();
  const { proxy, go } = await openGate('right');
  await go();
  proxy.wants = 'another';
  time.ms += 60_001;
  const all = await Promise.allSettled(Array.from({ length: 12 }, go));
  expect(all.map(({ status }) => status)).toEqual(Array(12).fill('rejected'));
  expect(proxy.asked).toHaveLength(2);
});

test('what waited for the trial of another has no more time than that', async () => {
  const time = holdTime();
  const { proxy, go } = await openGate('right');
  const late = Promise.withResolvers<void>();
  proxy.opensAfter = late.promise;
  const both = Promise.allSettled([go(), go()]);
  await vi.waitUntil(() => proxy.asked.length > 0, { timeout: 40_000 });
  time.ms += 4000;
  late.resolve();
  expect(await both).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'PROXY_SILENT' } },
  ]);
  await go();
});

test('a trial that is given up leaves the next one to another wish, one at a time', async () => {
  const { proxy, found, go } = await openGate('wrong');
  proxy.isSilent = true;
  const end = new AbortController();
  const trial = openTunnel(found, { host, port: 443 }, end.signal);
  const waiting = Promise.allSettled(Array.from({ length: 5 }, go));
  await vi.waitUntil(() => proxy.asked.length > 0, { timeout: 40_000 });
  proxy.isSilent = false;
  end.abort(new DOMException('enough', 'AbortError'));
  await expect(trial).rejects.toThrow('enough');
  expect(await waiting).toMatchObject(Array(5).fill({ reason: refused }));
  expect(proxy.asked).toHaveLength(2);
});

test('a trial that nobody answers keeps no other from asking', async () => {
  const { proxy, go } = await openGate('right');
  proxy.isSilent = true;
  const trial = go();
  const waits = go();
  await vi.waitUntil(() => proxy.asked.length > 0, { timeout: 40_000 });
  proxy.isSilent = false;
  proxy.drop();
  await expect(trial).rejects.toMatchObject({ code: 'PROXY_SILENT' });
  await waits;
  expect(proxy.credentials).toEqual([right, right]);
});

/** Waits until so many timers wait, beside those of keychains, which are over at once. */
async function untilTimers(count: number): Promise<void> {
  do await new Promise(setImmediate);
  while (vi.getTimerCount() < count);
}

/** Timers are moved by hand. */
function holdTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

test('a trial whose target answers nobody holds up no other for long', async () => {
  const { proxy, go } = await openGate('right');
  holdTimers();
  proxy.isSilent = true;
  let isOver = false;
  const trial = go()
    .catch(() => null)
    .finally(() => (isOver = true));
  while (proxy.asked.length === 0) await new Promise(setImmediate);
  proxy.isSilent = false;
  const others = Promise.all([go(), go(), go()]);
  await untilTimers(4);
  vi.advanceTimersByTime(1500);
  await others;
  expect(isOver).toBe(false);
  proxy.drop();
  await trial;
  await go();
  expect(proxy.credentials).toEqual(Array(5).fill(right));
});

test('as long as nobody knows of a password, one after the other shows it', async () => {
  const { proxy, go } = await openGate('wrong');
  holdTimers();
  proxy.isSilent = true;
  const all = Promise.allSettled(Array.from({ length: 6 }, go));
  for (const shown of [1, 2]) {
    while (proxy.asked.length < shown) await new Promise(setImmediate);
    await untilTimers(6);
    vi.advanceTimersByTime(1499);
    await untilTimers(6);
    expect(proxy.asked).toHaveLength(shown);
    vi.advanceTimersByTime(1);
  }
  while (proxy.asked.length < 3) await new Promise(setImmediate);
  proxy.isSilent = false;
  proxy.drop();
  await all;
  expect(proxy.asked).toHaveLength(4);
  await expect(go()).rejects.toMatchObject(refused);
  expect(proxy.asked).toHaveLength(4);
});

test('a right password lets all through that waited for its trial', async () => {
  const { proxy, go } = await openGate('right');
  await Promise.all(Array.from({ length: 5 }, go));
  expect(proxy.credentials).toEqual(Array(5).fill(right));
});

test('a target that is refused keeps no other from asking', async () => {
  const { proxy, go } = await openGate('right');
  proxy.status = 403;
  const all = await Promise.allSettled([go(), go()]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(proxy.asked).toHaveLength(2);
});

test('the pool of the phone service asks no second time with a refused password', async () => {
  const { proxy, proxies } = await openGate('wrong');
  const transport = new Transport({ caFile: null, proxies });
  onTestFinished(() => transport.close());
  const request = { method: 'GET', url: origin, headers: {}, timeoutMs: 5000, signal: never };
  await expect(transport.exchange(request)).rejects.toMatchObject(refused);
  await expect(transport.exchange(request)).rejects.toMatchObject(refused);
  expect(proxy.asked).toHaveLength(1);
});
