import { expect, test } from 'vitest';
import { sameKeys } from '../../shared/accelerator.ts';

test.each([
  ['Ctrl+Shift+Space', 'Shift+Control+space', false, true],
  ['CommandOrControl+K', 'Ctrl+K', false, true],
  ['CommandOrControl+K', 'Ctrl+K', true, false],
  ['CmdOrCtrl+K', 'Command+k', true, true],
  ['Super+K', 'Cmd+K', true, true],
  ['Meta+K', 'Super+K', false, true],
  ['Alt+Esc', 'Option+Escape', false, true],
  ['Alt+A', 'Alt+B', false, false],
  ['F9', 'Shift+F9', false, false],
])('%s and %s, on a Mac: %j: %j', (...row) => {
  const [one, other, onMac, same] = row;
  expect(sameKeys(one, other, onMac)).toBe(same);
});
