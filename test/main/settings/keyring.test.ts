import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { createForkStarter } from '../../../main/base/fork-starter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { KeytarProcess } from '../../../main/settings/keytar-process.ts';
import { KeytarSecrets } from '../../../main/settings/keytar-secrets.ts';
import { openSecrets } from '../../../main/settings/secrets.ts';
import { secretStoreContract } from '../../contracts/secret-store.contract.ts';
import { KeyringSession, noKeyring } from './keyring-session.ts';

type Env = Readonly<Record<string, string>>;

const script = fileURLToPath(new URL('../../../main/settings/keytar-child.ts', import.meta.url));
const hangingParent = fileURLToPath(new URL('./hanging-parent.ts', import.meta.url));

function openProcess(env: Env): KeytarProcess {
  const starter = createForkStarter();
  return new KeytarProcess({ starter, script, env, clock: systemClock });
}

function openStore(env: Env, home: string, limitMs = 25_000): [KeytarSecrets, KeytarProcess] {
  const keytar = openProcess(env);
  onTestFinished(() => keytar.close());
  return [
    new KeytarSecrets({ home, clock: systemClock, load: async () => keytar, limitMs }),
    keytar,
  ];
}

const reason = noKeyring === null ? '' : ` (skipped: ${noKeyring})`;

describe.skipIf(noKeyring !== null)(`with a real gnome-keyring${reason}`, () => {
  let session: KeyringSession;
  beforeAll(async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
  });
  afterAll(() => session.close());

  secretStoreContract('keytar', () => {
    const keytar = openProcess(session.env);
    const open = (): KeytarSecrets =>
      new KeytarSecrets({ home: `/${randomUUID()}`, clock: systemClock, load: async () => keytar });
    return { store: open(), other: open(), close: () => keytar.close() };
  });

  survivesHanging(() => session);
  tellsLocked(() => session);
});

function survivesHanging(current: () => KeyringSession): void {
  test('gives up on a keyring that hangs, and works again when it answers', async () => {
    const session = current();
    const [store] = openStore(session.env, `/${randomUUID()}`, 15_000);
    await store.set('llm-key', 'value');
    const freed = new Promise<void>((resolve) => store.onFreed(resolve));
    session.freeze();
    await expect(store.get('llm-key')).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    session.thaw();
    await freed;
    expect(await store.get('llm-key')).toBe('value');
  });

  test.each(['exit', 'kill'])('never outlives a parent that hangs with it (%s)', async (how) => {
    const session = current();
    session.freeze();
    onTestFinished(() => session.thaw());
    const parent = spawn(process.execPath, [hangingParent, script, how], {
      env: { ...session.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    if (how === 'kill') parent.kill('SIGKILL');
    expect(await ended).toEqual(how === 'kill' ? [null, 'SIGKILL'] : [0, null]);
    const child = Number(line.toString());
    await expect.poll(() => isAlive(child)).toBe(false);
  });
}

function tellsLocked(current: () => KeyringSession): void {
  test('tells locked from empty after a restart, and loses nothing', async () => {
    const session = current();
    const home = `/${randomUUID()}`;
    const [store] = openStore(session.env, home);
    await store.set('llm-key', 'value');
    await session.stop();
    await session.start('locked');
    const [locked, keytar] = openStore(session.env, home, 5000);
    const { secrets, probe } = openSecrets({
      home,
      env: {},
      enabled: true,
      clock: systemClock,
      log: silentLogger,
      loadKeytar: async () => keytar,
      signal: new AbortController().signal,
    });
    for (const request of [locked.get('llm-key'), locked.list(), locked.delete('llm-key')]) {
      await expect(request).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    }
    await probe();
    expect(secrets.keychain.status).toBe('refused');
    await session.stop();
    await session.start('unlocked');
    const [again] = openStore(session.env, home);
    expect(await again.get('llm-key')).toBe('value');
  });
}

const noKeytar = noKeyring === 'keytar is not built' || noKeyring === 'only on Linux';
test.skipIf(noKeytar)(
  `says that there is no keychain without a session bus${noKeytar ? reason : ''}`,
  async () => {
    const path = process.env['PATH'] ?? '';
    for (const env of [{ PATH: path }, { PATH: path, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/no' }]) {
      const [store] = openStore(env, '/home/of/one');
      await expect(store.set('llm-key', 'hidden')).rejects.toMatchObject({
        code: 'KEYCHAIN_MISSING',
        message: expect.stringContaining('D-Bus'),
      });
    }
  },
);

/** Electron's channel, whose end nobody tells; who listens to it is there, and its id is printed. */
const electronPort = `
  process.parentPort = { on: () => console.log(process.pid), postMessage() {} };
  setInterval(() => {}, 60_000);`;
/** Starts what it is told to, and stays. */
const quietParent = `
  const stdio = ['ignore', 'inherit', 'inherit'];
  require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio });
  setInterval(() => {}, 60_000);`;

test.skipIf(process.platform !== 'linux')(
  'ends with a parent whose end its channel does not tell',
  async () => {
    const preload = `data:text/javascript,${encodeURIComponent(electronPort)}`;
    const args = ['-e', quietParent, '--', '--import', preload, script];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = Number(line.toString());
    onTestFinished(() => void (isAlive(child) && process.kill(child, 'SIGKILL')));
    expect(isAlive(child)).toBe(true);
    parent.kill('SIGKILL');
    await ended;
    await expect.poll(() => isAlive(child), { timeout: 40_000 }).toBe(false);
  },
);

/** An orphan that ended may stay as a zombie until the init process looks after it. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It is gone altogether.
    return false;
  }
}
