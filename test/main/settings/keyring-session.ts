import type { ChildProcess } from 'node:child_process';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Why a real keyring cannot be used on this machine; null when it can. */
export const noKeyring: string | null = findReason();

function findReason(): string | null {
  if (process.platform !== 'linux') return 'only on Linux';
  for (const [tool, option] of [
    ['dbus-daemon', '--version'],
    ['dbus-send', '--help'],
    ['gnome-keyring-daemon', '--version'],
  ] as const) {
    if (spawnSync(tool, [option]).error) return `${tool} is not installed`;
  }
  try {
    createRequire(import.meta.url).resolve('keytar/build/Release/keytar.node');
    return null;
  } catch {
    // An optional package: its native part is missing where libsecret was.
    return 'keytar is not built';
  }
}

/** As a session's, but for the services that it would start by itself: a keyring that was ended stays away. */
function busConfig(folder: string): string {
  return `<busconfig>
    <type>session</type>
    <listen>unix:dir=${folder}</listen>
    <policy context="default">
      <allow send_destination="*" eavesdrop="true"/>
      <allow eavesdrop="true"/>
      <allow own="*"/>
    </policy>
  </busconfig>`;
}

/** A session bus and a gnome-keyring of their own, in a folder of their own. */
export class KeyringSession {
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #bus: ChildProcess;
  #keyring: ChildProcess | null = null;

  private constructor(folder: string, bus: ChildProcess, address: string) {
    this.#folder = folder;
    this.#bus = bus;
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_RUNTIME_DIR: folder,
      DBUS_SESSION_BUS_ADDRESS: address,
    };
  }

  static async open(): Promise<KeyringSession> {
    const folder = await mkdtemp(join(tmpdir(), 'adjutant-keyring-'));
    const config = join(folder, 'bus.conf');
    await writeFile(config, busConfig(folder));
    const options = [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'];
    const bus = spawn('dbus-daemon', options, {
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_RUNTIME_DIR: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(bus.stdout, 'data')) as [Buffer];
    return new KeyringSession(folder, bus, line.toString().trim());
  }

  /** Starts the daemon, with the login keyring opened by its password or left locked. */
  async start(how: 'unlocked' | 'locked'): Promise<void> {
    const options = how === 'unlocked' ? ['--unlock'] : [];
    const keyring = spawn(
      'gnome-keyring-daemon',
      ['--foreground', '--components=secrets', ...options],
      { env: this.env, stdio: ['pipe', 'ignore', 'ignore'] },
    );
    keyring.stdin.end('pw');
    this.#keyring = keyring;
    while (!(await this.#isThere())) {
      if (keyring.exitCode !== null) throw new Error('gnome-keyring-daemon ended');
    }
  }

  /** Makes it hang, as one does that waits for its owner. */
  freeze(): void {
    this.#keyring?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#keyring?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    const keyring = this.#keyring;
    this.#keyring = null;
    if (keyring) await end(keyring);
    while (await this.#isThere()) {
      // The bus learns of the end by itself; each question takes a few milliseconds.
    }
  }

  async close(): Promise<void> {
    if (this.#keyring) await end(this.#keyring);
    await end(this.#bus);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #isThere(): Promise<boolean> {
    const { stdout } = await promisify(execFile)(
      'dbus-send',
      [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/',
        'org.freedesktop.DBus.NameHasOwner',
        'string:org.freedesktop.secrets',
      ],
      { env: this.env },
    );
    return stdout.includes('boolean true');
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
