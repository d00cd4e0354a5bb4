import { expect, test } from 'vitest';
import { acceleratorOf, type KeyPress } from '../../renderer/setup/pressed-keys.ts';
import { acceleratorSchema } from '../../shared/setting-schemas.ts';

function press(code: string, key: string, held = ''): KeyPress {
  const has = (letter: string): boolean => held.includes(letter);
  return {
    ...{ code, key, ctrlKey: has('c'), metaKey: has('m'), altKey: has('a'), shiftKey: has('s') },
  };
}

test.each([
  [press('Space', ' ', 'cs'), 'CommandOrControl+Shift+Space'],
  [press('KeyQ', 'a', 'c'), 'CommandOrControl+A'],
  [press('KeyA', 'å', 'a'), 'Alt+A'],
  [press('Digit1', '!', 'cs'), 'CommandOrControl+Shift+1'],
  [press('Numpad1', '1', 'a'), 'Alt+num1'],
  [press('ArrowUp', 'ArrowUp', 'ma'), 'Super+Alt+Up'],
  [press('F9', 'F9'), 'F9'],
  [press('Slash', '?', 'cs'), 'CommandOrControl+Shift+/'],
  [press('Equal', '+', 'cs'), 'CommandOrControl+Shift+='],
  [press('MediaPlayPause', 'MediaPlayPause'), 'MediaPlayPause'],
])('%j is %s, and allowed', (given, accelerator) => {
  expect(acceleratorOf(given, false)).toBe(accelerator);
  expect(acceleratorSchema.safeParse(accelerator).success).toBe(true);
});

test('on a Mac the command key is the main one', () => {
  expect(acceleratorOf(press('KeyK', 'k', 'm'), true)).toBe('CommandOrControl+K');
  expect(acceleratorOf(press('KeyK', 'k', 'c'), true)).toBe('Control+K');
});

test('modifiers alone, and keys without a name, are none yet', () => {
  expect(acceleratorOf(press('ShiftLeft', 'Shift', 's'), false)).toBeNull();
  expect(acceleratorOf(press('Lang1', 'HangulMode', 'c'), false)).toBeNull();
  const bare = acceleratorOf(press('KeyK', 'k'), false);
  expect(acceleratorSchema.safeParse(bare).success).toBe(false);
});
