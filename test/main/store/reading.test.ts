import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import {
  insertMessage,
  pageAfter,
  pageAround,
  pageBefore,
  recentMessages,
} from '../../../main/store/message.ts';
import { addNote, listNotes } from '../../../main/store/note.ts';
import {
  dropRegistration,
  leaveRegistrations,
  readRegistrations,
  saveRegistration,
  standRegistration,
} from '../../../main/store/registration.ts';
import { lastTurns, saveTurn } from '../../../main/store/turn.ts';
import type { Registration } from '../../../main/carbonvoice/ports.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { sampleReply, sampleTurn } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
});
afterEach(() => db.file.close());

function add(id: string, at: number, change: Partial<ThreadMessage> = {}): void {
  insertMessage(db, sampleReply({ id, at, delivery: 'sent', ...change }));
}

function ids(messages: readonly { readonly id: string }[]): string {
  return messages.map(({ id }) => id).join('');
}

test('pages backwards through the whole thread without a gap or a repeat, also where times are equal', () => {
  for (const [index, id] of 'abcdefg'.split('').entries()) add(id, index < 5 ? 100 : index * 100);

  const first = pageBefore(db, { before: null, limit: 3 });
  expect([ids(first.messages), first.hasOlder]).toEqual(['efg', true]);
  const second = pageBefore(db, { before: { at: 100, id: 'e' }, limit: 3 });
  expect([ids(second.messages), second.hasOlder]).toEqual(['bcd', true]);
  const third = pageBefore(db, { before: { at: 100, id: 'b' }, limit: 3 });
  expect([ids(third.messages), third.hasOlder]).toEqual(['a', false]);
});

test('says that nothing is older when a page ends exactly at the beginning', () => {
  for (const id of 'abc') add(id, 1);

  expect(pageBefore(db, { before: null, limit: 3 }).hasOlder).toBe(false);
  expect(pageBefore(db, { before: { at: 1, id: 'a' }, limit: 3 })).toEqual({
    messages: [],
    hasOlder: false,
  });
});

test('pages forwards from an instant, that instant included', () => {
  for (const [index, id] of 'abcde'.split('').entries()) add(id, index * 10);

  expect(ids(pageAfter(db, { after: null, since: 10, limit: 2 }))).toBe('bc');
  expect(ids(pageAfter(db, { after: { at: 20, id: 'c' }, since: 10, limit: 2 }))).toBe('de');
  expect(ids(pageAfter(db, { after: null, since: -Number.MAX_VALUE, limit: 9 }))).toBe('abcde');
});

test('remembers of one conversation only what was said and is settled', () => {
  add('a', 1, { direction: 'in', delivery: 'handled' });
  add('b', 2, { conversationId: 'other' });
  add('c', 3, { text: '' });
  add('d', 4, { delivery: 'failed' });
  add('e', 5, { direction: 'in', delivery: 'ignored' });
  add('f', 6, { delivery: 'unknown' });
  // What waits for its own turn is not part of the past yet.
  add('g', 7, { direction: 'in', delivery: 'received' });

  expect(ids(recentMessages(db, { conversationId: 'conversation-1', limit: 9 }))).toBe('af');
  expect(ids(recentMessages(db, { conversationId: null, limit: 9 }))).toBe('abf');
  expect(ids(recentMessages(db, { conversationId: null, limit: 2 }))).toBe('bf');
});

test('lists the newest notes, oldest first', () => {
  for (const [at, text] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ] as const) {
    addNote(db, { at, principal: 'owner', text, messageId: null });
  }

  expect(listNotes(db, { limit: 2 }).map(({ text }) => text)).toEqual(['b', 'c']);
});

test('replaces a turn by its id and gives the newest last', () => {
  saveTurn(db, sampleTurn({ turnId: 'a', receivedAt: 1 }));
  saveTurn(db, sampleTurn({ turnId: 'b', receivedAt: 2 }));
  saveTurn(db, sampleTurn({ turnId: 'b', receivedAt: 2, interruptedAt: 9.5 }));

  expect(lastTurns(db, { limit: 5 })).toMatchObject([
    { turnId: 'a', interruptedAt: null },
    { turnId: 'b', interruptedAt: 9.5 },
  ]);
});

test('keeps what may be registered for each service, and leaves what is not wanted any more', () => {
  const service = 'carbonvoice';
  const one: Registration = {
    ...{ url: 'https://a.example/x', agentId: 'agent', id: 'i', clientId: 'c' },
    ...{ state: 'asked', filter: 'sent', since: null, tries: 0, nextAt: 0 },
  };
  const two: Registration = { ...one, url: 'https://b.example/x', tries: 3, nextAt: 7 };
  saveRegistration(db, { service, registration: one });
  saveRegistration(db, { service, registration: { ...one, id: 'j' } });
  saveRegistration(db, { service: 'other', registration: one });

  standRegistration(db, { service, registration: two });

  expect(readRegistrations(db, { service })).toEqual([
    { ...one, id: 'j', state: 'leaving' },
    { ...two, state: 'standing' },
  ]);
  dropRegistration(db, { service, url: one.url, agentId: 'agent' });
  leaveRegistrations(db, { service });
  expect(readRegistrations(db, { service })).toEqual([
    { ...two, state: 'leaving', tries: 0, nextAt: 0 },
  ]);
  expect(readRegistrations(db, { service: 'other' })).toEqual([one]);
});

test('reads what stands around a message, and whether there is more on either side', () => {
  for (const id of 'abcdefg') add(id, id < 'd' ? 1 : 2);

  const middle = pageAround(db, { id: 'd', limit: 2 });
  expect([ids(middle.messages), middle.hasOlder, middle.hasNewer]).toEqual(['bcdef', true, true]);
  const end = pageAround(db, { id: 'f', limit: 4 });
  expect([ids(end.messages), end.hasOlder, end.hasNewer]).toEqual(['bcdefg', true, false]);
  const beginning = pageAround(db, { id: 'a', limit: 6 });
  expect([ids(beginning.messages), beginning.hasOlder, beginning.hasNewer]).toEqual([
    'abcdefg',
    false,
    false,
  ]);
  expect(pageAround(db, { id: 'gone', limit: 2 }).messages).toEqual([]);
});
