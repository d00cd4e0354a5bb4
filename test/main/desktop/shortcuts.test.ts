import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { openShortcut } from '../../../main/desktop/shortcuts.ts';

function fakeKeys(register: (accelerator: string) => boolean = () => true) {
  const held = new Map<string, () => void>();
  const removed: string[] = [];
  const globalShortcut = {
    register(accelerator: string, action: () => void): boolean {
      const taken = register(accelerator);
      if (taken) held.set(accelerator, action);
      return taken;
    },
    unregister(accelerator: string): void {
      removed.push(accelerator);
      held.delete(accelerator);
    },
  };
  return { held, removed, globalShortcut };
}

const log = silentLogger;

test('a press runs the action until it is closed', () => {
  const { globalShortcut, held, removed } = fakeKeys();
  let presses = 0;
  const onPress = (): void => void (presses += 1);
  const shortcut = openShortcut({ globalShortcut, accelerator: 'Alt+Space', onPress, log });
  held.get('Alt+Space')?.();
  expect([presses, shortcut.refused]).toEqual([1, false]);
  shortcut.close();
  expect([removed, held.size]).toEqual([['Alt+Space'], 0]);
});

test('a key of another app is refused, and never given back', () => {
  const { globalShortcut, removed } = fakeKeys(() => false);
  const shortcut = openShortcut({ globalShortcut, accelerator: 'F1', onPress: () => {}, log });
  shortcut.close();
  expect([shortcut.refused, removed]).toEqual([true, []]);
});

test('what is no key at all is refused, not thrown', () => {
  const { globalShortcut } = fakeKeys(() => {
    throw new TypeError('Error processing argument at index 0, conversion failure');
  });
  const shortcut = openShortcut({ globalShortcut, accelerator: 'Nose', onPress: () => {}, log });
  expect(shortcut.refused).toBe(true);
});

test('no key wanted is not a refusal', () => {
  const { globalShortcut, held } = fakeKeys();
  const shortcut = openShortcut({ globalShortcut, accelerator: '', onPress: () => {}, log });
  expect([shortcut.refused, held.size]).toEqual([false, 0]);
});
