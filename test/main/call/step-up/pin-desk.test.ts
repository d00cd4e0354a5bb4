import { expect, test } from 'vitest';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { fakeOwner } from '../../../fakes/call-owner.ts';

test('digits that others say are counted over all calls of a day', () => {
  const clock = new FakeClock();
  const { pins } = fakeOwner(clock, '4711');
  expect(pins.isTooMuch(150)).toBe(false);
  expect(pins.isTooMuch(50)).toBe(false);
  expect(pins.isTooMuch(1)).toBe(true);
  clock.setNow(clock.now() + 24 * 60 * 60_000);
  expect(pins.isTooMuch(150)).toBe(false);
});

test('a longer PIN leaves others more to say, none leaves them all', () => {
  expect(fakeOwner(new FakeClock(), '471147').pins.isTooMuch(10_000)).toBe(false);
  expect(fakeOwner(new FakeClock()).pins.isTooMuch(1_000_000)).toBe(false);
});
