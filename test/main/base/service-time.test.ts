import { beforeEach, expect, test } from 'vitest';
import { ServiceTime } from '../../../main/base/service-time.ts';

const noon = Date.UTC(2026, 8, 24, 12);
let time: ServiceTime;
beforeEach(() => {
  time = new ServiceTime();
});

/** An answer that says it is noon, by our clock at `at`. */
function hear(at: number, headers: Record<string, string> = {}, tookMs = 100): void {
  const date = new Date(noon).toUTCString();
  time.hear(new Headers({ date, ...headers }), { askedAt: at - tookMs, answeredAt: at });
}

test('is ours until the service tells its own', () => {
  time.hear(new Headers(), { askedAt: 1, answeredAt: 2 });
  time.hear(new Headers({ date: 'rubbish' }), { askedAt: 1, answeredAt: 2 });

  expect(time.isKnown).toBe(false);
  expect(time.of(noon)).toBe(noon);
});

test.each([0, 700, 1900])(
  'stays ours where both may be right: %i ms after its second began',
  (ms) => {
    hear(noon + ms);

    expect(time.isKnown).toBe(true);
    expect(time.of(noon)).toBe(noon);
  },
);

test('stays ours where an answer takes long, because nobody knows when it was made', () => {
  hear(noon + 20_000, {}, 20_500);

  expect(time.of(noon)).toBe(noon);
});

test.each([3_600_000, -3_600_000])('is told where ours is off by %i ms', (offMs) => {
  hear(noon + offMs);

  expect(time.of(noon + offMs)).toBe(noon);
});

test('is ours again once our clock has been set', () => {
  hear(noon + 3_600_000);
  hear(noon);

  expect(time.of(noon)).toBe(noon);
});

test('is not told by an answer out of a store', () => {
  hear(noon + 3_600_000, { age: '3600' });

  expect(time.isKnown).toBe(false);
});
