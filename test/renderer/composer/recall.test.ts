import { expect, test } from 'vitest';
import { leaves, ownWords, step } from '../../../renderer/composer/recall.ts';
import { aMessage } from '../messages.ts';

test('earlier words are those of the owner at the desk, the newest first, each once', () => {
  const words = ownWords([
    aMessage('1', 1, { text: 'Oil' }),
    aMessage('2', 2, { text: 'Landlord' }),
    aMessage('3', 3, { text: 'Oil' }),
    aMessage('4', 4, { text: 'Done.', direction: 'out', author: 'agent' }),
    aMessage('5', 5, { text: 'From afar', channel: 'carbonvoice' }),
  ]);

  expect(words).toEqual(['Oil', 'Landlord']);
});

test('up goes back to the oldest and stays there; down ends at the draft', () => {
  expect([-1, 0, 1].map((place) => step(place, 'ArrowUp', 2))).toEqual([0, 1, 1]);
  expect([1, 0, -1].map((place) => step(place, 'ArrowDown', 2))).toEqual([0, -1, -1]);
  expect(step(-1, 'ArrowUp', 0)).toBe(-1);
});

test('the arrows leave the words at their first and last line only', () => {
  const at = (value: string, caret: number, end = caret) =>
    ({ value, selectionStart: caret, selectionEnd: end }) as HTMLTextAreaElement;

  expect(leaves('ArrowUp', at('one\ntwo', 2))).toBe(true);
  expect(leaves('ArrowUp', at('one\ntwo', 5))).toBe(false);
  expect(leaves('ArrowDown', at('one\ntwo', 2))).toBe(false);
  expect(leaves('ArrowDown', at('one\ntwo', 7))).toBe(true);
  expect(leaves('ArrowUp', at('one', 0, 3))).toBe(false);
  expect(leaves('Enter', at('one', 0))).toBe(false);
});
