import { expect, test } from 'vitest';
import { RequestBudget } from '../../../main/voipbin/request-budget.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const { signal } = new AbortController();

test('lets a burst pass at once and then no more than its rate', async () => {
  const clock = new FakeClock();
  const budget = new RequestBudget(clock, { burst: 3, perSecond: 5 });
  let passed = 0;
  for (let count = 0; count < 20; count += 1) void budget.take(signal).then(() => (passed += 1));
  await clock.advanceAsync(0);
  expect(passed).toBe(3);
  await clock.advanceAsync(1000);
  expect(passed).toBe(8);
  await clock.advanceAsync(2400);
  expect(passed).toBe(20);
  expect(clock.pending).toBe(0);
});

test('fills up again while nobody asks', async () => {
  const clock = new FakeClock();
  const budget = new RequestBudget(clock, { burst: 2, perSecond: 1 });
  await Promise.all([budget.take(signal), budget.take(signal)]);
  clock.advance(10_000);
  await Promise.all([budget.take(signal), budget.take(signal)]);
  expect(clock.pending).toBe(0);
});

test('is not shut for long by a clock that was set back', async () => {
  const clock = new FakeClock();
  const budget = new RequestBudget(clock, { burst: 1, perSecond: 1 });
  await budget.take(signal);
  clock.setNow(clock.now() - 86_400_000);
  const next = budget.take(signal);
  await clock.advanceAsync(61_000);
  await expect(next).resolves.toBeUndefined();
});

test('gives up with the signal', async () => {
  const budget = new RequestBudget(new FakeClock(), { burst: 0, perSecond: 1 });
  const controller = new AbortController();
  const waiting = budget.take(controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
