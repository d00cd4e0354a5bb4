import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallOutcome } from '../../../shared/call-outcome.ts';
import { beginCall, endCall, saveBrief } from '../../../main/store/call.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { tellMissedCall } from '../../../main/store/missed.ts';
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
  const brief = sampleBrief();
  saveBrief(db, { callId, message: { ...lineOf(`${callId} brief`, callId), brief } });
}

const tell = (callId: string, wasAnswered: boolean) =>
  tellMissedCall(db, {
    ...{ callId, wasAnswered, nextAt: 9000 },
    message: lineOf(`${callId} missed`, callId),
  });

test('a call that was let go and has its brief is told, so that its voicemail is looked for', () => {
  handled('a', 'missed');
  expect(tell('a', false)).not.toBeNull();
});

test('so is one that the mailbox answered', () => {
  handled('a', 'missed');
  expect(tell('a', true)).not.toBeNull();
  expect(tell('a', true)).toBeNull();
});

test('one that we answered is not, whether or not the service tells that it was answered', () => {
  handled('a', 'answered');
  insertMessage(db, lineOf('a words', 'a'));
  expect(tell('a', true)).toBeNull();
  expect(tell('a', false)).toBeNull();
});
