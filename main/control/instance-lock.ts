import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../shared/errors.ts';

export type InstanceLock = { close(): void };

const busy = 5;

/**
 * One instance per home. The operating system's lock on an (empty) SQLite file ends with its process however that
 * ends, so there is never a stale one; SQLite is here for being the same on every system. Null: somebody has it.
 */
export function takeInstanceLock(home: string): InstanceLock | null {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(join(home, 'instance.lock'), { timeout: 0 });
    file.exec('BEGIN EXCLUSIVE');
    const held = file;
    return { close: () => held.close() };
  } catch (cause) {
    file?.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === busy) return null;
    throw new StoreError('HOME_UNUSABLE', 'The home folder cannot be written.', {
      cause,
      remedy: 'Check its rights and the space on its disk, or choose another with --home.',
    });
  }
}
