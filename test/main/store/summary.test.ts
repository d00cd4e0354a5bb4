import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { eraseMessages } from '../../../main/store/erase.ts';
import { changeHeard, insertMessage } from '../../../main/store/message.ts';
import { mergeSummaries, saveSummary, summaries } from '../../../main/store/summary.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
  for (const at of [10, 20, 30, 40]) {
    insertMessage(db, sampleReply({ id: `m${at}`, at, text: `Wörter ${at}`, delivery: 'sent' }));
  }
});
afterEach(() => db.file.close());

const place = (at: number) => ({ at, id: `m${at}` });
const section = (id: string, from: number, until: number) => ({
  ...{ id, level: 0, from: place(from), until: place(until), text: `about ${id}`, madeAt: 50 },
});

/** Sections of the first two and of the last two messages. */
function saveBoth(): void {
  const read = { messages: 2, bytes: 20 };
  expect(saveSummary(db, { section: section('a', 10, 20), read })).toBe(true);
  expect(saveSummary(db, { section: section('b', 30, 40), read })).toBe(true);
}

function left(): readonly string[] {
  return summaries(db).map(({ id }) => id);
}

test('sections come back as they were kept, oldest first', () => {
  saveBoth();

  expect(summaries(db)).toEqual([section('a', 10, 20), section('b', 30, 40)]);
});

test.each<[string, (db: Database) => unknown]>([
  ['is deleted', () => eraseMessages(db, { ids: ['m20'], notes: 'keep' })],
  ['gets other words', () => db.sql.run`UPDATE message SET text = 'x' WHERE id = 'm20'`],
  ['turns out to be heard in part', () => changeHeard(db, { id: 'm20', heard: 'W' })],
  ['is handled late', () => db.sql.run`UPDATE message SET delivery = 'failed' WHERE id = 'm20'`],
  ['comes late', () => insertMessage(db, sampleReply({ id: 'late', at: 15 }))],
])('a section goes when a message of it %s, and the others stay', (_, change) => {
  saveBoth();

  change(db);

  expect(left()).toEqual(['b']);
});

test('what is said after a section leaves it alone', () => {
  saveBoth();

  insertMessage(db, sampleReply({ id: 'new', at: 50 }));

  expect(left()).toEqual(['a', 'b']);
});

test('a summary of what has changed while it was written is not kept', () => {
  const read = { messages: 2, bytes: 20 };
  eraseMessages(db, { ids: ['m10'], notes: 'keep' });

  expect(saveSummary(db, { section: section('a', 10, 20), read })).toBe(false);
  expect(left()).toEqual([]);
});

test('several become one, unless one of them is gone', () => {
  saveBoth();
  const section1 = { ...section('c', 10, 40), level: 1 };

  expect(mergeSummaries(db, { section: section1, ids: ['a', 'gone'] })).toBe(false);
  expect(mergeSummaries(db, { section: section1, ids: ['a', 'b'] })).toBe(true);
  expect(summaries(db)).toEqual([section1]);

  eraseMessages(db, { ids: ['m30'], notes: 'keep' });
  expect(left()).toEqual([]);
});
