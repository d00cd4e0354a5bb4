import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runBatch } from '../../../main/store/batch.ts';
import { openDatabase } from '../../../main/store/database.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import type { StoreRequest } from '../../../main/store/operations.ts';
import { StoreError } from '../../../shared/errors.ts';
import { sampleIncoming } from '../../fakes/thread-samples.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-database-'));
  path = join(folder, 'a.db');
});
afterEach(() => rm(folder, { recursive: true }));

function read(file: DatabaseSync, pragma: string): unknown {
  return Object.values(file.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
}

function acceptAs(id: number, remoteId = `r${id}`): StoreRequest {
  return { id, name: 'accept', args: sampleIncoming({ remoteId, text: 'x'.repeat(500) }) };
}

test('makes a file at the newest schema that syncs every commit', () => {
  const { file } = openDatabase(path);

  expect(read(file, 'user_version')).toBe(migrations.length);
  expect(read(file, 'journal_mode')).toBe('wal');
  expect(read(file, 'synchronous')).toBe(2);
  expect(read(file, 'foreign_keys')).toBe(1);
  file.close();
});

test('opens its own file again without changing it', () => {
  openDatabase(path).file.close();

  const { file } = openDatabase(path);

  expect(read(file, 'user_version')).toBe(migrations.length);
  file.close();
});

test.each(['delete', 'wal'])(
  'refuses a newer schema and leaves the %s file alone',
  async (mode) => {
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE later (x); PRAGMA user_version = 999`);
    newer.close();
    const bytes = await readFile(path);

    let error: unknown = null;
    try {
      openDatabase(path);
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'STORE_TOO_NEW' });
    expect((error as StoreError).remedy).toContain('Update');
    expect(await readFile(path)).toEqual(bytes);
    expect(await readdir(folder)).toEqual(['a.db']);
  },
);

test('fails where the file cannot be, and makes nothing', async () => {
  expect(() => openDatabase(join(folder, 'none', 'a.db'))).toThrow(StoreError);
  expect(await readdir(folder)).toEqual([]);
});

test('refuses all of a commit that the disk has no room for, and serves the next', async () => {
  const db = openDatabase(path);
  db.file.exec(`PRAGMA max_page_count = ${Number(read(db.file, 'page_count')) + 20}`);
  const many = Array.from({ length: 2000 }, (_, id) => acceptAs(id));

  const answers = runBatch(db, many);

  const rows = db.file.prepare('SELECT count(*) AS n FROM inbox').get();
  expect(answers.filter(({ ok }) => ok)).toHaveLength(Number(rows?.['n']));
  expect(answers.at(-1)).toMatchObject({ ok: false, code: 'STORE_FAILED' });
  expect(db.file.isTransaction).toBe(false);
  db.file.exec('PRAGMA max_page_count = 1000000');
  expect(runBatch(db, [acceptAs(1, 'later')])).toMatchObject([{ id: 1, ok: true }]);
  db.file.close();
  expect((await stat(path)).size).toBeGreaterThan(0);
});

test('answers a request that it does not know with an error, and the others as usual', () => {
  const db = openDatabase(path);
  const odd = { id: 2, name: 'drop', args: null } as unknown as StoreRequest;

  expect(runBatch(db, [acceptAs(1), odd, acceptAs(3)])).toMatchObject([
    { id: 1, ok: true },
    { id: 2, ok: false, code: 'STORE_FAILED' },
    { id: 3, ok: true },
  ]);
  db.file.close();
});

test('binds what it is given, whatever it looks like', () => {
  const db = openDatabase(path);
  const remoteId = "x'); DROP TABLE inbox; --";

  runBatch(db, [acceptAs(1, remoteId)]);

  expect(runBatch(db, [{ id: 2, name: 'pendingInbox', args: null }])).toMatchObject([
    { value: [{ remoteId }] },
  ]);
  db.file.close();
});

test('a file that somebody else migrates at this moment is not migrated twice', async () => {
  const older = new DatabaseSync(path);
  older.exec('PRAGMA journal_mode = WAL');
  for (const text of migrations.slice(0, 9)) older.exec(text);
  older.exec('PRAGMA user_version = 9');
  older.close();
  const other = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    const file = new (require('node:sqlite').DatabaseSync)(workerData.path);
    file.exec('BEGIN IMMEDIATE');
    parentPort.postMessage('holds it');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    file.exec(workerData.sql);
    file.close();`,
    {
      eval: true,
      workerData: {
        path,
        sql: `${migrations.slice(9).join('')} PRAGMA user_version = ${migrations.length}; COMMIT`,
      },
    },
  );
  const ended = once(other, 'exit');
  await once(other, 'message');

  const { file } = openDatabase(path);

  expect(read(file, 'user_version')).toBe(migrations.length);
  file.close();
  await ended;
});
