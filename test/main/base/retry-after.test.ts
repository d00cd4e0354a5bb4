import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../../main/base/retry-after.ts';

test.each([
  ['3', 3000],
  ['0', 0],
  ['0.5', 500],
  [' 2 ', 2000],
  ['', null],
  [' ', null],
  ['-1', null],
  ['soon', null],
  ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  // It would be for ever.
  ['1e308', null],
  [null, null],
  [undefined, null],
])('%s is told as %s ms', (told, ms) => {
  expect(parseRetryAfter(told)).toBe(ms);
});
