import { expect, test } from 'vitest';
import { sleep } from '../../main/base/clock.ts';
import { FakeClock } from './fake-clock.ts';

test('runs timers in the order they fall due, and only those', () => {
  const clock = new FakeClock(1000);
  const ran: [string, number][] = [];
  for (const [name, delayMs] of [
    ['late', 50],
    ['early', 10],
    ['same', 10],
  ] as const) {
    clock.schedule(delayMs, () => ran.push([name, clock.now()]));
  }

  clock.advance(49);

  expect(ran).toEqual([
    ['early', 1010],
    ['same', 1010],
  ]);
  expect(clock.now()).toBe(1049);
  expect(clock.pending).toBe(1);
  expect(clock.nextAt).toBe(1050);
});

test('runs a timer that a timer sets within the same advance', () => {
  const clock = new FakeClock(0);
  const ran: number[] = [];
  clock.schedule(10, () => clock.schedule(10, () => ran.push(clock.now())));

  clock.advance(20);

  expect(ran).toEqual([20]);
});

test('forgets a cancelled timer, also after the clock was set', () => {
  const clock = new FakeClock(0);
  let ran = 0;
  const cancel = clock.schedule(10, () => (ran += 1));
  clock.schedule(20, () => (ran += 10));
  clock.setNow(1_000_000);
  cancel();

  clock.advance(20);

  expect(ran).toBe(10);
  expect(clock.now()).toBe(1_000_020);
  expect(clock.pending).toBe(0);
});

test('lets promises settle between timers', async () => {
  const clock = new FakeClock(0);
  const { signal } = new AbortController();
  const at: number[] = [];
  const walk = async (): Promise<void> => {
    for (const delayMs of [10, 20, 30]) {
      await sleep(clock, delayMs, signal);
      at.push(clock.now());
    }
  };
  const walked = walk();

  await clock.advanceAsync(60);

  await walked;
  expect(at).toEqual([10, 30, 60]);
});
