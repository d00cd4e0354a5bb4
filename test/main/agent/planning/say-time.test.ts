import { expect, test } from 'vitest';
import { sayDue, sayTime } from '../../../../main/agent/planning/say-time.ts';
import { readDue, readTime } from '../../../../main/agent/planning/read-time.ts';

const here = { now: Date.UTC(2026, 10, 20, 9, 5), timeZone: 'Europe/Berlin' };

test.each([
  [Date.UTC(2026, 10, 20, 14), 'today (Friday, 20 November) at 15:00'],
  [Date.UTC(2026, 10, 20, 23), 'tomorrow (Saturday, 21 November) at 00:00'],
  [Date.UTC(2026, 10, 19, 8), 'yesterday (Thursday, 19 November) at 09:00'],
  [Date.UTC(2026, 11, 24, 17, 30), 'on Thursday, 24 December at 18:30'],
  [Date.UTC(2027, 6, 1, 7), 'on Thursday, 1 July 2027 at 09:00'],
])('says an instant in plain words', (at, words) => {
  expect(sayTime(at, here)).toBe(words);
});

test('what was said in another zone is told with it', () => {
  expect(sayDue('2026-11-21T09:00', 'America/New_York', here)).toBe(
    'tomorrow (Saturday, 21 November) at 09:00 (America/New_York)',
  );
});

test.each([
  ['tomorrow', 'is no time'],
  ['2026-02-30', 'There is no such day'],
  ['2026-13-01', 'There is no such day'],
  ['2026-11-21T24:00', 'A day has the hours'],
  ['2026-11-21T09:00+25:00', 'An offset is at most'],
  ['2026-11-21T09:00-0060', 'An offset is at most'],
  ['2026-11-21T09', 'is no time'],
  ['21.11.2026', 'is no time'],
  ['2026-11-21T09:00 or later', 'is no time'],
  ['', 'is no time'],
])('%j is refused', (text, why) => {
  const read = () => readTime(text, 'Europe/Berlin');
  expect(read).toThrow(expect.objectContaining({ kind: 'refused' }));
  expect(read).toThrow(
    expect.toSatisfy((error: { message: string; remedy: string }) =>
      `${error.message} ${error.remedy}`.includes(why),
    ),
  );
});

test('a time with an offset is that instant, one that is skipped is known', () => {
  expect(readTime('2026-11-21T09:00Z', 'Europe/Berlin').at).toBe(Date.UTC(2026, 10, 21, 9));
  expect(readTime('2026-11-21T09:00:30-05:00', 'Europe/Berlin').at).toBe(
    Date.UTC(2026, 10, 21, 14),
  );
  expect(readTime('2027-03-28T02:30', 'Europe/Berlin')).toMatchObject({
    ...{ isSkipped: true, at: Date.UTC(2027, 2, 28, 1, 30) },
  });
});

test('a date is over at its end, and may be today', () => {
  expect(readDue('2026-11-20', 'Europe/Berlin', here.now)).toEqual({
    ...{ due: '2026-11-20', dueAt: Date.UTC(2026, 10, 20, 23) },
  });
  expect(() => readDue('2026-11-19', 'Europe/Berlin', here.now)).toThrow('That time is past');
  expect(() => readDue('9999-12-31', 'Europe/Berlin', here.now)).toThrow('more than 20 years');
  expect(() => readDue('2099-01-01', 'Europe/Berlin', here.now)).toThrow('more than 20 years');
});
