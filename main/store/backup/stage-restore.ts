import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../../shared/errors.ts';
import { writeFileAtomically } from '../../base/files.ts';
import { closeDatabase, openDatabase } from '../database.ts';
import { migrations } from '../migrations/index.ts';
import {
  badArchive,
  databaseName,
  fileFault,
  manifestName,
  stagedFolder,
  tooNew,
} from './archive.ts';
import type { Manifest } from './archive.ts';
import { checkDatabase } from './copy-database.ts';
import { readArchive } from './read-archive.ts';
import { removeLeftovers, temporaryName } from './temporary.ts';

/**
 * Unpacks a backup beside the data of a home, which may be in use, and looks through all of it; what was staged before
 * is replaced. Nothing takes effect yet. Throws StoreError, and then leaves nothing behind.
 */
export async function stageRestore(home: string, path: string): Promise<Manifest> {
  await removeLeftovers(home);
  const folder = join(home, temporaryName('restore'));
  try {
    await mkdir(folder, { mode: 0o700 });
    const manifest = await readArchive(path, { folder, approve: (found) => approve(home, found) });
    bringForward(join(folder, databaseName), manifest);
    await writeFileAtomically(join(folder, manifestName), JSON.stringify(manifest));
    const staged = join(home, stagedFolder);
    await rm(staged, { recursive: true, force: true });
    await rename(folder, staged);
    return manifest;
  } catch (cause) {
    throw cause instanceof StoreError ? cause : fileFault('The backup cannot be unpacked', cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Before anything is unpacked. */
async function approve(home: string, { schema, files }: Manifest): Promise<void> {
  if (schema > migrations.length) throw tooNew();
  if (files.filter(({ path }) => path === databaseName).length !== 1) {
    throw badArchive('it holds no data file');
  }
  if (new Set(files.map(({ path }) => path)).size < files.length) {
    throw badArchive('it holds a file twice');
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { bavail, bsize } = await statfs(home);
  if (bytes > bavail * bsize) throw fileFault('The backup cannot be unpacked', { code: 'ENOSPC' });
}

/** The data file as this version wants it, checked before and after. */
function bringForward(path: string, { schema, counts }: Manifest): void {
  const before = checkDatabase(path);
  if (before.schema !== schema) throw badArchive('its data file is of another version');
  closeDatabase(openDatabase(path));
  const after = checkDatabase(path);
  for (const name of ['messages', 'calls', 'notes'] as const) {
    if (after.counts[name] !== counts[name]) throw badArchive('its data file is not complete');
  }
}
