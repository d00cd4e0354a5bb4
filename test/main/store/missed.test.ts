import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallOutcome } from '../../../shared/call-outcome.ts';
import {
  beginCall,
  endCall,
  lastCalls,
  linesOfCall,
  saveBrief,
  untoldCalls,
} from '../../../main/store/call.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { awaitedVoicemails, changeMissedCall, tellMissedCall } from '../../../main/store/missed.ts';
import { sampleBrief, sampleCall } from '../../fakes/call-samples.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
});
afterEach(() => db.file.close());

function lineOf(id: string, callId: string) {
  return sampleReply({ id, turnId: null, direction: 'in', channel: 'phone', callId });
}

/** A call that we had in hand, with the brief that tells how it came out. */
function handled(callId: string, outcome: CallOutcome): void {
  beginCall(db, sampleCall({ callId }));
  endCall(db, { callId, endedAt: 2000, outcome, endedBy: '', meters: null });
  const brief = { ...sampleBrief(), outcome, spoken: outcome === 'answered' };
  saveBrief(db, { callId, message: { ...lineOf(`${callId} brief`, callId), brief } });
}

const voicemail = { text: 'Missed call. Voicemail: Call me.', looks: 1, nextAt: null };

const tell = (callId: string, wasAnswered: boolean) =>
  tellMissedCall(db, {
    ...{ callId, wasAnswered, nextAt: 9000 },
    message: lineOf(`${callId} missed`, callId),
  });

const allIds = () => db.sql.all`SELECT id FROM message ORDER BY id`.map(({ id }) => id);

test.each([true, false])(
  'a call that was let go and has its brief is told in the same line, and its voicemail looked for (answered: %s)',
  (wasAnswered) => {
    handled('a', 'missed');
    const told = tell('a', wasAnswered);
    expect(told).toMatchObject({ id: 'a brief', direction: 'in', channel: 'phone' });
    expect(told).not.toHaveProperty('brief');
    expect(awaitedVoicemails(db)).toMatchObject([{ callId: 'a' }]);
    expect(changeMissedCall(db, { ...voicemail, callId: 'a' })).toMatchObject({
      ...{ id: 'a brief', text: 'Missed call. Voicemail: Call me.' },
    });
    expect(tell('a', wasAnswered)).toBeNull();
    expect(allIds()).toEqual(['a brief']);
  },
);

test('where it was told before its brief could be, the brief adds no line', () => {
  beginCall(db, sampleCall({ callId: 'a' }));
  expect(tell('a', false)).toMatchObject({ id: 'a missed' });
  expect(linesOfCall(db, { callId: 'a' }), 'nobody said it').toEqual([]);
  handled('a', 'missed');
  expect(allIds()).toEqual(['a missed']);
  // It is told: nobody writes its brief at the next start either, and its link leads to the line.
  expect(untoldCalls(db)).toEqual([]);
  expect(lastCalls(db, { limit: 1 })).toMatchObject([{ briefId: 'a missed' }]);
});

test('a brief of what was said after all is a line of its own', () => {
  beginCall(db, sampleCall({ callId: 'a' }));
  tell('a', false);
  handled('a', 'answered');
  expect(allIds()).toEqual(['a brief', 'a missed']);
});

test('one that could not be connected keeps its brief, and its words of it', () => {
  handled('a', 'failed');
  expect(tell('a', false)).toBeNull();
  expect(allIds()).toEqual(['a brief']);
});

test('one that we answered is not, whether or not the service tells that it was answered', () => {
  handled('a', 'answered');
  insertMessage(db, lineOf('a words', 'a'));
  expect(tell('a', true)).toBeNull();
  expect(tell('a', false)).toBeNull();
});
