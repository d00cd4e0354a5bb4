import { describe, expect, test } from 'vitest';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { CallHappening } from '../../../main/call/call-events.ts';
import { Dialler } from '../../../main/call/call-placing.ts';
import { OtherLeg } from '../../../main/call/other-leg.ts';
import type { CallRecord, Party } from '../../../main/call/ports.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { noDials } from '../../fakes/no-dials.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';

const target: Party = { type: 'tel', target: '+12025550144', name: '' };
const own: Party = { type: 'tel', target: '+12025550199', name: '' };

function record(id: string, status: CallRecord['status'], reason = ''): CallRecord {
  return {
    ...{ id, direction: 'outgoing', status, from: own, to: target },
    hangup: status === 'ended' ? { by: 'remote', reason } : null,
    ...{ createdAt: null, answeredAt: null, endedAt: null },
  };
}

function openLeg() {
  const telephony = new FakeTelephony();
  const clock = new FakeClock();
  const happened: CallHappening[] = [];
  /** Lines that are known to be open. */
  const open = new Set<string>();
  const anyDay = { take: () => Promise.resolve(() => {}) };
  const { signal } = new AbortController();
  const dialler = new Dialler({
    ...{ telephony, source: own.target, day: anyDay, dials: noDials, clock, log: silentLogger },
  });
  const leg = new OtherLeg(
    {
      ...{ callId: 'first', telephony, clock, log: silentLogger },
      dial: (party) => dialler.dial(party, signal),
      book: {
        beginOther: (callId) => void open.add(callId),
        endOther: (callId) => void open.delete(callId),
      },
      happen: (happening) => void happened.push(happening),
    },
    signal,
  );
  const tell = (call: CallRecord): void => {
    dialler.hear(call);
    telephony.tell({ type: 'call-changed', call });
  };
  const types = (): readonly string[] => happened.map(({ type }) => type);
  return { telephony, clock, happened, leg, tell, types, open };
}

type Opened = ReturnType<typeof openLeg>;

async function dialled({ leg, clock }: Opened): Promise<void> {
  leg.call(target);
  await clock.advanceAsync(10);
}

async function joined(opened: Opened): Promise<void> {
  await dialled(opened);
  opened.tell(record('call-1', 'progressing'));
  opened.leg.join();
  await opened.clock.advanceAsync(10);
}

describe('the other party', () => {
  test('is dialled once, and its answer is told, but no other call', async () => {
    const opened = openLeg();
    await dialled(opened);
    opened.tell(record('call-1', 'ringing'));
    opened.tell(record('somebody-else', 'progressing'));
    expect(opened.types()).toEqual([]);
    opened.tell(record('call-1', 'progressing'));
    expect(opened.types()).toEqual(['other-answered']);
    expect(opened.telephony.asked).toEqual(['place +12025550144']);
    expect([...opened.open]).toEqual(['call-1']);
  });

  test('that answers before its id is known has answered', async () => {
    const opened = openLeg();
    opened.leg.call(target);
    opened.tell(record('call-1', 'progressing'));
    await opened.clock.advanceAsync(10);
    expect(opened.types()).toEqual(['other-answered']);
  });

  test.each([
    ['busy', 'busy'],
    ['noanswer', 'no-answer'],
    ['failed', 'failed'],
    ['', 'failed'],
  ])('that ends with "%s" is %s, and is not hung up again', async (reason, end) => {
    const opened = openLeg();
    await dialled(opened);
    opened.tell(record('call-1', 'ended', reason));
    opened.leg.release();
    await opened.leg.idle();
    expect(opened.happened).toEqual([{ type: 'other-gone', end, detail: '' }]);
    expect(opened.telephony.asked).not.toContain('hang-up call-1');
    expect(opened.open.size).toBe(0);
  });

  test('of whom the answer of the service was lost is found, and is hung up when let go', async () => {
    const opened = openLeg();
    opened.telephony.failures.set('place', new NetworkError('RESET', 'The connection broke.'));
    const made = { ...record('made', 'progressing'), createdAt: opened.clock.now() };
    opened.telephony.calls.set('made', made);
    await dialled(opened);
    expect(opened.types()).toEqual(['other-answered']);
    expect([...opened.open]).toEqual(['made']);
    opened.leg.release();
    await opened.leg.idle();
    expect(opened.telephony.asked).toContain('hang-up made');
  });

  test('that cannot be dialled is gone, with the reason', async () => {
    const opened = openLeg();
    opened.telephony.failures.set('place', new RemoteError('X', 'No money.', { status: 402 }));
    await dialled(opened);
    expect(opened.happened).toEqual([{ type: 'other-gone', end: 'failed', detail: 'No money.' }]);
  });

  test('is joined with the first call; when one is gone, that is told', async () => {
    const opened = openLeg();
    await joined(opened);
    expect(opened.telephony.asked).toContain('join first and call-1');
    expect(opened.types()).toEqual(['other-answered', 'calls-joined']);
    opened.telephony.part();
    await opened.clock.advanceAsync(10);
    expect(opened.types().at(-1)).toBe('other-gone');
  });

  test('that cannot be joined is gone, with the reason', async () => {
    const opened = openLeg();
    opened.telephony.failures.set('join', new RemoteError('X', 'No sound.', { status: 500 }));
    await joined(opened);
    expect(opened.happened.at(-1)).toEqual({
      ...{ type: 'other-gone', end: 'failed', detail: 'No sound.' },
    });
  });

  test('is hung up when it is let go, and what it does then is no news', async () => {
    const opened = openLeg();
    await joined(opened);
    opened.leg.release();
    await opened.leg.idle();
    opened.tell(record('call-1', 'ended'));
    expect(opened.types()).toEqual(['other-answered', 'calls-joined']);
    expect(opened.telephony.asked.at(-1)).toBe('hang-up call-1');
    expect(opened.telephony.events.listenerCount).toBe(0);
    expect(opened.open.size).toBe(0);
  });

  test('that is let go while it is being dialled is hung up as soon as it is known', async () => {
    const opened = openLeg();
    opened.leg.call(target);
    opened.leg.release();
    await opened.leg.idle();
    expect(opened.telephony.asked).toEqual(['place +12025550144', 'hang-up call-1']);
  });

  test('is hung up again when that fails', async () => {
    const opened = openLeg();
    await dialled(opened);
    opened.telephony.failures.set('hang-up', new RemoteError('X', 'No.', { status: 500 }));
    opened.leg.release();
    await opened.clock.advanceAsync(1100);
    await opened.leg.idle();
    expect(opened.telephony.asked.filter((line) => line === 'hang-up call-1')).toHaveLength(2);
  });

  test('that could not be hung up stays known, so that the next start does it', async () => {
    const opened = openLeg();
    await dialled(opened);
    const fail = (): void =>
      void opened.telephony.failures.set('hang-up', new RemoteError('X', 'No.', { status: 500 }));
    fail();
    opened.leg.release();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await opened.clock.advanceAsync(10);
      fail();
      await opened.clock.advanceAsync(1000);
    }
    await opened.leg.idle();
    expect([...opened.open]).toEqual(['call-1']);
    // Nor is it left alone until then.
    await opened.clock.advanceAsync(15_000);
    expect(opened.open.size).toBe(0);
  });

  test('whom the service does not know any more is not hung up again', async () => {
    const opened = openLeg();
    await dialled(opened);
    opened.telephony.failures.set('hang-up', new RemoteError('X', 'No call.', { status: 404 }));
    opened.leg.release();
    await opened.clock.advanceAsync(5000);
    expect(opened.open.size).toBe(0);
    expect(opened.telephony.asked.filter((line) => line === 'hang-up call-1')).toHaveLength(1);
  });
});
