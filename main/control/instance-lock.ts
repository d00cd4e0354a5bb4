import { lstatSync, renameSync, truncateSync } from 'node:fs';
import { join, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../shared/errors.ts';
import { newId } from '../base/ids.ts';

export type InstanceLock = { close(): void };

const busy = 5;
const cannotOpen = 14;
const noDatabase = 26;

/**
 * One instance per home. The operating system's lock on an (empty) SQLite file ends with its process however that
 * ends, so there is never a stale one; SQLite is here for being the same on every system. Null: somebody has it. Throws
 * StoreError.
 */
export function takeInstanceLock(home: string): InstanceLock | null {
  const path = join(home, 'instance.lock');
  try {
    return lock(path);
  } catch (cause) {
    try {
      if (clear(path, cause)) return lock(path);
    } catch {
      // What is told is why it could not be taken, not why it could not be cleared.
    }
    throw new StoreError('HOME_UNUSABLE', 'The home folder cannot be written.', {
      cause,
      remedy: 'Check its rights and the space on its disk, or choose another with --home.',
    });
  }
}

function lock(path: string): InstanceLock | null {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    file.exec('BEGIN EXCLUSIVE');
    const held = file;
    return { close: () => held.close() };
  } catch (cause) {
    file?.close();
    if (codeOf(cause) === busy) return null;
    throw cause;
  }
}

/**
 * Whether what stood in the place of the lock is gone. Each step fails at a lock that somebody has made there meanwhile,
 * or leaves it held: emptying one does not release it, and a file is no folder.
 */
function clear(path: string, cause: unknown): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (codeOf(cause) === noDatabase && found?.isFile()) {
    truncateSync(path);
    return true;
  }
  if (codeOf(cause) !== cannotOpen || !found?.isDirectory()) return false;
  renameSync(`${path}${sep}`, `${path}.folder-${newId()}`);
  return true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : null;
}
