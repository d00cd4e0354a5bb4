import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beginCall, endCall, saveBrief } from '../../../main/store/call.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { eraseCalls, eraseMessages } from '../../../main/store/erase.ts';
import { accept, completeTurn, resolve } from '../../../main/store/inbox.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { tellMissedCall, tellText } from '../../../main/store/missed.ts';
import { addNote } from '../../../main/store/note.ts';
import { searchThread } from '../../../main/store/search.ts';
import { tidy } from '../../../main/store/tidy.ts';
import { findTraces } from '../../../main/store/traces.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { sampleBrief, sampleCall, sampleLine } from '../../fakes/call-samples.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleResolved,
  sampleTurn,
} from '../../fakes/thread-samples.ts';

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-forget-'));
  db = openDatabase(join(folder, 'a.db'));
  db.file.exec('PRAGMA synchronous = OFF');
});
afterEach(async () => {
  db.file.close();
  await rm(folder, { recursive: true });
});

/** Words by which everything of one person can be found again in the file. */
const theirs = 'zanzibar';
const others = 'keepsake';
const number = '+12025550177';

let made = 0;
/** A message, and its answer unless it still waits; returns the ids. */
function say(
  author: string,
  conversationId: string,
  { answer = true, word = theirs, state = '' } = {},
): string[] {
  made += 1;
  const id = `${author}-${made}`;
  const { message } = accept(db, sampleIncoming({ remoteId: `remote ${id}`, conversationId }));
  resolve(db, {
    id: message.id,
    resolved: sampleResolved({ author, conversationId, principal: 'trusted', text: `${word} in` }),
  });
  if (!answer) return [message.id];
  const turn = sampleTurn({ turnId: `turn ${id}` });
  const { turnId } = turn;
  const reply = sampleReply({ id: `reply ${id}`, conversationId, text: `${word} out`, turnId });
  completeTurn(db, {
    inboxId: message.id,
    reply,
    dispatch: sampleDispatch(`key ${id}`, [reply.text]),
    turn,
  });
  if (state !== '') db.sql.run`UPDATE outbox SET state = ${state} WHERE id = ${reply.id}`;
  return [message.id, reply.id];
}

function line(change: Partial<ThreadMessage>): ThreadMessage {
  made += 1;
  return insertMessage(
    db,
    sampleReply({ id: `line ${made}`, turnId: null, delivery: 'sent', ...change }),
  );
}

/** A call with words on both sides, a note beside it, and the line that tells of it. */
function call(callId: string, from: string, word: string): void {
  beginCall(db, { ...sampleCall(), callId, number: from, goal: `${word} goal` });
  insertMessage(
    db,
    sampleLine(`${callId} in`, `${word} said`, { callId, conversationId: callId, author: from }),
  );
  line({ channel: 'phone', callId, conversationId: callId, text: `${word} answered`, heard: word });
  line({ channel: 'system', callId, conversationId: callId, text: `${word} noted` });
  endCall(db, { ...sampleCall(), callId, meters: null });
  const brief = { ...sampleBrief(), number: from };
  const told = sampleReply({
    id: `${callId} brief`,
    callId,
    conversationId: null,
    turnId: null,
    brief,
  });
  saveBrief(db, { callId, message: { ...told, text: `${word} brief` } });
}

function missed(callId: string, from: string, word: string): ThreadMessage | null {
  const text = `Missed call. Voicemail: ${word}`;
  const message = sampleReply({
    id: `${callId} missed`,
    turnId: null,
    direction: 'in',
    channel: 'phone',
    author: from,
    text,
    callId,
  });
  return tellMissedCall(db, { callId, wasAnswered: true, message, nextAt: null });
}

function text(remoteId: string, from: string, word: string): ThreadMessage | null {
  const message = sampleReply({
    id: `text ${remoteId}`,
    turnId: null,
    direction: 'in',
    channel: 'sms',
    author: from,
    text: word,
    conversationId: from,
  });
  return tellText(db, { remoteId, message });
}

function forget(who: string): ReturnType<typeof findTraces> {
  const traces = findTraces(db, { who });
  eraseMessages(db, { ids: traces.messageIds, notes: 'delete' });
  eraseCalls(db, { callIds: traces.callIds });
  return traces;
}

/** Every row of every table that holds a word anywhere. */
function rowsWith(word: string): string[] {
  const own = tables().filter((name) => !name.startsWith('messageSearch'));
  return own.flatMap((table) =>
    db.file
      .prepare(`SELECT * FROM "${table}"`)
      .all()
      .filter((row) => JSON.stringify(row).includes(word))
      .map(() => table),
  );
}

function tables(): string[] {
  const rows = db.file.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  return rows.all().map(({ name }) => String(name));
}

const inNotes = ['note', 'noteSearch', 'noteSearch_content'];

describe('forgetting a person', () => {
  test('takes everything that is theirs, and nothing of others', () => {
    const [first = ''] = say('user-9', 'direct');
    say('user-9', 'group');
    say('user-2', 'group', { word: others });
    say('user-2', 'direct-2', { word: others });
    say('user-9', 'direct', { answer: false });
    line({ conversationId: 'direct', text: `${theirs} of our own accord`, replyTo: null });
    addNote(db, { at: 1, principal: 'trusted', text: `${theirs} note`, messageId: first });
    addNote(db, { at: 2, principal: 'owner', text: `${others} note`, messageId: null });

    const { counts, mentions, isOwner } = forget('user-9');

    expect(rowsWith(theirs)).toEqual([]);
    const left = ['message', 'message', 'message', 'message', ...inNotes, 'outbox', 'outbox'];
    expect(rowsWith(others).toSorted()).toEqual(left.toSorted());
    expect(counts).toEqual({
      ...{ messages: 6, texts: 0, calls: 0, briefs: 0, missedCalls: 0 },
      ...{ notes: 1, contacts: 0, toAnswer: 1, toSend: 2 },
    });
    expect([mentions, isOwner]).toEqual([0, false]);
    expect(db.file.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(searchThread(db, { text: theirs, limit: 9, before: null })).toEqual([]);
    expect(searchThread(db, { text: others, limit: 9, before: null })).toHaveLength(4);
  });

  test('takes calls, briefs, missed calls, voicemails and texts of a number', () => {
    call('call-1', number, theirs);
    call('call-2', '+12025550100', others);
    missed('call-3', number, theirs);
    missed('call-4', '+12025550100', others);
    text('text-1', number, theirs);
    text('text-2', '+12025550100', others);
    line({ text: 'Ring +12025550177 back', channel: 'desktop', conversationId: null });

    const { counts, mentions } = forget(number);

    expect(rowsWith(theirs)).toEqual([]);
    expect(rowsWith(number)).toEqual(['message']);
    expect(mentions).toBe(1);
    expect(rowsWith(others)).toHaveLength(7);
    expect(counts).toEqual({
      ...{ messages: 3, texts: 1, calls: 1, briefs: 1, missedCalls: 1 },
      ...{ notes: 0, contacts: 0, toAnswer: 0, toSend: 0 },
    });
  });

  test('what is told again does not come back, and its neighbours do', () => {
    say('user-9', 'direct');
    const remoteId = `remote user-9-${made}`;
    call('call-1', number, theirs);
    missed('call-3', number, theirs);
    text('text-1', number, theirs);
    forget('user-9');
    forget(number);

    const again = accept(db, sampleIncoming({ remoteId, author: 'user-9' }));
    expect(again).toMatchObject({ outcome: 'repeated', pending: false });
    expect([missed('call-1', number, theirs), missed('call-3', number, theirs)]).toEqual([
      null,
      null,
    ]);
    expect(text('text-1', number, theirs)).toBeNull();
    expect(rowsWith('user-9').concat(rowsWith(number))).toEqual([]);

    expect(accept(db, sampleIncoming({ remoteId: 'new' })).outcome).toBe('accepted');
    expect(missed('call-9', number, 'new')).not.toBeNull();
    expect(text('text-9', number, 'new')).not.toBeNull();
  });

  test('a conversation can be named, and the owner is recognised', () => {
    say('user-9', 'direct');
    line({ conversationId: 'started', text: `${theirs} written first` });

    expect(findTraces(db, { who: 'started' }).messageIds).toHaveLength(1);
    expect(findTraces(db, { who: 'nobody' }).messageIds).toEqual([]);
    const { message } = accept(db, sampleIncoming({ remoteId: 'own' }));
    resolve(db, { id: message.id, resolved: sampleResolved({ author: 'me' }) });
    expect(findTraces(db, { who: 'me' }).isOwner).toBe(true);
  });

  test('a part that was deleted leaves what is needed to find the rest', () => {
    for (let each = 0; each < 5; each += 1) say('user-9', 'direct');
    line({ conversationId: 'direct', text: `${theirs} of our own accord` });
    const { messageIds } = findTraces(db, { who: 'user-9' });

    for (let cut = 1; messageIds.length > cut; cut += 1) {
      const ids = messageIds.slice(cut - 1, cut);
      eraseMessages(db, { ids, notes: 'delete' });
      expect(findTraces(db, { who: 'user-9' }).messageIds).toHaveLength(messageIds.length - cut);
    }
  });

  test('leaves none of the words in the files, while the data file is open', async () => {
    for (let each = 0; each < 200; each += 1) {
      const [id = ''] = say('user-9', 'direct', {
        word: `${theirs}${each} ${'padding '.repeat(40)}`,
      });
      if (each % 3 === 0) addNote(db, { at: 1, principal: 'owner', text: theirs, messageId: id });
      say('user-2', 'other', { word: `${others} ${'padding '.repeat(20)}` });
    }
    call('call-1', number, theirs);
    expect(await filesWith(theirs)).not.toEqual([]);

    forget('user-9');
    forget(number);
    expect(tidy(db)).toEqual({ isClean: true });

    expect(await filesWith(theirs)).toEqual([]);
    expect(await filesWith(others)).not.toEqual([]);
  });

  test('says so when somebody else still reads what was deleted', () => {
    say('user-9', 'direct');
    const reader = openDatabase(join(folder, 'a.db'));
    reader.file.exec('BEGIN');
    reader.file.prepare('SELECT count(*) FROM message').get();
    db.file.exec('PRAGMA busy_timeout = 10');

    forget('user-9');

    expect(tidy(db)).toEqual({ isClean: false });
    reader.file.close();
    expect(tidy(db)).toEqual({ isClean: true });
  });
});

async function filesWith(word: string): Promise<string[]> {
  const names = await readdir(folder);
  const hits = await Promise.all(
    names.map(async (name) => (await readFile(join(folder, name))).includes(word)),
  );
  return names.filter((_, index) => hits[index]);
}
