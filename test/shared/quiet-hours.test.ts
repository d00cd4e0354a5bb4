import { expect, test } from 'vitest';
import { isQuiet, quietHoursSchema } from '../../shared/quiet-hours.ts';

const at = (time: string): number => Date.parse(`2026-07-01T${time}:00Z`);

test.each([
  ['22:00-07:00', '21:59', false],
  ['22:00-07:00', '22:00', true],
  ['22:00-07:00', '00:00', true],
  ['22:00-07:00', '06:59', true],
  ['22:00-07:00', '07:00', false],
  ['12:00-13:00', '12:30', true],
  ['12:00-13:00', '13:00', false],
  ['12:00-13:00', '00:30', false],
])('%s at %s: %j', (hours, time, quiet) => {
  expect(isQuiet(hours, at(time), 'UTC')).toBe(quiet);
});

test('counts by the clock of the owner, in summer as in winter', () => {
  expect(isQuiet('22:00-07:00', at('20:30'), 'Europe/Berlin')).toBe(true);
  expect(isQuiet('22:00-07:00', Date.parse('2026-01-01T20:30:00Z'), 'Europe/Berlin')).toBe(false);
  expect(isQuiet(null, at('23:00'), 'UTC')).toBe(false);
});

test.each(['22:00', '22:00-22:00', '24:00-07:00', '7-8', '', '22:00 - 07:00', 5])(
  '%j are no hours',
  (value) => {
    expect(quietHoursSchema.safeParse(value).success).toBe(false);
  },
);
