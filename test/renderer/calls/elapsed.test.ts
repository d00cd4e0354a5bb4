import { expect, test } from 'vitest';
import { elapsed } from '../../../renderer/calls/elapsed.ts';

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_000, '59:59'],
  [3_609_000, '1:00:09'],
  // The clocks of window and machine may differ by a little.
  [-400, '0:00'],
])('%i ms are %s', (ms, text) => {
  expect(elapsed(ms)).toBe(text);
});
