import { expect, test } from 'vitest';
import { CallAccounts, cutEnd } from '../../../main/app/call-accounts.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CallDesk } from '../../../main/call/call-desk.ts';
import type { CallRecord } from '../../../main/call/ports.ts';
import { createSpeechCutter } from '../../../main/call/speakable.ts';
import type { CallEnd } from '../../../main/thread/call-ports.ts';
import { anyDay } from '../../fakes/any-day.ts';
import { noDials } from '../../fakes/no-dials.ts';
import { sampleCall, sampleLine } from '../../fakes/call-samples.ts';
import { silentRecorder } from '../../fakes/silent-recorder.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fakeOwner } from '../../fakes/call-owner.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';
import { callSettings } from '../call/call-scene.ts';

const party = (target: string) => ({ type: 'tel', target, name: '' }) as const;
const record: CallRecord = {
  ...{ id: 'call-1', direction: 'incoming', status: 'ringing' },
  ...{ from: party('+12025550123'), to: party('+12025550199') },
  ...{ hangup: null, createdAt: null, answeredAt: null, endedAt: null },
};

/** A desk whose calls are accounted for. */
function openDesk(inbound: 'everyone' | 'off' = 'everyone', onService: CallRecord | null = null) {
  const clock = new FakeClock();
  const telephony = new FakeTelephony();
  const ends: CallEnd[] = [];
  const marks: number[] = [];
  let takenUp = 0;
  const accounts = new CallAccounts({
    store: {
      meterCall: async ({ spokenCharacters }) => {
        marks.push(spokenCharacters);
        return null;
      },
      endCall: async (end) => {
        ends.push(end);
        return null;
      },
    },
    readCall: async () => onService,
    briefs: {
      takeUp: async () => {
        takenUp += 1;
      },
    },
    ...{ clock, log: silentLogger },
  });
  const desk = new CallDesk(
    {
      ...{ telephony, clock, log: silentLogger, gate: new Gate(true), guard: () => {} },
      settings: { ...callSettings, greeting: 'Hello.' },
      policy: () => ({ inbound, allow: [], ownNumbers: ['+12025550199'], hasMailbox: () => false }),
      ...{
        source: '+12025550199',
        maxConcurrentCalls: 2,
        day: anyDay,
        dials: noDials,
        ...fakeOwner(clock),
      },
      replies: { async *ask() {} },
      recorder: {
        ...silentRecorder,
        spoken: (callId, characters) => accounts.spoken(callId, characters),
      },
      createCutter: () => createSpeechCutter({ language: 'en-US' }),
      book: {
        ...{ beginOther: () => {}, endOther: () => {} },
        begin: ({ record: { id } }) => accounts.begin(id),
        end: (call) => accounts.end(call, [sampleLine('one', 'Hello.')]),
      },
    },
    new AbortController().signal,
  );
  desk.changed.on((call) => accounts.follow(call));
  const tell = (change: Partial<CallRecord>): void =>
    telephony.tell({ type: 'call-changed', call: { ...record, ...change } });
  return { clock, desk, tell, ends, marks, accounts, takenUp: () => takenUp };
}

test('a call that was answered is kept with what it used and who ended it', async () => {
  const { clock, tell, ends, marks, takenUp } = openDesk();
  tell({});
  const answeredAt = clock.now();
  tell({ status: 'progressing' });
  await clock.advanceAsync(12_000);
  tell({ status: 'ended', hangup: { by: 'remote', reason: 'normal' } });
  await clock.advanceAsync(3000);

  expect(ends).toEqual([
    {
      ...{ callId: 'call-1', endedAt: answeredAt + 12_000, outcome: 'answered', endedBy: 'remote' },
      meters: { answeredAt, transcribedMs: expect.any(Number), spokenCharacters: 6 },
    },
  ]);
  expect(ends[0]?.meters?.transcribedMs).toBeGreaterThan(10_000);
  expect(marks[0]).toBe(0);
  expect(marks.at(-1)).toBe(6);
  expect(takenUp()).toBe(1);
});

test('a call that nobody took is missed, and one that is not to be taken refused', async () => {
  const missed = openDesk();
  missed.tell({});
  missed.tell({ status: 'ended', hangup: { by: 'remote', reason: 'cancel' } });
  await missed.clock.advanceAsync(100);
  const refused = openDesk('off');
  refused.tell({});
  refused.tell({ status: 'progressing' });
  refused.tell({ status: 'ended', hangup: { by: 'local', reason: 'normal' } });
  await refused.clock.advanceAsync(100);

  expect(missed.ends).toMatchObject([{ outcome: 'missed', meters: { answeredAt: null } }]);
  expect(refused.ends).toMatchObject([{ outcome: 'refused' }]);
});

test('a call that was not to be taken and was let go before it was answered is missed', async () => {
  const { clock, tell, ends, desk } = openDesk('off');
  tell({});
  desk.letGo(record.id);
  await clock.advanceAsync(100);

  expect(ends).toMatchObject([{ outcome: 'missed' }]);
});

test('an end that comes without its reason is asked for', async () => {
  const ended: CallRecord = { ...record, hangup: { by: 'remote', reason: 'normal' } };
  const { clock, tell, ends } = openDesk('everyone', ended);
  tell({ status: 'progressing' });
  tell({ status: 'ended' });
  await clock.advanceAsync(100);

  expect(ends).toMatchObject([{ outcome: 'answered', endedBy: 'remote' }]);
});

test('a call that a run left open ended when the service says, or as far as it is known', () => {
  const call = { ...sampleCall(), endedAt: null, outcome: null };
  const ended: CallRecord = { ...record, answeredAt: 2000, endedAt: 70_000 };
  const now = 500_000;

  expect(cutEnd(call, { record: ended, hungUp: false, now })).toMatchObject({
    ...{ endedAt: 70_000, outcome: 'cut', meters: null },
  });
  expect(cutEnd(call, { record: ended, hungUp: true, now }).endedAt).toBe(now);
  expect(cutEnd(call, { record: null, hungUp: false, now }).endedAt).toBe(90_000);
});

test('a call that was never answered is not cut off', () => {
  const call = sampleCall({ answeredAt: null, transcribedMs: 0 });

  expect(cutEnd(call, { record, hungUp: false, now: 9 }).outcome).toBe('missed');
  // The mailbox answered it, and nobody of us ever did.
  const byMailbox = { ...record, answeredAt: 5000 };
  expect(cutEnd(call, { record: byMailbox, hungUp: false, now: 9 }).outcome).toBe('missed');
  expect(cutEnd(call, { record, hungUp: true, now: 9 }).outcome).toBe('missed');
  expect(cutEnd(call, { record: null, hungUp: false, now: 9 }).outcome).toBe('missed');
});
