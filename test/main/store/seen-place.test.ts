import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { readSeenPlace, saveSeenPlace } from '../../../main/store/seen-place.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
});
afterEach(() => db.file.close());

test.each([
  ['what lies further', { at: 3, id: 'c' }, { at: 3, id: 'c' }],
  ['the later of one instant', { at: 2, id: 'bb' }, { at: 2, id: 'bb' }],
  ['not what another window saw before', { at: 1, id: 'a' }, { at: 2, id: 'b' }],
])('up to where the owner has seen the thread is %s', (_name, told, kept) => {
  for (const [at, id] of ['a', 'b', 'c'].entries())
    insertMessage(db, sampleReply({ id, at: at + 1 }));
  expect(readSeenPlace(db)).toBeNull();
  saveSeenPlace(db, { at: 2, id: 'b' });
  saveSeenPlace(db, told);
  expect(readSeenPlace(db)).toEqual(kept);
});

test('a place behind the end of the thread, as after a restore, gives way to one that is there', () => {
  insertMessage(db, sampleReply({ id: 'a', at: 1 }));
  saveSeenPlace(db, { at: 9, id: 'erased' });
  saveSeenPlace(db, { at: 1, id: 'a' });
  expect(readSeenPlace(db)).toEqual({ at: 1, id: 'a' });
});
