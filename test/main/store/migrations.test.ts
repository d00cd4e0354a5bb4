import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lastCalls, linesOfCall, openCalls, untoldCalls } from '../../../main/store/call.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { openDials } from '../../../main/store/dial.ts';
import { readFeedPlace } from '../../../main/store/feed-place.ts';
import { pendingInbox } from '../../../main/store/inbox.ts';
import { pageAfter, readMessage } from '../../../main/store/message.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { awaitedVoicemails } from '../../../main/store/missed.ts';
import { listNotes } from '../../../main/store/note.ts';
import { readSeenPlace } from '../../../main/store/seen-place.ts';
import { openOutbox, sentRemoteIds } from '../../../main/store/outbox.ts';
import { phoneNumbers } from '../../../main/store/phone-number.ts';
import { searchThread } from '../../../main/store/search.ts';
import { readRegistrations } from '../../../main/store/registration.ts';
import { lastTurns } from '../../../main/store/turn.ts';
import { StoreError } from '../../../shared/errors.ts';

/**
 * SHA-256 of every migration that data files have gone through. A file that has one behind it never runs it again, so a
 * change of its text would reach new files only: what is to change is a new migration.
 */
const released = [
  'fe589e9884284d2130f4f256c05ba5a42a3d5ff5faf9c6849229aabc7677fb2d',
  '3880c5c8c4c30021b6058e841256637a8e90440177da82cba55bbd14ab4db021',
  'e8f9d681e64a4ab0873d080934b2692612590e844b7dde49e31f208fbb533997',
  'dcdc34d84d90c0bfe6988dcc2d5f498f23a48c7dded5a79695f07149b9598cc3',
  '8f7a7c7117624cffa7bca3fb7d6b863129438cdef339e89938c14d73b72d49ac',
  'ae51baf97c9aa8a3dda2d39ff13aff6437e6022cda2208a72fb560ea8ee5e029',
  'd27d863814515155659e1d5b6c2660c0c7f34b5b6c2a36a3a4581333490b9631',
  'ecc9a1679bdaa39e066a5411409f285305ae6527734ef7894698cc09c3ba1fed',
  'ba013152643127c01c1f208c917d82cffaa8829aa208e4955c34761319340a1c',
  '2b1e635b579a499b4ec4859085746fa7c6a5c57c0d7123d9a9cebfe9310e0663',
  '78de9c5cca3690e6e16a06861e46efcc5a276f9ff2591dcbec89f7df793a5466',
  'df1bcc3194b0573fd26a6bc94eff70d39268a214539694001dfc17644c3c2e4c',
  '0abcd28aaffc74997ff17662b2d87caf33706c21705c8e7c3c694ed6269bb9d0',
  '2d246a9358782e273fcc5f3a361f22e7ee7eb06c4da9bc1d72690d8b0a075dae',
  '5f790eab086adeded55729f47fdf05bffcc667de6fb6d26755765aa04d45126f',
  '5e5d11dba180deaadf0416ce0b69b7281711089c0a432e83ff5624511457865d',
  '5d85959a18beafdd512e3e19bec2b5f28ffc09622a1735e63aaeff8b952b656f',
  '8fa0b895097c6a79ad167f651a7c423cebf1aed76c1032d7661bbcd990e5496f',
  '0603a047f0c91f6917a62847855d0a88d9e7fb5a6335b8a00d75711da809d8ef',
  '836ec5cc65e85063b6f5ee671d56e62555fe57b0b8973aee72cd4ddcb5f53f4c',
  '4306f4f2bd1bf964735f8834bcca4ad84559089be2ba52289fcec386fb543fbc',
];
/** 12 to 17 came together with 18: no data file has ended at one of them. */
const versions = released.map((_, index) => index + 1).filter((one) => one < 12 || one > 17);

/** Tables whose rows went into another one. */
const renamed = new Map([['subscription', 'registration']]);

/** What follows from the messages, and is made anew where a later schema keeps it otherwise. */
const isDerived = (table: string): boolean =>
  /^(?:searchPlace|messageSearch|noteSearch)/u.test(table);

/** Tables, and the schema that brought them. */
const tables = [
  [7, 'tombstone'],
  [10, 'tokenAge'],
  [12, 'action'],
  [19, 'seenPlace'],
  [20, 'dial'],
] as const;

/** What a step after that schema trips over, and how it is mended. */
function obstacleOf(version: number): { readonly put: string; readonly mend: string } {
  if (version === 10)
    return {
      put: 'DROP TRIGGER message_search_delete;',
      mend: 'CREATE TRIGGER message_search_delete BEFORE DELETE ON message BEGIN SELECT 1; END',
    };
  const table = tables.find(([before]) => version < before)?.[1];
  if (table) return { put: `CREATE TABLE ${table} (inTheWay TEXT);`, mend: `DROP TABLE ${table}` };
  return {
    put: 'ALTER TABLE action ADD COLUMN knewOutside TEXT;',
    mend: 'ALTER TABLE action DROP COLUMN knewOutside',
  };
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-migrations-'));
  path = join(folder, 'a.db');
});
afterEach(() => rm(folder, { recursive: true }));

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Makes the file of that time and returns every row of it. */
async function makeFile(version: number, more = ''): Promise<Rows> {
  const fixture = new URL(`../../fixtures/store/schema-${version}.sql`, import.meta.url);
  const file = new DatabaseSync(path);
  file.exec(`BEGIN; ${await readFile(fixture, 'utf8')} ${more} COMMIT`);
  const rows = allRows(file);
  file.close();
  return rows;
}

function allRows(file: DatabaseSync): Rows {
  const tables = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      file
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .toSorted(byKey),
    ]),
  );
}

/** By the first two columns, which hold the key of every table. */
function byKey(one: Rows[string][number], other: Rows[string][number]): number {
  const [a, b] = [one, other].map((row) => JSON.stringify(Object.values(row).slice(0, 2)));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function check(file: DatabaseSync): void {
  expect(file.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(file.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  file.exec("INSERT INTO messageSearch (messageSearch, rank) VALUES ('integrity-check', 1)");
}

/** Every reading that the app does, on what the fixtures hold since the first schema. */
function readEverything(db: Database): void {
  expect(pageAfter(db, { after: null, since: 0, limit: 99 }).length).toBeGreaterThan(6);
  expect(readMessage(db, { id: 'm6' })).toMatchObject({ heard: 'Hello,', callId: 'call-1' });
  expect(pendingInbox(db)).toMatchObject([{ id: 'm3', remoteId: 'r3', attempts: 2 }]);
  expect(openOutbox(db)).toMatchObject([{ id: 'm4', state: 'unknown', idempotencyKey: 'key-4' }]);
  expect(sentRemoteIds(db, { conversationId: 'c1' })).toEqual(['sent-2']);
  expect(lastTurns(db, { limit: 9 }).map(({ turnId }) => turnId)).toContain('t1');
  expect(listNotes(db, { limit: 9 }).map(({ text }) => text)).toEqual([
    'buy milk',
    'of no message',
  ]);
  expect(readRegistrations(db, { service: 'carbonvoice' })).toMatchObject([{ id: 'sub-1' }]);
  const found = searchThread(db, { text: 'gruße', limit: 9, before: null });
  expect(found.map(({ message }) => message.id)).toEqual(['m1']);
}

/** What came with later schemas. */
function readLater(db: Database, version: number): void {
  const later = <T>(since: number, rows: T, none: T): T => (version >= since ? rows : none);
  const callIds = lastCalls(db, { limit: 9 }).map(({ callId }) => callId);
  const [first, second] = [['call-1'], ['call-1', 'call-3', 'call-4']].map((ids) => [
    ...ids,
    'call-2',
  ]);
  expect(callIds).toEqual(later(3, second, later(2, first, [])));
  expect(openCalls(db).map(({ callId }) => callId)).toEqual(later(2, ['call-2'], []));
  expect(untoldCalls(db).map(({ callId }) => callId)).toEqual(later(3, ['call-4'], []));
  expect(linesOfCall(db, { callId: 'call-1' }).map(({ id }) => id)).toEqual(['m6']);
  expect(phoneNumbers(db)).toHaveLength(later(4, 1, 0));
  expect(awaitedVoicemails(db)).toHaveLength(later(4, 1, 0));
  const place = readFeedPlace(db, { service: 'carbonvoice', account: 'agent-1' });
  expect(place?.cursor ?? null).toBe(later(5, 'cursor-9', null));
  expect(readSeenPlace(db)).toEqual(later(19, { at: 2000, id: 'm2' }, null));
  expect(openDials(db).map(({ since }) => since)).toEqual(later(20, [9400], []));
}

describe.each(versions)('a file of schema %i', (version) => {
  test('opens with every row that it had, whole and readable', async () => {
    const before = await makeFile(version);
    expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true);

    const db = openDatabase(path);

    check(db.file);
    const after = allRows(db.file);
    for (const [name, rows] of Object.entries(before)) {
      if (isDerived(name)) continue;
      const table = renamed.get(name) ?? name;
      expect(after[table]).toHaveLength(rows.length);
      // Columns may be added; those that were there hold what they held.
      expect(after[table]).toMatchObject(rows);
    }
    readEverything(db);
    readLater(db, version);
    db.file.close();
  });

  test('has the same schema afterwards as a new file', async () => {
    await makeFile(version);
    const schema = (file: DatabaseSync) =>
      file
        .prepare("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
        .all();

    const [older, newer] = [openDatabase(path), openDatabase(join(folder, 'new.db'))];

    expect(schema(older.file)).toEqual(schema(newer.file));
    older.file.close();
    newer.file.close();
  });

  test.runIf(version < migrations.length)(
    'stays as it was when a later step fails, and opens once that is mended',
    async () => {
      const { put, mend } = obstacleOf(version);
      const before = await makeFile(version, put);

      expect(() => openDatabase(path)).toThrow(StoreError);

      const file = new DatabaseSync(path);
      expect(file.prepare('PRAGMA user_version').get()).toEqual({ user_version: version });
      expect(allRows(file)).toEqual(before);
      file.exec(mend);
      file.close();
      const db = openDatabase(path);
      check(db.file);
      readEverything(db);
      db.file.close();
    },
  );
});

test('no migration is changed, and each has its data file', () => {
  const hashes = migrations.map((text) => createHash('sha256').update(text).digest('hex'));

  // A new one is noted here with a data file that has it, before it can reach anybody.
  expect(hashes).toEqual(released);
});
