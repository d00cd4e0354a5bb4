import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { eraseMessages } from '../../../main/store/erase.ts';
import { insertMessage } from '../../../main/store/message.ts';
import {
  addNote,
  changeNote,
  deleteNote,
  findNotes,
  listNotes,
  purgeNotes,
  searchNotes,
  undoNote,
} from '../../../main/store/note.ts';
import type { NoteKind } from '../../../shared/note.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => void (db = openDatabase(':memory:')));
afterEach(() => db.file.close());

let at = 0;
function keep(text: string, change: { kind?: NoteKind; messageId?: string; id?: string } = {}) {
  at += 1;
  const { messageId = null, ...rest } = change;
  return addNote(db, { at, principal: 'owner', text, messageId, ...rest }).id;
}

function edit(id: string, text: string, messageId: string | null = null): void {
  at += 1;
  const change = { id, changeId: `change-${at}`, at, text, kind: null };
  changeNote(db, { ...change, principal: 'owner', messageId });
}

function remove(id: string): void {
  at += 1;
  deleteNote(db, { id, changeId: `change-${at}`, at });
}

function texts(): readonly string[] {
  return listNotes(db, { limit: 99 }).map(({ text }) => text);
}

function found(text: string, kind: NoteKind | null = null): readonly string[] {
  return searchNotes(db, { text, kind, limit: 99 }).map((note) => note.text);
}

test('an edit is found by its new words only, and taken back to the old ones', () => {
  const id = keep('The boiler is in the cellar');
  edit(id, 'The boiler is on the roof');
  edit(id, 'There is no boiler');

  expect([found('roof'), found('no boiler')]).toEqual([[], ['There is no boiler']]);

  expect(undoNote(db, { id })?.text).toBe('The boiler is on the roof');
  expect(found('roof')).toEqual(['The boiler is on the roof']);
  expect(undoNote(db, { id })?.text).toBe('The boiler is in the cellar');
  expect(undoNote(db, { id })).toBeNull();
  expect(texts()).toEqual(['The boiler is in the cellar']);
});

test('what was deleted is nowhere, and comes back whole', () => {
  const id = keep('Tea, no sugar', { kind: 'fact' });
  remove(id);

  expect([texts(), found('sugar')]).toEqual([[], []]);
  expect(
    changeNote(db, {
      ...{ id, changeId: 'late', at, text: 'Coffee', kind: null },
      ...{ principal: 'owner', messageId: null },
    }),
  ).toBeNull();
  expect(findNotes(db, { id })).toHaveLength(1);

  expect(undoNote(db, { id })).toMatchObject({ text: 'Tea, no sugar', kind: 'fact' });
  expect(found('sugar')).toEqual(['Tea, no sugar']);
});

test('the same change again changes nothing', () => {
  const id = keep('One', { id: 'note-1' });
  keep('Two', { id: 'note-1' });
  const change = {
    id,
    changeId: 'c',
    at,
    kind: null,
    principal: 'owner',
    messageId: null,
  } as const;
  changeNote(db, { ...change, text: 'Edited' });
  changeNote(db, { ...change, text: 'Edited again' });
  deleteNote(db, { id, changeId: 'd', at });
  deleteNote(db, { id, changeId: 'd', at });

  expect(undoNote(db, { id })?.text).toBe('Edited');
  expect(undoNote(db, { id })?.text).toBe('One');
  expect(undoNote(db, { id })).toBeNull();
});

test('capitals, accents and the end of the last word make no difference', () => {
  keep('Müller wants the ÉTÉ offer');
  keep('Peter likes summer', { kind: 'fact' });

  expect(found('muller ete')).toEqual(['Müller wants the ÉTÉ offer']);
  expect(found('offers')).toEqual([]);
  expect(found('pet')).toEqual(['Peter likes summer']);
  expect(found('pet', 'note')).toEqual([]);
  expect(found('" OR *')).toEqual([]);
});

test('what was deleted long ago goes for good', () => {
  const [old, young, kept] = [keep('old'), keep('young'), keep('kept')];
  remove(old);
  const between = at + 0.5;
  remove(young);

  purgeNotes(db, { before: between });

  expect([undoNote(db, { id: old }), undoNote(db, { id: young })?.text]).toEqual([null, 'young']);
  expect(texts()).toEqual(['young', 'kept']);
  expect(kept).not.toBe(old);
});

test('with a message that is forgotten its words go from a note and from what it said before', () => {
  for (const id of ['theirs', 'mine']) insertMessage(db, sampleReply({ id }));
  const made = keep('Zanzibar', { messageId: 'theirs' });
  const edited = keep('Mine', { messageId: 'mine' });
  edit(edited, 'Zanzibar too', 'theirs');
  const later = keep('Zanzibar first', { messageId: 'theirs' });
  edit(later, 'Mine since', 'mine');

  eraseMessages(db, { ids: ['theirs'], notes: 'delete' });

  expect(texts()).toEqual(['Mine', 'Mine since']);
  expect(undoNote(db, { id: later })).toBeNull();
  expect(findNotes(db, { id: made })).toEqual([]);
  expect(found('zanzibar')).toEqual([]);
});

test('a message that is only too old leaves its notes', () => {
  insertMessage(db, sampleReply({ id: 'm' }));
  const id = keep('Kept', { messageId: 'm' });
  edit(id, 'Kept still', 'm');

  eraseMessages(db, { ids: ['m'], notes: 'keep' });

  expect(texts()).toEqual(['Kept still']);
  expect(undoNote(db, { id })?.text).toBe('Kept');
});

test('a note from a message that is not in the thread yet is kept all the same', () => {
  keep('Said on the phone', { messageId: 'not there' });

  expect(texts()).toEqual(['Said on the phone']);
});
