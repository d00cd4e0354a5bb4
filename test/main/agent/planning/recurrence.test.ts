import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRepeat, countRuns, nextRun } from '../../../../main/agent/planning/recurrence.ts';
import {
  addDays,
  atTime,
  dayOf,
  timeOf,
  wallOf,
} from '../../../../main/agent/planning/zoned-time.ts';
import { isShown, toInstant, toWall } from '../../../../main/base/wall-time.ts';

/** Changes in the north and the south, at midnight, by half an hour, in Ramadan, and none at all. */
const zones = [
  ...['Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/Havana'],
  ...['Africa/Casablanca', 'Pacific/Auckland', 'America/St_Johns', 'America/Santiago'],
  ...['Asia/Kathmandu', 'UTC'],
];
const start = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

const zone = fc.constantFrom(...zones);
const clock = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.constantFrom(0, 15, 30, 45, 59),
});
/** Days around every change of the clocks matter most; any other day may come as well. */
const when = fc.record({ zone, clock, day: fc.integer({ min: 0, max: 700 }) });

function two(value: number): string {
  return String(value).padStart(2, '0');
}

test('a daily time comes exactly once on every day, in its order, in every zone', () => {
  fc.assert(
    fc.property(when, ({ zone: timeZone, clock: { hour, minute }, day }) => {
      let at = start + day * dayMs;
      const from = dayOf(at, timeZone);
      const days = [];
      for (let run = 0; run < 40; run += 1) {
        const next = nextRun(`${minute} ${hour} * * *`, timeZone, at) ?? 0;
        expect(next).toBeGreaterThan(at);
        at = next;
        const date = dayOf(at, timeZone);
        days.push(date);
        const wall = wallOf(date, { hour, minute });
        // What does not exist on a day comes as soon as the clocks are put forward.
        const [said, shown] = [`${two(hour)}:${two(minute)}`, timeOf(at, timeZone)];
        expect(isShown(wall, timeZone) ? shown === said : shown > said).toBe(true);
      }
      const first = days[0] ?? '';
      expect(first === from || first === addDays(from, 1)).toBe(true);
      expect(days).toEqual(days.map((_, index) => addDays(first, index)));
    }),
    { numRuns: 60 },
  );
});

test('weekdays come on their days only, and none is left out', () => {
  fc.assert(
    fc.property(when, ({ zone: timeZone, clock: { hour, minute }, day }) => {
      let at = start + day * dayMs;
      const seen = new Set<string>();
      for (let run = 0; run < 20; run += 1) {
        at = nextRun(`${minute} ${hour} * * 1-5`, timeZone, at) ?? 0;
        const date = dayOf(at, timeZone);
        expect(seen.has(date)).toBe(false);
        seen.add(date);
        expect([0, 6]).not.toContain(new Date(`${date}T00:00:00Z`).getUTCDay());
      }
      const [first = '', last = ''] = [[...seen][0], [...seen].at(-1)];
      expect(Math.round((Date.parse(last) - Date.parse(first)) / dayMs)).toBeLessThanOrEqual(27);
    }),
    { numRuns: 30 },
  );
});

test('whatever clocks in a zone show is found again as an instant', () => {
  fc.assert(
    fc.property(zone, fc.integer({ min: 0, max: 2 * 365 * 1440 }), (timeZone, minutes) => {
      const at = start + minutes * 60_000;
      const wall = toWall(at, timeZone);
      const found = toInstant(wall, timeZone);
      expect(toWall(found, timeZone)).toBe(wall);
      // Of what exists twice it is the first.
      expect(found).toBeLessThanOrEqual(at);
      expect(at - found).toBeLessThanOrEqual(3_600_000);
    }),
    { numRuns: 300 },
  );
});

describe('a time in the night of a change in Berlin', () => {
  test.each([
    ['that does not exist comes once, at the change', '2026-03-28', '2026-03-29T01:00:00.000Z'],
    ['that exists twice comes once, the first time', '2026-10-24', '2026-10-25T00:30:00.000Z'],
  ])('%s', (_name, day, expected) => {
    const noon = atTime(day, 'Europe/Berlin', { hour: 12 });
    const first = nextRun('30 2 * * *', 'Europe/Berlin', noon) ?? 0;
    const second = nextRun('30 2 * * *', 'Europe/Berlin', first) ?? 0;

    expect(new Date(first).toISOString()).toBe(expected);
    expect(dayOf(second, 'Europe/Berlin')).toBe(addDays(day, 2));
  });
});

test.each([
  ['', 'is no repetition'],
  ['tomorrow', 'is no repetition'],
  ['0 9 * *', 'is no repetition'],
  ['0 0 9 * * *', 'is no repetition'],
  ['61 9 * * *', 'is no repetition'],
  ['0 9 * * 1-5; rm -rf', 'is no repetition'],
  ['0 9 31 2 *', 'never comes'],
  ['* * * * *', 'more often than every five minutes'],
  ['*/2 9 * * 1', 'more often than every five minutes'],
])('%j is refused', (pattern, why) => {
  expect(() => checkRepeat(pattern, 'Europe/Berlin', start)).toThrow(why);
});

test('a pattern is kept with single blanks, and its times can be counted', () => {
  expect(checkRepeat('  0   9 * * 1-5 ', 'UTC', start)).toBe('0 9 * * 1-5');
  const repeat = { repeat: '0 9 * * *', timeZone: 'UTC' };
  const from = Date.UTC(2026, 0, 1, 9);
  expect(countRuns(repeat, { from, until: from + 3 * dayMs, most: 100 })).toBe(4);
  expect(countRuns(repeat, { from, until: from + 300 * dayMs, most: 100 })).toBe(100);
});
