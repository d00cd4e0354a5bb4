import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginCall, endCall, saveBrief } from '../../../main/store/call.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { accept, completeTurn, resolve, settle } from '../../../main/store/inbox.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { tellMissedCall } from '../../../main/store/missed.ts';
import { addNote, listNotes } from '../../../main/store/note.ts';
import { pruneThread } from '../../../main/store/prune.ts';
import { searchThread } from '../../../main/store/search.ts';
import { saveTurn } from '../../../main/store/turn.ts';
import type { ThreadPosition } from '../../../shared/thread.ts';
import { sampleCall, sampleLine } from '../../fakes/call-samples.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleResolved,
  sampleTurn,
} from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
});
afterEach(() => db.file.close());

/** Accepted at an instant and known by its name. */
function say(name: string, at: number): string {
  const { message } = accept(db, sampleIncoming({ remoteId: name, receivedAt: at }));
  resolve(db, { id: message.id, resolved: sampleResolved({ at, text: name }) });
  return message.id;
}

/** The reply is in that state. */
function answer(name: string, at: number, state: string): void {
  const turn = sampleTurn({ turnId: `turn ${name}`, receivedAt: at });
  const reply = sampleReply({ id: `to ${name}`, at, text: `to ${name}`, turnId: turn.turnId });
  completeTurn(db, {
    inboxId: say(name, at),
    reply,
    dispatch: sampleDispatch(`key ${name}`),
    turn,
  });
  db.sql.run`UPDATE outbox SET state = ${state} WHERE id = ${reply.id}`;
}

function texts(): string {
  return db.sql.all`SELECT text FROM message ORDER BY text`.map(({ text }) => text).join(', ');
}

function pruneAll(before: number, limit = 2): number {
  let deleted = 0;
  let after: ThreadPosition | null = null;
  do {
    const { ids, next } = pruneThread(db, { before, after, limit });
    deleted += ids.length;
    after = next;
  } while (after !== null);
  return deleted;
}

test('deletes what is older, with everything that belongs to it, and nothing else', () => {
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) answer(name, index * 100, 'sent');

  expect(pruneAll(200)).toBe(4);

  expect(texts()).toBe('c, d, to c, to d');
  const count = (table: string) =>
    db.file.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'];
  expect(['inbox', 'outbox', 'turn', 'searchPlace'].map(count)).toEqual([2, 2, 2, 4]);
  expect(searchThread(db, { text: 'a', limit: 9, before: null })).toEqual([]);
  expect(db.file.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
});

test('what is told again after that is not taken for new', () => {
  answer('a', 1, 'sent');
  pruneAll(100);

  expect(accept(db, sampleIncoming({ remoteId: 'a' }))).toMatchObject({
    outcome: 'repeated',
    pending: false,
  });
  expect(texts()).toBe('');
});

test.each(['queued', 'sending', 'unknown', 'failed'])(
  'a message stays with its reply while that is %s',
  (state) => {
    answer('a', 1, state);
    answer('b', 2, 'sent');

    expect(pruneAll(100)).toBe(2);

    expect(texts()).toBe('a, to a');
  },
);

test('a message that waits or that failed stays, one that was ignored goes', () => {
  say('waits', 1);
  settle(db, { id: say('failed', 2), delivery: 'failed', reason: 'No words.' });
  settle(db, { id: say('ignored', 3), delivery: 'ignored', reason: 'Not allowed.' });

  pruneAll(100);

  expect(texts()).toBe('failed, waits');
});

test('a call goes with its lines once it is told of, not before', () => {
  for (const callId of ['told', 'untold', 'open', 'old']) {
    beginCall(db, { ...sampleCall(), callId });
    insertMessage(db, sampleLine(callId, callId, { callId }));
  }
  for (const callId of ['told', 'untold']) endCall(db, { ...sampleCall(), callId, meters: null });
  endCall(db, { ...sampleCall(), callId: 'old', outcome: null, meters: null });
  const brief = sampleReply({ id: 'b', at: 95_000, text: 'brief', turnId: null, callId: 'told' });
  saveBrief(db, { callId: 'told', message: brief });

  pruneAll(100_000);

  expect(texts()).toBe('open, untold');
  const calls = db.sql.all`SELECT callId FROM call ORDER BY callId`;
  expect(calls.map(({ callId }) => callId)).toEqual(['open', 'untold']);
});

test('a missed call stays while its voicemail may still come', () => {
  const missed = (callId: string, nextAt: number | null) =>
    tellMissedCall(db, {
      ...{ callId, wasAnswered: false, nextAt },
      message: sampleLine(callId, callId, { callId }),
    });
  missed('awaited', 9);
  missed('over', null);

  pruneAll(100_000);

  expect(texts()).toBe('awaited');
  expect(missed('over', null)).toBeNull();
});

test('notes stay, also when the message that they are from goes', () => {
  answer('a', 1, 'sent');
  const { id } = db.sql.get`SELECT id FROM inbox` ?? {};
  addNote(db, { at: 1, principal: 'owner', text: 'Milk', messageId: String(id) });

  pruneAll(100);

  expect(texts()).toBe('');
  expect(listNotes(db, { limit: 9 })).toMatchObject([{ text: 'Milk' }]);
});

test('stages of turns go with their time, also where no words are in the thread', () => {
  saveTurn(db, sampleTurn({ turnId: 'old', receivedAt: 1 }));
  saveTurn(db, sampleTurn({ turnId: 'new', receivedAt: 200 }));

  pruneAll(100);

  expect(db.sql.all`SELECT turnId FROM turn`).toMatchObject([{ turnId: 'new' }]);
});
