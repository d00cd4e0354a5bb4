import { expect, test } from 'vitest';
import { RecentKeys } from '../../../main/voipbin/recent-keys.ts';

test('knows a key for its time and no longer', () => {
  const keys = new RecentKeys({ count: 10, forMs: 100 });
  expect([0, 99, 100, 150].map((at) => keys.isNew('a', at))).toEqual([true, false, true, false]);
});

test('forgets the oldest when there are too many', () => {
  const keys = new RecentKeys({ count: 2, forMs: 1000 });
  for (const key of ['a', 'b', 'c']) keys.isNew(key, 0);
  expect(keys.size).toBe(2);
  expect(['c', 'b', 'a'].map((key) => keys.isNew(key, 1))).toEqual([false, false, true]);
});
