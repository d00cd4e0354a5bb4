import { expect, test } from 'vitest';
import { Thoughts } from '../../../../main/agent/models/thoughts.ts';

/** In pieces of every length, as a stream may cut it. */
function cuts(text: string): readonly (readonly string[])[] {
  return Array.from({ length: text.length }, (_, index) =>
    (text.match(new RegExp(`[^]{1,${index + 1}}`, 'gu')) ?? []).map(String),
  );
}

function said(pieces: readonly string[]): string {
  const thoughts = new Thoughts();
  return pieces.map((piece) => thoughts.take(piece)).join('') + thoughts.rest();
}

test.each([
  ['<think>They want the time.</think>\n\nIt is nine.', 'It is nine.'],
  ['\n<think>\n</think>It is <b>nine</b>.', 'It is <b>nine</b>.'],
  ['It is nine.', 'It is nine.'],
  ['The mark <think> begins a thought, </think> ends it.', null],
  ['<thin ice>', '<thin ice>'],
  ['<', '<'],
  ['<think>never ends', ''],
  ['<think>a < b </thin</think>Yes.', 'Yes.'],
  ['', ''],
])('of %j is said %j', (text, expected) => {
  for (const pieces of cuts(text)) expect(said(pieces).trimStart()).toBe(expected ?? text);
});

test('gives the words as they come, before the answer ends', () => {
  const thoughts = new Thoughts();
  expect(['<think>', 'Hm', '</think>', 'It ', 'is'].map((piece) => thoughts.take(piece))).toEqual([
    ...['', '', '', 'It ', 'is'],
  ]);
  expect(['It ', 'is'].map((piece) => new Thoughts().take(piece))).toEqual(['It ', 'is']);
});
