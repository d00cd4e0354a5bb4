import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeytarSecrets } from '../../../main/settings/keytar-secrets.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeKeytar } from '../../fakes/fake-keytar.ts';

type Opened = { keytar: FakeKeytar; clock: FakeClock; store: KeytarSecrets };

function openStore(home = '/home/of/one'): Opened {
  const keytar = new FakeKeytar();
  const clock = new FakeClock();
  const store = new KeytarSecrets({ home, clock, load: async () => keytar, platform: 'linux' });
  return { keytar, clock, store };
}

function outcome<T>(promise: Promise<T>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

test('names entries by secret and home, and leaves no other entry behind', async () => {
  const { keytar, store } = openStore();
  await store.probe();
  await store.set('llm-key', 'value');
  await store.get('phone-pin');
  expect([...keytar.entries.keys()]).toEqual([
    expect.stringMatching(/^Adjutant\/llm-key@[0-9a-f]{12}$/u),
  ]);
});

test.each(['calendar.work', 'llm-key.second', 'mcp.notes.token'])(
  'lists %s, whose name the settings give, until it is deleted',
  async (name) => {
    const { store } = openStore();
    await store.set('llm-key', 'value');
    await store.set(name, 'value');
    expect(await store.list()).toEqual(['llm-key', name].toSorted());
    await store.delete(name);
    expect(await store.list()).toEqual(['llm-key']);
  },
);

test('takes a link to a home for that home', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await symlink(folder, join(folder, 'link'));
  const { keytar, clock, store } = openStore(folder);
  await store.set('llm-key', 'value');
  const linked = new KeytarSecrets({
    home: join(folder, 'link'),
    clock,
    load: async () => keytar,
    platform: 'linux',
  });
  expect(await linked.get('llm-key')).toBe('value');
});

test('tells a locked keychain from an empty one', async () => {
  const { keytar, clock, store } = openStore();
  await store.set('llm-key', 'value');
  keytar.locked = true;
  clock.advance(60_000);
  const locked = { code: 'KEYCHAIN_LOCKED' };
  await expect(store.get('llm-key')).rejects.toMatchObject(locked);
  await expect(store.get('phone-pin')).rejects.toMatchObject(locked);
  await expect(store.set('llm-key', 'new')).rejects.toMatchObject(locked);
  await expect(store.delete('llm-key')).rejects.toMatchObject(locked);
  await expect(store.list()).rejects.toMatchObject(locked);
  await expect(store.probe()).rejects.toMatchObject(locked);
  keytar.locked = false;
  expect(await store.get('llm-key')).toBe('value');
});

test('gives up after five seconds and then refuses at once until the keychain answers', async () => {
  const { keytar, clock, store } = openStore();
  let freed = 0;
  store.onFreed(() => (freed += 1));
  keytar.hang();
  const first = outcome(store.get('llm-key'));
  const queued = outcome(store.get('phone-pin'));
  await clock.advanceAsync(4999);
  expect(await Promise.race([first, Promise.resolve('still waiting')])).toBe('still waiting');
  await clock.advanceAsync(1);
  expect(await first).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
  expect(await queued).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
  expect(await outcome(store.get('stt-key'))).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
  expect(keytar.requests).toHaveLength(1);
  expect(clock.pending).toBe(0);

  keytar.release();
  await clock.advanceAsync(0);
  expect(freed).toBe(1);
  expect(await store.get('llm-key')).toBeNull();
});

test('lets a change that was given up never take effect', async () => {
  const { keytar, clock, store } = openStore();
  keytar.hang();
  const change = outcome(store.set('llm-key', 'late'));
  await clock.advanceAsync(5000);
  expect(await change).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
  keytar.release();
  await clock.advanceAsync(0);
  expect(keytar.abandoned).toBe(1);
  expect(keytar.entries.size).toBe(0);
});

test.each([
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'MISSING', /dbus-run-session/u],
  ['Could not connect: No such file or directory', 'MISSING', /dbus-run-session/u],
  [
    'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided by any .service files',
    'MISSING',
    /gnome-keyring or KWallet/u,
  ],
  ["Cannot find package 'keytar' imported from /app/x.js", 'MISSING', /libsecret/u],
  ['libsecret-1.so.0: cannot open shared object file', 'MISSING', /libsecret/u],
  ['Prompt was dismissed', 'LOCKED', /Unlock/u],
  ['Timeout was reached', 'LOCKED', /Unlock/u],
])('explains "%s"', async (message, kind, remedy) => {
  const { keytar, store } = openStore();
  keytar.failure = new Error(message);
  expect(await outcome(store.set('llm-key', 'hidden'))).toMatchObject({
    code: `KEYCHAIN_${kind}`,
    remedy: expect.stringMatching(remedy),
    message: expect.not.stringContaining('hidden'),
  });
});

test('says what to install when keytar is not there, and tries anew later', async () => {
  const keytar = new FakeKeytar();
  let isInstalled = false;
  const store = new KeytarSecrets({
    home: '/home/of/one',
    clock: new FakeClock(),
    platform: 'linux',
    load: async () => {
      if (isInstalled) return keytar;
      throw Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
  expect(await outcome(store.probe())).toMatchObject({
    code: 'KEYCHAIN_MISSING',
    message: expect.stringContaining('keytar'),
    remedy: expect.stringContaining('apt install'),
  });
  isInstalled = true;
  await store.probe();
});
