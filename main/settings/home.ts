import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, posix, win32 } from 'node:path';
import { SettingsError } from '../../shared/errors.ts';
import { codeOf } from './settings-document.ts';
import type { Environment } from './settings-from-environment.ts';

export type ResolveHomeOptions = {
  /** The value of `--home`. */
  readonly option?: string | undefined;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
};

/** The folder of settings and data, absolute: `--home`, else ADJUTANT_HOME, else the system's place for it. */
export function resolveHome({ option, env, platform }: ResolveHomeOptions): string {
  const path = platform === 'win32' ? win32 : posix;
  const user = (platform === 'win32' ? env['USERPROFILE'] : env['HOME']) || homedir();
  const chosen = option?.trim() || env['ADJUTANT_HOME']?.trim();
  // A shell expands "~", a service unit or a desktop entry does not.
  if (chosen) return path.resolve(chosen.replace(/^~(?=$|[/\\])/u, () => user));
  if (platform === 'darwin') return path.join(user, 'Library', 'Application Support', 'Adjutant');
  const [base, usual] =
    platform === 'win32'
      ? [env['APPDATA'], path.join(user, 'AppData', 'Roaming')]
      : [env['XDG_CONFIG_HOME'], path.join(user, '.config')];
  // The XDG specification tells to ignore a relative value.
  return path.join(base && path.isAbsolute(base) ? base : usual, 'Adjutant');
}

/**
 * Makes the folder, for its owner only (0700), and returns its real path. Looser permissions are put right.
 * Throws SettingsError when it cannot be used: a file, a shared folder, not ours, not writable.
 */
export async function ensureHome(home: string): Promise<string> {
  try {
    await makeFolder(home);
    const found = await stat(home);
    if (!found.isDirectory()) throw refusal(home, 'is not a folder');
    const real = await realpath(home);
    // /tmp and / belong to everyone: locking the others out of them would break the machine.
    if ((found.mode & 0o1000) !== 0 || real === posix.parse(real).root) {
      throw refusal(home, 'is shared by others');
    }
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) await chmod(home, 0o700);
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
    return real;
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw refusal(home, reasons[codeOf(error)] ?? `cannot be used (${codeOf(error)})`);
  }
}

/** Not `recursive`: where a parent exists and takes no folders (/proc), that never comes back. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path || (await exists(parent))) throw error;
    await makeFolder(parent);
    await mkdir(path, { mode: 0o700 });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'is a file, not a folder',
  ENOTDIR: 'lies below a file, not below a folder',
  EACCES: 'is not writable for you',
  EPERM: 'belongs to someone else and others may look into it',
  EROFS: 'is on a disk that is read-only',
  ENOSPC: 'is on a disk that is full',
  ENAMETOOLONG: 'has a name that is too long',
};

function refusal(home: string, what: string): SettingsError {
  return new SettingsError(
    'HOME_UNUSABLE',
    `The home folder ${home} ${what}.`,
    'Choose another one with --home DIR or ADJUTANT_HOME.',
  );
}
