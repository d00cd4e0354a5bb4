import { randomBytes } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../shared/errors.ts';

/** A trial of the disk that a folder is on. */
export type DiskTrial = { readonly freeBytes: number; readonly syncMs: number };

/**
 * Writes a small file, has it put on the disk, and removes it again. Null where there is no such folder. Throws
 * StoreError where nothing can be written.
 */
export async function tryDisk(folder: string): Promise<DiskTrial | null> {
  if (!(await isFolder(folder))) return null;
  // One name: what a run that was killed in the midst leaves is taken away by the next.
  const path = join(folder, '.write-test');
  try {
    const startedAt = performance.now();
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(randomBytes(4096));
      await file.sync();
    } finally {
      await file.close();
    }
    const syncMs = performance.now() - startedAt;
    const { bavail, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, syncMs };
  } catch (cause) {
    throw unwritable(folder, cause);
  } finally {
    await rm(path, { force: true }).catch(() => {
      // It could not be made in the first place.
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function unwritable(folder: string, cause: unknown): StoreError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const sentence = isFull
    ? `The disk of the home folder ${folder} is full.`
    : `Nothing can be written into the home folder ${folder} (${code}).`;
  return new StoreError(isFull ? 'DISK_FULL' : 'DISK_UNWRITABLE', sentence, {
    cause,
    remedy: isFull ? 'Make room.' : 'Put its rights right, or choose another home with --home.',
  });
}
