import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { StoreError } from '../../shared/errors.ts';

/** The shortest limit of the systems we run on is macOS's 104 bytes, the closing zero included. */
const maxSocketPathBytes = 103;

export type AddressOptions = { readonly platform?: string; readonly temporary?: string };

/**
 * Where a home's running instance listens: a socket in a folder that only its owner may open, or a pipe on Windows.
 * A home with a long path gets its socket in the folder for temporary files.
 */
export function controlAddress(home: string, options: AddressOptions = {}): string {
  const { platform = process.platform, temporary = tmpdir() } = options;
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\adjutant-${hash}`;
  const inHome = join(home, 'run', 'control.sock');
  if (Buffer.byteLength(inHome) <= maxSocketPathBytes) return inHome;
  return join(temporary, `adjutant-${userInfo().uid}`, `${hash}.sock`);
}

/** Makes the socket's folder (0700), and shuts one that others may open. Throws StoreError where it is somebody else's. */
export async function prepareAddress(address: string): Promise<void> {
  if (address.startsWith('\\\\')) return;
  const folder = dirname(address);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = userInfo();
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid) {
    throw new StoreError('CONTROL_FOLDER', `The folder ${folder} is not ours.`, {
      remedy: 'Remove it, or choose a home with a shorter path.',
    });
  }
  await chmod(folder, 0o700);
}

/**
 * The file with the token that a command must show, and the address to show it at; with a socket it is a second lock
 * on the same door.
 */
export function tokenPath(home: string): string {
  return join(home, 'run', 'control-token');
}
