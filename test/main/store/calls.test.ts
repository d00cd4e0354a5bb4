import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import * as calls from '../../../main/store/call.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { insertMessage, pageBefore, readMessage } from '../../../main/store/message.ts';
import { bringNotice, openNotices } from '../../../main/store/notice.ts';
import { sampleBrief, sampleCall, sampleLine } from '../../fakes/call-samples.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
});
afterEach(() => db.file.close());

const brief = sampleReply({ id: 'brief', callId: 'call-1', turnId: null, brief: sampleBrief() });
const meters = { answeredAt: 2000, transcribedMs: 100, spokenCharacters: 7 };

test('a call is kept from its beginning to the line that tells of it', () => {
  const call = sampleCall();
  const { callId } = call;
  calls.beginCall(db, call);
  calls.meterCall(db, { callId, ...meters });
  expect(calls.openCalls(db)).toMatchObject([{ callId, ...meters, endedAt: null, outcome: null }]);
  expect(calls.untoldCalls(db)).toEqual([]);

  calls.endCall(db, { ...call, meters: call });
  expect(calls.openCalls(db)).toEqual([]);
  expect(calls.untoldCalls(db)).toEqual([call]);

  expect(calls.saveBrief(db, { callId, message: brief })).toEqual(brief);
  expect(calls.untoldCalls(db)).toEqual([]);
  const { endedBy: _, ...account } = call;
  expect(calls.lastCalls(db, { limit: 5 })).toEqual([{ ...account, briefId: 'brief' }]);
});

test('a brief is kept once, and comes back as it was', () => {
  calls.beginCall(db, sampleCall());
  calls.endCall(db, { ...sampleCall(), meters: null });
  calls.saveBrief(db, { callId: 'call-1', message: brief });

  const again = calls.saveBrief(db, { callId: 'call-1', message: { ...brief, id: 'second' } });

  expect(again).toBeNull();
  expect(readMessage(db, { id: 'brief' })).toEqual(brief);
  expect(pageBefore(db, { before: null, limit: 9 }).messages).toEqual([brief]);
});

test.each(['before', 'after'])(
  'a call for which the owner waits is brought to them once, asked for %s its end',
  (when) => {
    const callId = 'call-1';
    calls.beginCall(db, sampleCall());
    if (when === 'before') calls.awaitCall(db, { callId });
    calls.endCall(db, { ...sampleCall(), meters: null });
    calls.saveBrief(db, { callId, message: brief });
    if (when === 'after') calls.awaitCall(db, { callId });

    expect(openNotices(db)).toEqual([{ id: 'brief', at: brief.at }]);
    bringNotice(db, { id: 'brief', letter: null });
    calls.saveBrief(db, { callId, message: { ...brief, id: 'second' } });
    expect(openNotices(db)).toEqual([]);
  },
);

test('of a call that nobody waits for the thread tells alone', () => {
  calls.beginCall(db, sampleCall());
  calls.endCall(db, { ...sampleCall(), meters: null });
  calls.saveBrief(db, { callId: 'call-1', message: brief });
  expect(openNotices(db)).toEqual([]);
});

test('the first end counts, and keeps the meters of a run that died', () => {
  calls.beginCall(db, sampleCall());
  calls.meterCall(db, { callId: 'call-1', ...meters });
  calls.endCall(db, { ...sampleCall({ outcome: 'cut', endedAt: 50 }), meters: null });

  calls.endCall(db, { ...sampleCall({ endedAt: 99 }), meters: { ...meters, transcribedMs: 999 } });

  expect(calls.lastCalls(db, { limit: 1 })).toMatchObject([
    { outcome: 'cut', endedAt: 50, ...meters },
  ]);
});

test('the meters of a call that a second run took up only grow', () => {
  calls.beginCall(db, sampleCall());
  calls.meterCall(db, { callId: 'call-1', ...meters });

  calls.meterCall(db, {
    ...{ callId: 'call-1', answeredAt: 9000, transcribedMs: 5, spokenCharacters: 20 },
  });

  expect(calls.openCalls(db)).toMatchObject([{ ...meters, spokenCharacters: 20 }]);
});

test('lines of a call come in order, and no others', () => {
  calls.beginCall(db, sampleCall());
  insertMessage(db, sampleLine('two', 'Bye.', { at: 9 }));
  insertMessage(db, sampleLine('one', 'Hello.', { at: 5 }));
  insertMessage(db, sampleLine('other', 'Elsewhere.', { callId: 'call-2' }));
  calls.endCall(db, { ...sampleCall(), meters: null });
  calls.saveBrief(db, { callId: 'call-1', message: brief });

  const lines = calls.linesOfCall(db, { callId: 'call-1' });

  expect(lines.map(({ id }) => id)).toEqual(['one', 'two']);
});

test('the last calls come newest last', () => {
  for (const [callId, startedAt] of [
    ['b', 2],
    ['a', 1],
    ['c', 3],
  ] as const) {
    calls.beginCall(db, sampleCall({ callId, startedAt }));
  }

  expect(calls.lastCalls(db, { limit: 2 }).map(({ callId }) => callId)).toEqual(['b', 'c']);
});

test('of calls out those are counted that were begun since then', () => {
  for (const [callId, direction, startedAt] of [
    ['before', 'outgoing', 1],
    ['at', 'outgoing', 2],
    ['in', 'incoming', 3],
    ['after', 'outgoing', 4],
  ] as const) {
    calls.beginCall(db, sampleCall({ callId, direction, startedAt }));
  }

  expect(calls.countCallsOut(db, { since: 2 })).toBe(2);
});

test('a call of a version that kept no outcome is not told of', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-calls-'));
  const path = join(folder, 'a.db');
  const older = new DatabaseSync(path);
  for (const migration of migrations.slice(0, 2)) older.exec(migration);
  older.exec(`INSERT INTO call (callId, direction, number, principal, startedAt, endedAt)
    VALUES ('old', 'incoming', '+12025550123', 'stranger', 1, 2); PRAGMA user_version = 2`);
  older.close();

  const newer = openDatabase(path);

  expect(calls.untoldCalls(newer)).toEqual([]);
  expect(calls.lastCalls(newer, { limit: 5 })).toMatchObject([{ callId: 'old', outcome: null }]);
  newer.file.close();
  await rm(folder, { recursive: true });
});
