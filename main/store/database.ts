import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLTagStore } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../../shared/errors.ts';
import { migrations } from './migrations/index.ts';

/** An open database file. Synchronous, so it lives in the store's own thread. */
export type Database = {
  readonly file: DatabaseSync;
  /** Statements by tagged template: values are always bound, statements are kept prepared. */
  readonly sql: SQLTagStore;
};

/** Opens or makes the file, at the newest schema. Throws StoreError and leaves the file alone when it cannot. */
export function openDatabase(path: string): Database {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(path, { timeout: 2000 });
    // Before anything is written: a file that is not ours to change stays as it is.
    readVersion(file);
    // Durable before anything is acknowledged: WAL with a full sync at each commit.
    file.exec('PRAGMA journal_mode = WAL');
    file.exec('PRAGMA synchronous = FULL');
    file.exec('PRAGMA foreign_keys = ON');
    // What is deleted is overwritten, so that no words stay behind in free pages.
    file.exec('PRAGMA secure_delete = ON');
    migrate(file);
    return { file, sql: file.createTagStore(200) };
  } catch (cause) {
    file?.close();
    throw cause instanceof StoreError ? cause : unreadable(cause);
  }
}

function unreadable(cause: unknown): StoreError {
  return new StoreError('STORE_UNREADABLE', 'The data file cannot be opened.', {
    cause,
    remedy: 'Check the disk and the rights of the home folder; the file was left as it is.',
  });
}

/**
 * Opens the file for reading alone where its folder cannot be written (a mounted copy, say), else as `openDatabase`.
 * Throws StoreError.
 */
export function openToRead(path: string): Database {
  try {
    return openDatabase(path);
  } catch (error) {
    if (canWrite(dirname(path))) throw error;
    return openUnchanged(path);
  }
}

/**
 * As it lies there: without the files beside it that even a reader of a log of changes makes. Throws StoreError
 * STORE_READ_ONLY where it cannot be read so.
 */
export function openUnchanged(path: string): Database {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if ((log?.size ?? 0) > 0)
    throw readOnly('the log of changes beside it would have to be read with it');
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(url, { readOnly: true });
    if (readVersion(file) === migrations.length) return { file, sql: file.createTagStore(200) };
  } catch (cause) {
    file?.close();
    throw cause instanceof StoreError ? cause : unreadable(cause);
  }
  file.close();
  throw readOnly('it is of an earlier Adjutant and would have to be changed');
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readOnly(why: string): StoreError {
  return new StoreError(
    'STORE_READ_ONLY',
    `The folder of the data file cannot be written, and ${why}.`,
    { remedy: 'Copy the home to a folder of your own, and name that with --home.' },
  );
}

/**
 * Closes the file with everything in it: what is kept of statements can keep SQLite from emptying its log of changes at
 * the end. False when somebody else has the file in use, so that a part of it stays in the log.
 */
export function closeDatabase({ file }: Database): boolean {
  try {
    return Number(file.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy']) === 0;
  } catch {
    // A full disk, say: the log stays, and is read at the next start.
    return false;
  } finally {
    file.close();
  }
}

/** The schema's version. Throws StoreError when it is newer than ours. */
function readVersion(file: DatabaseSync): number {
  const row = file.prepare('SELECT user_version AS version FROM pragma_user_version').get();
  const version = Number(row?.['version']);
  if (version > migrations.length) {
    throw new StoreError('STORE_TOO_NEW', 'The data file was written by a newer Adjutant.', {
      remedy: 'Update Adjutant; the file was left as it is.',
    });
  }
  return version;
}

/** All of them or none: a file between two versions of the app could be opened by neither. */
function migrate(file: DatabaseSync): void {
  if (readVersion(file) === migrations.length) return;
  let next = 0;
  try {
    file.exec('BEGIN IMMEDIATE');
    // Another process may have migrated it meanwhile.
    next = readVersion(file);
    for (; next < migrations.length; next += 1) file.exec(migrations[next] ?? '');
    file.exec(`PRAGMA user_version = ${migrations.length}`);
    file.exec('COMMIT');
  } catch (cause) {
    if (file.isTransaction) file.exec('ROLLBACK');
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('STORE_MIGRATION', `Migration ${next + 1} of the data file failed.`, {
      cause,
      remedy: 'The file was left as it was: an earlier Adjutant can still open it.',
    });
  }
}
