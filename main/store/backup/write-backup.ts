import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { create } from 'tar';
import { StoreError } from '../../../shared/errors.ts';
import { databaseName, fileFault, manifestName, messageFolder, plainFiles } from './archive.ts';
import type { ArchiveEntry, DataCounts, Manifest } from './archive.ts';
import { copyDatabase } from './copy-database.ts';
import type { CheckedData } from './copy-database.ts';
import { readArchive } from './read-archive.ts';
import { removeLeftovers, temporaryName } from './temporary.ts';

export type BackupOptions = {
  readonly home: string;
  /** Absolute; in a folder that exists. */
  readonly path: string;
  /** Whether a file that is there already may be replaced. */
  readonly force: boolean;
  /** Epoch ms. */
  readonly now: number;
};

/** A backup that was written and read again. */
export type BackupReport = {
  readonly path: string;
  readonly bytes: number;
  readonly createdAt: number;
  readonly counts: DataCounts;
  /** Paths inside, files of messages not each named. */
  readonly holds: readonly string[];
  readonly messageFiles: number;
};

/**
 * Writes one file with everything of a home but its secrets, also while an instance runs on it. It stands under its
 * name when all of it is written, read again and found whole; otherwise nothing is left. Throws StoreError.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupReport> {
  const { home, path, now } = options;
  await refuseTarget(options);
  await removeLeftovers(home);
  const folder = join(home, temporaryName('backup'));
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const data = await collect(home, folder);
    const manifest = await describe(folder, { createdAt: now, ...data });
    await pack(folder, manifest, draft);
    await readArchive(draft, { folder: null });
    await moveInto(draft, options);
    const { size } = await stat(path);
    return toReport(manifest, { path, bytes: size });
  } catch (cause) {
    throw cause instanceof StoreError ? cause : fileFault('The backup cannot be written', cause);
  } finally {
    await rm(draft, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/** What can be seen to go wrong is refused before any work. */
async function refuseTarget({ home, path, force }: BackupOptions): Promise<void> {
  const [data, folder, target] = await Promise.all(
    [join(home, databaseName), dirname(path), path].map((each) => stat(each).catch(() => null)),
  );
  if (!data) {
    throw new StoreError('BACKUP_NOTHING', 'There is nothing to back up in that home.', {
      remedy: 'Name the home with --home.',
    });
  }
  if (!folder?.isDirectory()) {
    throw fileFault(`The backup cannot be written to ${path}`, { code: 'ENOTDIR' });
  }
  if (target?.isDirectory()) {
    throw fileFault(`The backup cannot be written to ${path}`, { code: 'EISDIR' });
  }
  if (target && !force) throw alreadyThere(path);
}

function alreadyThere(path: string): StoreError {
  return new StoreError('BACKUP_EXISTS', `There is a file ${path} already.`, {
    remedy: 'Choose another name, or replace it with --force.',
  });
}

/** As of one instant: the data file is copied, the files of messages, which do not change, are linked. */
async function collect(home: string, folder: string): Promise<CheckedData> {
  await mkdir(folder, { mode: 0o700 });
  const data = copyDatabase(join(home, databaseName), join(folder, databaseName));
  for (const name of plainFiles) await copyIfAny(join(home, name), join(folder, name));
  for (const path of await filesBelow(home, messageFolder)) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await linkIfAny(join(home, path), join(folder, path));
  }
  return data;
}

async function filesBelow(home: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(home, folder), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    // Only what a restore takes back; a link could lead anywhere.
    if (entry.isDirectory() && folder === messageFolder)
      found.push(...(await filesBelow(home, path)));
    // What is still being copied or fetched grows, and nothing refers to it yet.
    else if (entry.isFile() && folder !== messageFolder && !path.endsWith('.part'))
      found.push(path);
  }
  return found;
}

async function describe(
  folder: string,
  data: CheckedData & { readonly createdAt: number },
): Promise<Manifest> {
  const paths = [databaseName, ...plainFiles, ...(await filesBelow(folder, messageFolder))];
  const files: ArchiveEntry[] = [];
  for (const path of paths) {
    const found = await stat(join(folder, path)).catch(() => null);
    if (!found) continue;
    files.push({ path, bytes: found.size, sha256: await hashOf(join(folder, path)) });
  }
  const { createdAt, schema, counts } = data;
  return { format: 'adjutant-backup', version: 1, createdAt, schema, counts, files };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function pack(folder: string, manifest: Manifest, draft: string): Promise<void> {
  await writeFile(join(folder, manifestName), JSON.stringify(manifest), { mode: 0o600 });
  const names = [manifestName, ...manifest.files.map(({ path }) => path)];
  const file = await open(draft, 'wx', 0o600);
  try {
    // Portable: no names of users, no times; the same data is the same archive.
    const archive = create({ cwd: folder, gzip: true, portable: true, strict: true }, names);
    for await (const chunk of archive) await file.write(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Never over a file that appeared meanwhile, unless told so. */
async function moveInto(draft: string, { path, force }: BackupOptions): Promise<void> {
  if (force) return rename(draft, path);
  try {
    await link(draft, path);
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) throw alreadyThere(path);
    // A file system without hard links.
    if (await stat(path).catch(() => null)) throw alreadyThere(path);
    await rename(draft, path);
  }
}

async function copyIfAny(source: string, target: string): Promise<void> {
  try {
    await copyFile(source, target);
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw cause;
  }
}

async function linkIfAny(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch {
    await copyIfAny(source, target);
  }
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

function toReport(
  { createdAt, counts, files }: Manifest,
  { path, bytes }: { readonly path: string; readonly bytes: number },
): BackupReport {
  const [plain, ofMessages] = [false, true].map((below) =>
    files.filter((entry) => entry.path.startsWith(`${messageFolder}/`) === below),
  );
  const holds = (plain ?? []).map((entry) => entry.path);
  return { path, bytes, createdAt, counts, holds, messageFiles: ofMessages?.length ?? 0 };
}
