import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs with the environment of an app whose disk takes 15 ms to sync. Null where there is no C compiler to build the
 * slow `fsync` with, or no Linux to load it.
 */
export async function onSlowDisk<T>(
  run: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T | null> {
  if (process.platform !== 'linux') return null;
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
  try {
    const library = join(folder, 'slow-sync.so');
    return isMade(library) ? await run({ LD_PRELOAD: library }) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isMade(library: string): boolean {
  const source = new URL('./slow-sync.c', import.meta.url).pathname;
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
    return true;
  } catch {
    process.stderr.write('[bench] no C compiler: the slow disk is left out\n');
    return false;
  }
}
