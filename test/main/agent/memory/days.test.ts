import { expect, test } from 'vitest';
import { instantOf, isDay } from '../../../../main/agent/memory/days.ts';

const berlin = 'Europe/Berlin';
const utc = (text: string): number => Date.parse(`${text}:00Z`);

test.each([
  ['2026-11-12', utc('2026-11-11T23:00')],
  ['2026-11-12T10:00', utc('2026-11-12T09:00')],
  ['2026-07-12T10:00', utc('2026-07-12T08:00')],
  ['2026-11-12T10:00Z', utc('2026-11-12T10:00')],
  ['2026-11-12T10:00+05:30', utc('2026-11-12T04:30')],
  // The clocks are put back at three: of what exists twice the first, as for reminders and calendars.
  ['2026-10-25T02:30', utc('2026-10-25T00:30')],
  // They are put forward at two: it comes that much later.
  ['2026-03-29T02:30', utc('2026-03-29T01:30')],
])('%s in Berlin', (text, at) => {
  expect(instantOf(text, berlin)).toBe(at);
});

test.each(['2026-02-30', '2026-02-30T10:00', 'today', ''])('%j is no day and no time', (text) => {
  expect(instantOf(text, berlin)).toBeNull();
  expect(isDay(text)).toBe(false);
});
