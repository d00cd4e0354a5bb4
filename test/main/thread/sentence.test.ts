import { expect, test } from 'vitest';
import { toReason } from '../../../main/thread/reason.ts';
import { hasWholeSentence } from '../../../main/thread/sentence.ts';
import { NetworkError } from '../../../shared/errors.ts';

test.each([
  ['Yes.', true],
  ['Yes. And', true],
  ['Really?! ', true],
  ['He said “no.” Then', true],
  ['はい。', true],
  ['- one\n- two', true],
  ['Version 3.5 of', false],
  ['Dial 1.800', false],
  ['Not yet', false],
  ['', false],
])('of %j says %s', (text, whole) => {
  expect(hasWholeSentence(text)).toBe(whole);
});

test('gives the sentence of our own errors, and hides those of others', () => {
  expect(toReason(new NetworkError('X', 'Nothing answers.'))).toBe('Nothing answers.');
  expect(toReason(new Error('private words'))).toBe('Something went wrong inside Adjutant.');
  expect(toReason('private words')).toBe('Something went wrong inside Adjutant.');
});
