import { expect, test } from 'vitest';
import { createWallClock, sleep, systemClock } from '../../../main/base/clock.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function setUp() {
  const time = { elapsed: 0, wall: 1_000_000 };
  const now = createWallClock({ elapsed: () => time.elapsed, wall: () => Math.floor(time.wall) });
  const pass = (ms: number): void => {
    time.elapsed += ms;
    time.wall += ms;
  };
  return { time, now, pass };
}

test('tells fractions of a millisecond', () => {
  const { now, pass } = setUp();
  const before = now();

  pass(0.25);

  expect(now() - before).toBeCloseTo(0.25, 6);
});

test('does not run backwards, nor away, while the clocks drift apart a little', () => {
  const { time, now, pass } = setUp();
  let last = now();
  for (let look = 0; look < 5000; look += 1) {
    pass(7);
    // A time server slows the wall clock down by a hundredth.
    time.wall -= 0.07;
    const next = now();
    expect(next).toBeGreaterThanOrEqual(last);
    last = next;
  }
  expect(Math.abs(last - time.wall)).toBeLessThan(100);
});

test('follows a jump of the wall clock, forwards after a sleep and backwards when it was set', () => {
  const { time, now } = setUp();
  now();

  time.wall += 3_600_000;
  expect(now()).toBeCloseTo(time.wall, -1);

  time.wall -= 7_200_000;
  expect(now()).toBeCloseTo(time.wall, -1);
});

test('tells the time of this machine', () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(200);
});

test('runs what is scheduled, and not what is cancelled', async () => {
  const ran: string[] = [];
  await new Promise<void>((resolve) => {
    const cancel = systemClock.schedule(1, () => ran.push('cancelled'));
    cancel();
    systemClock.schedule(5, resolve);
  });

  expect(ran).toEqual([]);
});

test('sleeps until the delay is over', async () => {
  const clock = new FakeClock(0);
  const sleeping = sleep(clock, 50, new AbortController().signal);

  await clock.advanceAsync(50);

  await expect(sleeping).resolves.toBeUndefined();
});

test('wakes by the signal, with its reason, and leaves no timer behind', async () => {
  const clock = new FakeClock(0);
  const controller = new AbortController();
  const sleeping = sleep(clock, 50, controller.signal);

  controller.abort(new Error('over'));

  await expect(sleeping).rejects.toThrow('over');
  expect(clock.pending).toBe(0);
  await expect(sleep(clock, 50, controller.signal)).rejects.toThrow('over');
});
