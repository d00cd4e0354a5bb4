import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { GlobalKeys } from '../../../main/desktop/global-keys.ts';
import type { Accelerators } from '../../../main/desktop/global-keys.ts';

const wanted: Accelerators = { toggle: 'Ctrl+Shift+Space', talk: null, pause: null };

function openKeys(isFree: (accelerator: string) => boolean = () => true, first = wanted) {
  const held = new Map<string, () => void>();
  const done: string[] = [];
  const globalShortcut = {
    register(accelerator: string, action: () => void): boolean {
      if (!isFree(accelerator)) return false;
      held.set(accelerator, action);
      return true;
    },
    unregister: (accelerator: string): void => void held.delete(accelerator),
  };
  const keys = new GlobalKeys({
    globalShortcut,
    actions: {
      toggle: () => done.push('toggle'),
      talk: () => done.push('talk'),
      pause: () => done.push('pause'),
    },
    ...{ onMac: false, log: silentLogger },
  });
  keys.open(first);
  return { keys, held, done };
}

test('a key is unseen until it is pressed, and does what it is for', () => {
  const { keys, held, done } = openKeys();
  let news = 0;
  keys.changed.on(() => (news += 1));
  expect(keys.states).toEqual({ toggle: 'unseen', talk: 'none', pause: 'none' });
  held.get('Ctrl+Shift+Space')?.();
  held.get('Ctrl+Shift+Space')?.();
  expect([keys.states.toggle, done, news]).toEqual(['works', ['toggle', 'toggle'], 1]);
});

test('a key of another program is refused at the start, and never given back', () => {
  const { keys, held } = openKeys(() => false);
  expect([keys.states.toggle, keys.refused]).toEqual(['refused', ['Ctrl+Shift+Space']]);
  held.set('Ctrl+Shift+Space', () => {});
  keys.close();
  expect(held.size).toBe(1);
});

test('what is no key at all is refused, not thrown', () => {
  const { keys } = openKeys(() => {
    throw new TypeError('Error processing argument at index 0, conversion failure');
  });
  expect(keys.states.toggle).toBe('refused');
});

test('the second of two equal keys is told, however it is written', () => {
  const { keys } = openKeys(undefined, { ...wanted, pause: 'Shift+CommandOrControl+space' });
  expect(keys.states).toMatchObject({ toggle: 'unseen', pause: 'twice' });
});

test('a key that was in the way of another leaves it free', () => {
  const { keys, held, done } = openKeys(undefined, { ...wanted, pause: wanted.toggle });
  keys.change({ ...wanted, toggle: 'F9', pause: wanted.toggle });
  expect(keys.states).toMatchObject({ toggle: 'unseen', pause: 'unseen' });
  held.get('Ctrl+Shift+Space')?.();
  expect(done).toEqual(['pause']);
});

test('a key that is refused is tried again with every change, and is no reason to refuse that', () => {
  const taken = new Set(['Ctrl+Shift+Space']);
  const { keys } = openKeys((accelerator) => !taken.has(accelerator));
  keys.change({ ...wanted, pause: 'F9' });
  expect(keys.states).toMatchObject({ toggle: 'refused', pause: 'unseen' });
  taken.clear();
  keys.change({ ...wanted, pause: 'F10' });
  expect(keys.states).toMatchObject({ toggle: 'unseen', pause: 'unseen' });
});

test('a change holds at once', () => {
  const { keys, held } = openKeys();
  held.get('Ctrl+Shift+Space')?.();
  keys.change({ ...wanted, toggle: 'F9', pause: 'F10' });
  expect([...held.keys()]).toEqual(['F9', 'F10']);
  expect(keys.states).toMatchObject({ toggle: 'unseen', pause: 'unseen' });
  keys.change({ toggle: null, talk: null, pause: null });
  expect(held.size).toBe(0);
});

test('a refused change leaves every former key at work, and known to work', () => {
  const { keys, held } = openKeys((accelerator) => accelerator !== 'F10');
  held.get('Ctrl+Shift+Space')?.();
  expect(() => keys.change({ ...wanted, toggle: 'F9', pause: 'F10' })).toThrow('F10');
  expect([...held.keys()]).toEqual(['Ctrl+Shift+Space']);
  expect(keys.states).toEqual({ toggle: 'works', talk: 'none', pause: 'none' });
});

test('two keys can change places', () => {
  const first = { ...wanted, pause: 'F10' };
  const { keys, held, done } = openKeys(undefined, first);
  keys.change({ ...first, toggle: 'F10', pause: 'Ctrl+Shift+Space' });
  held.get('F10')?.();
  expect([held.size, done]).toEqual([2, ['toggle']]);
});

test('closes twice without harm and leaves nothing held', () => {
  const { keys, held } = openKeys();
  keys.close();
  keys.close();
  expect(held.size).toBe(0);
});
