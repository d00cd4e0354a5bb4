import { expect, test } from 'vitest';
import { fitWords, soundsOf } from '../../../main/call/word-fit.ts';

const text = 'the quick brown fox jumps over the lazy dog'.split(' ');

test('the same words fit wholly at their place', () => {
  expect(fitWords('brown fox jumps'.split(' '), text)).toEqual({ likeness: 1, from: 2, to: 5 });
});

test('words that were left out, added or misheard cost a part', () => {
  const fit = fitWords('brown box jumped uh the lazy'.split(' '), text);
  expect(fit.likeness).toBeGreaterThan(0.5);
  expect(fit.likeness).toBeLessThan(1);
  expect([fit.from, fit.to]).toEqual([2, 8]);
});

test('other words do not fit', () => {
  expect(fitWords('completely different things altogether'.split(' '), text).likeness).toBeLessThan(
    0.2,
  );
  expect(fitWords([], text).likeness).toBe(0);
  expect(fitWords(['fox'], []).likeness).toBe(0);
});

test('numbers sound alike in words and in digits', () => {
  expect(soundsOf('Nine, 42 and twelve').map(({ word }) => word)).toEqual([
    '9',
    '4',
    '2',
    'and',
    '1',
    '2',
  ]);
});
