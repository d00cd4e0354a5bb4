import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { RefusedError } from '../../../shared/errors.ts';
import { readFileIfAny, writeFileAtomically } from '../../base/files.ts';
import { controlAddress } from '../address.ts';
import { takeInstanceLock } from '../instance-lock.ts';
import { homeOfUnit, unitFile, unitMark } from './unit-file.ts';

/** Runs a program to its end; its exit code (127 where there is none such) and what it printed. */
export type RunProgram = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly code: number; readonly out: string }>;

export type UserServiceOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Null where there is no Node that could run without a desktop: in a package. */
  readonly node: string | null;
  readonly script: string;
  readonly run: RunProgram;
};

export type ServiceState = {
  /** Where the unit is, or would be. */
  readonly path: string;
  readonly installed: boolean;
  /** The home that it runs; null where there is none, or its command was changed by hand. */
  readonly home: string | null;
  /** As systemd says: `active`, `inactive`, `failed`, …; `unknown` where it does not answer. */
  readonly active: string;
  readonly enabled: string;
  /** Whether it runs without anybody logged in; null where that cannot be told. */
  readonly lingers: boolean | null;
  /** Where variables of the service may lie. */
  readonly environmentFile: string;
};

const unit = 'adjutant.service';

/** Adjutant as a service of the user's own systemd, on a machine that is always on. */
export class UserService {
  readonly #options: UserServiceOptions;

  constructor(options: UserServiceOptions) {
    this.#options = options;
  }

  /** `home` exists. Throws RefusedError: before anything is written, or SERVICE_FAILED where systemd then fails. */
  async install(home: string): Promise<ServiceState> {
    const { node, runs } = await this.#examine(home);
    const isActive = (await this.#ask(['is-active', unit])) === 'active';
    // Only a service that surely runs this home gives it free by being started anew.
    if (!isActive || runs === null) refuseTaken(home);
    const environmentFile = join(home, 'service.env');
    await refuseReadable(environmentFile);
    const { script } = this.#options;
    const privateTmp = controlAddress(home).startsWith(home);
    const text = unitFile({ node, script, home, environmentFile, privateTmp });
    await mkdir(this.#folder(), { recursive: true });
    await writeFileAtomically(this.#path(), text);
    await this.#do(['daemon-reload']);
    await this.#do(['enable', unit]);
    await this.#do([isActive ? 'restart' : 'start', unit]);
    return this.status(home);
  }

  /** Also where there is none. Settings, data and the file with variables stay. */
  async remove(home: string): Promise<ServiceState> {
    await this.#examine(home);
    if ((await readFileIfAny(this.#path())) !== null) {
      await this.#do(['disable', '--now', unit]);
      await rm(this.#path(), { force: true });
      await this.#do(['daemon-reload']);
    }
    return this.status(home);
  }

  async status(home: string): Promise<ServiceState> {
    refuseElsewhere(this.#options.platform);
    const found = await readFileIfAny(this.#path());
    return {
      path: this.#path(),
      installed: found !== null,
      home: found === null ? null : homeOfUnit(found),
      active: await this.#ask(['is-active', unit]),
      enabled: await this.#ask(['is-enabled', unit]),
      lingers: await this.#lingers(),
      environmentFile: join(home, 'service.env'),
    };
  }

  /** Node's path and the home that the service runs by now, once everything is known to be there. */
  async #examine(home: string): Promise<{ readonly node: string; readonly runs: string | null }> {
    const { platform, node, run } = this.#options;
    refuseElsewhere(platform);
    if (node === null) {
      throw new RefusedError(
        'SERVICE_PACKAGE',
        'A package cannot run without a desktop.',
        'On a machine that is always on, run it from a clone with Node (README: An always-on machine).',
      );
    }
    const found = await readFileIfAny(this.#path());
    if (found !== null && !found.startsWith(unitMark)) {
      throw new RefusedError(
        'SERVICE_FOREIGN',
        `${this.#path()} was not written by this command.`,
        'Move it away first.',
      );
    }
    const runs = found === null ? null : homeOfUnit(found);
    if (runs !== null) await refuseOther(runs, home);
    const { code } = await run('systemctl', ['--user', 'show-environment']);
    if (code === 0) return { node, runs };
    throw new RefusedError(
      'SERVICE_MANAGER',
      'The systemd of this user does not answer.',
      'Log in as this user directly (over SSH or at the screen, not by su or sudo), then try again.',
    );
  }

  async #do(args: readonly string[]): Promise<void> {
    const { code, out } = await this.#options.run('systemctl', ['--user', ...args]);
    if (code === 0) return;
    throw new RefusedError(
      'SERVICE_FAILED',
      `systemctl --user ${args.join(' ')} failed${out === '' ? '' : `: ${out}`}.`,
      `Look at: systemctl --user status ${unit}`,
    );
  }

  /** One word, whatever the exit code, which only says whether it is the usual one. */
  async #ask(args: readonly string[]): Promise<string> {
    const { out } = await this.#options.run('systemctl', ['--user', ...args]);
    return /^[a-z-]+$/u.test(out) ? out : 'unknown';
  }

  async #lingers(): Promise<boolean | null> {
    const { username } = userInfo();
    const args = ['show-user', username, '--property=Linger', '--value'];
    const { out } = await this.#options.run('loginctl', args);
    return out === 'yes' ? true : out === 'no' ? false : null;
  }

  #path(): string {
    return join(this.#folder(), unit);
  }

  /** systemd.unit: the folder of a user's own units. */
  #folder(): string {
    const { env } = this.#options;
    const base = env['XDG_CONFIG_HOME'];
    const user = env['HOME'] || homedir();
    return join(base && isAbsolute(base) ? base : join(user, '.config'), 'systemd', 'user');
  }
}

function refuseElsewhere(platform: string): void {
  if (platform === 'linux') return;
  throw new RefusedError(
    'SERVICE_SYSTEM',
    'A service is installed on Linux with systemd only.',
    'Elsewhere have `npm start -- --headless` started at login by the means of the system.',
  );
}

/** A user has one service, and it belongs to one home: another one neither takes it over nor away. */
async function refuseOther(runs: string, home: string): Promise<void> {
  const [one, other] = await Promise.all([runs, home].map(placeOf));
  if (one === other) return;
  throw new RefusedError(
    'SERVICE_OTHER',
    `The service runs another home: ${runs}`,
    `To take it away first: adjutant service remove --home ${JSON.stringify(runs)}`,
  );
}

/** Where a folder really is; one that is not there, where it would be. */
function placeOf(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}

/** The start of the service would hand over to the one that runs, and end. */
function refuseTaken(home: string): void {
  const lock = takeInstanceLock(home);
  if (lock !== null) return lock.close();
  throw new RefusedError(
    'HOME_TAKEN',
    'Adjutant runs on this home already.',
    'Stop it first: adjutant quit',
  );
}

async function refuseReadable(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || (found.mode & 0o077) === 0) return;
  throw new RefusedError('SERVICE_FILE', `Others may read ${path}.`, `Shut it: chmod 600 ${path}`);
}
