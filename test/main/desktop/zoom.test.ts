import { expect, test } from 'vitest';
import { parseZoom, zoomAsked } from '../../../main/desktop/zoom.ts';

const key = (key: string, more: object = {}) =>
  ({ type: 'keyDown', key, control: true, meta: false, alt: false, ...more }) as const;

test.each([
  ['+', 0, 0.5],
  ['=', 0, 0.5],
  ['-', 0, -0.5],
  ['0', 3, 0],
  ['+', 5, 5],
  ['-', -2, -2],
])('control and %s make %d into %d', (pressed, before, after) => {
  expect(zoomAsked(key(pressed), before)).toBe(after);
});

test('the command key of macOS does the same', () => {
  expect(zoomAsked(key('+', { control: false, meta: true }), 0)).toBe(0.5);
});

test.each([
  ['without control', key('+', { control: false })],
  ['with both', key('+', { meta: true })],
  // On many keyboards this is how a bracket is written.
  ['with alt', key('0', { alt: true })],
  ['let go', key('+', { type: 'keyUp' })],
  ['of a letter', key('p')],
])('a key %s is none of zoom', (_what, pressed) => {
  expect(zoomAsked(pressed, 0)).toBeNull();
});

test.each([
  [undefined, 0],
  ['2', 0],
  [Number.NaN, 0],
  [1.5, 1.5],
  [99, 5],
  [-99, -2],
])('a file that says %s means %d', (told, level) => {
  expect(parseZoom(told)).toBe(level);
});
