import { once } from 'node:events';
import { expect, test } from 'vitest';
import { PickUps } from '../../../main/app/pick-up.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { CallRecord } from '../../../main/call/ports.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { openDesk, ringing } from '../call/desk-scene.ts';

const lost = new NetworkError('TIMEOUT', 'The service did not answer.', { mayHaveArrived: true });
const unsent = new NetworkError('REFUSED', 'No connection.', { mayHaveArrived: false });

/** A desk whose number has a mailbox, and calls that ring there. */
function openPickUps() {
  const does = {
    pickUp: (): Promise<void> => Promise.resolve(),
    readCall: (_signal: AbortSignal): Promise<CallRecord | null> =>
      Promise.resolve(ringing('call')),
    /** How far the service's clock is ahead of ours, ms. */
    aheadMs: 0,
  };
  const asked: string[] = [];
  const opened = openDesk({ hasMailbox: true, isAnswered: (call) => pickUps.isAnswered(call) });
  const { desk, telephony, clock } = opened;
  const pickUps = new PickUps({
    care: { rings: ({ status }) => status === 'ringing' },
    voipBin: {
      time: { of: (at) => at + does.aheadMs },
      pickUp: () => (asked.push('pick up'), does.pickUp()),
      readCall: (_id, signal) => (asked.push('read'), does.readCall(signal)),
    },
    ...{ desk, language: 'en-US', clock, log: silentLogger },
  });
  const scope = new AbortController();
  pickUps.begin(scope.signal);
  const tell = (change: Partial<CallRecord> = {}): void => {
    const call = { ...ringing('call'), ...change };
    telephony.calls.set(call.id, call);
    telephony.tell({ type: 'call-changed', call });
  };
  const answeredAfter = (ms: number): Partial<CallRecord> => ({
    ...{ status: 'progressing', createdAt: 5000, answeredAt: 5000 + ms },
  });
  return { ...opened, pickUps, does, asked, scope, tell, answeredAfter };
}

test('a call that rings is picked up, once', async () => {
  const { asked, tell, clock } = openPickUps();
  tell();
  tell();
  await clock.advanceAsync(10);
  expect(asked).toEqual(['pick up']);
});

test('a pick-up that failed is tried again while the call rings', async () => {
  const { asked, tell, clock, does } = openPickUps();
  does.pickUp = () => Promise.reject(lost);
  tell();
  await clock.advanceAsync(450);
  tell({ status: 'progressing' });
  await clock.advanceAsync(1000);
  expect(asked).toEqual(['pick up', 'pick up']);
});

test.each([
  ['an order that leaves the call ringing is not repeated', () => Promise.resolve(), 1],
  ['a call that cannot be taken is tried for six seconds', () => Promise.reject(lost), 16],
])('%s, and the call is let go before the mailbox answers it', async (_name, pickUp, times) => {
  const { asked, tell, clock, does, desk, telephony } = openPickUps();
  does.pickUp = pickUp;
  tell();
  await clock.advanceAsync(5900);
  expect(desk.calls).toHaveLength(1);
  await clock.advanceAsync(600);
  expect(desk.calls).toEqual([]);
  expect(asked).toHaveLength(times);
  expect(telephony.asked).not.toContain('hang-up call');
});

test.each([
  ['under way', () => new Promise<void>(() => {})],
  ['without an answer', () => Promise.reject(lost)],
])('a call whose pick-up is %s when we leave is hung up: it may be answered', async (_name, up) => {
  const { tell, clock, does, desk, telephony, asked } = openPickUps();
  does.pickUp = up;
  tell();
  await clock.advanceAsync(10);
  // It rings on for a second: nothing is to take it any more.
  telephony.failures.set('hang-up', lost);
  const left = desk.takeLeave();
  await clock.advanceAsync(4000);
  await left;
  expect(telephony.asked).toContain('hang-up call');
  expect(desk.calls).toEqual([]);
  expect(asked).toEqual(['pick up']);
});

test('a call whose order surely never left is left to the mailbox', async () => {
  const { tell, clock, does, desk, telephony } = openPickUps();
  does.pickUp = () => Promise.reject(unsent);
  tell();
  await clock.advanceAsync(10);
  const left = desk.takeLeave();
  await clock.advanceAsync(4000);
  await left;
  expect(telephony.asked).not.toContain('hang-up call');
  expect(desk.calls).toEqual([]);
});

test('a call that was let go and had been answered by our order is spoken to after all', async () => {
  const { tell, clock, does, desk, telephony, answeredAfter } = openPickUps();
  does.pickUp = () => Promise.reject(lost);
  tell();
  await clock.advanceAsync(7000);
  expect(desk.calls).toEqual([]);
  tell(answeredAfter(300));
  await clock.advanceAsync(50);
  expect(telephony.asked).toContain('say Hello.');
});

test('but not one that the mailbox answered', async () => {
  const { tell, clock, does, desk, answeredAfter } = openPickUps();
  does.pickUp = () => Promise.reject(lost);
  tell();
  await clock.advanceAsync(7000);
  tell(answeredAfter(10_100));
  await clock.advanceAsync(3000);
  tell({ status: 'progressing' });
  await clock.advanceAsync(50);
  expect(desk.calls).toEqual([]);
});

test('a call of which the news came late is looked at first, and tried shortly', async () => {
  const { tell, clock, does, desk, asked } = openPickUps();
  does.pickUp = () => Promise.reject(lost);
  tell({ createdAt: clock.now() - 4500 });
  await clock.advanceAsync(2500);
  expect(asked[0]).toBe('read');
  expect(asked).toContain('pick up');
  expect(desk.calls).toEqual([]);
});

test.each([-3_600_000, 3_600_000])(
  'is late by the service’s clock, which is %i ms ahead',
  async (aheadMs) => {
    const young = openPickUps();
    young.does.aheadMs = aheadMs;
    young.tell({ createdAt: young.clock.now() + aheadMs - 3500 });
    await young.clock.advanceAsync(10);
    expect(young.asked).toEqual(['pick up']);
    const late = openPickUps();
    late.does.aheadMs = aheadMs;
    late.tell({ createdAt: late.clock.now() + aheadMs - 4500 });
    await late.clock.advanceAsync(10);
    expect(late.asked).toEqual(['read', 'pick up']);
  },
);

test('a call of which the news took a while is let go well before the mailbox answers it', async () => {
  const { tell, clock, does, desk, asked } = openPickUps();
  does.pickUp = () => Promise.reject(lost);
  tell({ createdAt: clock.now() - 3900 });
  await clock.advanceAsync(4000);
  expect(desk.calls).toHaveLength(1);
  await clock.advanceAsync(500);
  expect(desk.calls).toEqual([]);
  expect(asked).not.toContain('read');
});

test('a late call is let go well before the mailbox answers it, too', async () => {
  const { tell, clock, does, desk } = openPickUps();
  does.pickUp = () => Promise.reject(lost);
  tell({ createdAt: clock.now() - 7000 });
  await clock.advanceAsync(900);
  expect(desk.calls).toHaveLength(1);
  await clock.advanceAsync(500);
  expect(desk.calls).toEqual([]);
});

test('a call that the mailbox is about to answer is not asked for any more', async () => {
  const { tell, clock, desk, asked } = openPickUps();
  tell({ createdAt: clock.now() - 8500 });
  await clock.advanceAsync(10);
  expect(asked).toEqual([]);
  expect(desk.calls).toEqual([]);
});

test('a late call that the mailbox has already is left to it', async () => {
  const { tell, clock, does, desk, asked } = openPickUps();
  does.readCall = () => Promise.resolve({ ...ringing('call'), status: 'progressing' });
  tell({ createdAt: clock.now() - 5000 });
  await clock.advanceAsync(10);
  expect(asked).toEqual(['read']);
  expect(desk.calls).toEqual([]);
});

test('a late call is let go where it cannot be looked at in time', async () => {
  const { tell, clock, does, desk, asked } = openPickUps();
  does.readCall = (signal) => once(signal, 'abort').then(() => Promise.reject(signal.reason));
  tell({ createdAt: clock.now() - 5000 });
  await clock.advanceAsync(2100);
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual(['read']);
  expect(desk.calls).toEqual([]);
});

test('of calls that are long over no more are remembered than can ring at once', async () => {
  const { tell, clock, pickUps } = openPickUps();
  const ids = Array.from({ length: 300 }, (_, index) => `call ${index}`);
  for (const id of ids) {
    tell({ id });
    tell({ id, status: 'ended' });
    await clock.advanceAsync(0);
  }
  const known = ids.filter((id) => pickUps.isAnswered(ringing(id)));
  expect(known).toEqual(ids.slice(-100));
});

test('nothing is taken after the end', async () => {
  const { tell, clock, scope, asked } = openPickUps();
  scope.abort(new DOMException('closed', 'AbortError'));
  tell();
  await clock.advanceAsync(10);
  expect(asked).toEqual([]);
});
