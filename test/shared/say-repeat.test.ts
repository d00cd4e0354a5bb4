import { expect, test } from 'vitest';
import { sayRepeat } from '../../shared/say-repeat.ts';

test.each([
  ['0 9 * * *', 'every day at 09:00'],
  ['30 7 * * 1-5', 'every weekday (Monday to Friday) at 07:30'],
  ['0 9,17 * * 1,4', 'every Monday and Thursday at 09:00 and 17:00'],
  ['0 10 * * 0,6', 'every Saturday and Sunday at 10:00'],
  ['0 9 15 * *', 'on day 15 of every month at 09:00'],
  ['0 9 31 * *', 'on day 31 of every month that has one at 09:00'],
  ['0 9 29 2 *', 'every leap year on 29 February at 09:00'],
  ['0 9 L * *', 'on the last day of every month at 09:00'],
  ['0 9 3 5 *', 'every year on 3 May at 09:00'],
  ['*/30 * * * *', 'every 30 minutes'],
  ['0 */2 * * *', 'every 2 hours'],
  ['15 * * * 1-5', 'every hour, at 15 minutes past, every weekday (Monday to Friday)'],
  ['0 9 1-7 * 1', 'by the schedule “0 9 1-7 * 1”'],
])('says the pattern %s in plain words', (pattern, words) => {
  expect(sayRepeat(pattern)).toBe(words);
});
