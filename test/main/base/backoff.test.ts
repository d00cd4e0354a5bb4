import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff, delayAt } from '../../../main/base/backoff.ts';

test('doubles from the first delay to the longest', () => {
  const backoff = new Backoff({ firstMs: 1000, maxMs: 30_000, jitter: 0 });

  expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
});

test('begins anew after a reset', () => {
  const backoff = new Backoff({ firstMs: 100, maxMs: 1000, jitter: 0 });
  backoff.next();
  backoff.next();

  backoff.reset();

  expect(backoff.next()).toBe(100);
});

test('begins anew only after something that stood for longer than was waited for it', () => {
  const backoff = new Backoff({ firstMs: 1000, maxMs: 30_000, jitter: 0 });
  backoff.next();
  backoff.next();
  expect(backoff.next()).toBe(4000);

  expect(backoff.stood(999)).toBe(false);
  expect(backoff.next()).toBe(8000);
  expect(backoff.stood(8000)).toBe(true);
  expect(backoff.next()).toBe(1000);
});

test('waits no longer for what flickers than it stood, also after a long time without it', () => {
  const backoff = new Backoff({ firstMs: 1000, maxMs: 30_000, jitter: 0 });
  for (let count = 0; count < 8; count += 1) backoff.next();

  expect(backoff.stood(12_000)).toBe(false);
  expect(backoff.next()).toBe(8000);
  expect(backoff.stood(1000)).toBe(false);
  expect(backoff.next()).toBe(1000);
  expect(backoff.stood(1000)).toBe(true);
  expect(backoff.next()).toBe(1000);
});

test('goes on doubling where what is reached never stands for the first delay', () => {
  const backoff = new Backoff({ firstMs: 1000, maxMs: 30_000, jitter: 0 });

  expect(backoff.stood(999)).toBe(false);
  expect(backoff.next()).toBe(1000);
  expect(backoff.stood(999)).toBe(false);
  expect(backoff.next()).toBe(2000);
});

test('takes at most the share of jitter off a delay', () => {
  const options = { firstMs: 1000, maxMs: 60_000, jitter: 0.2 };

  expect(delayAt(0, { ...options, random: () => 0 })).toBe(1000);
  expect(delayAt(0, { ...options, random: () => 0.5 })).toBe(900);
  expect(delayAt(0, { ...options, random: () => 0.999_999 })).toBe(800);
});

test('stays between nothing and the longest delay at any position', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (position, at) => {
      const delay = delayAt(position, { firstMs: 1000, maxMs: 60_000, random: () => at });
      return Number.isInteger(delay) && delay >= 800 && delay <= 60_000;
    }),
  );
});
