import { expect, test } from 'vitest';
import { LeftCalls } from '../../../main/call/left-calls.ts';
import { ringing } from './desk-scene.ts';

const taken = { ...ringing('a'), status: 'progressing' } as const;

test('a call that was let go is known while it rings', () => {
  const left = new LeftCalls();
  left.add(ringing('a'));
  expect(left.has(ringing('a'))).toBe(true);
  expect(left.has(ringing('b'))).toBe(false);
  expect(left.has(taken)).toBe(false);
  expect(left.has(ringing('a'))).toBe(false);
});

test('one that does not ring is over, or somebody’s', () => {
  const left = new LeftCalls();
  left.add(taken);
  expect(left.has(ringing('a'))).toBe(false);
});

test('those whose end is never heard of are forgotten, the oldest first', () => {
  const left = new LeftCalls();
  const ids = Array.from({ length: 1000 }, (_, index) => `call ${index}`);
  for (const id of ids) left.add(ringing(id));
  expect(ids.filter((id) => left.has(ringing(id)))).toEqual(ids.slice(-100));
});
