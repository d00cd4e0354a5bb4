import { expect, test } from 'vitest';
import { closeDoors, withoutTools } from '../../../main/desktop/closed-doors.ts';

function app(isPackaged: boolean) {
  const removed: string[] = [];
  const commandLine = { removeSwitch: (name: string) => void removed.push(name) };
  const given = { isPackaged, commandLine } as unknown as Parameters<typeof closeDoors>[0];
  return { removed, given };
}

test('a package takes no switch that would let another program drive its page', () => {
  const { removed, given } = app(true);
  closeDoors(given);
  expect(removed).toContain('remote-debugging-port');
  expect(removed).toContain('remote-debugging-pipe');
  expect(removed).toContain('disable-web-security');
});

test('development keeps them, and the developer tools', () => {
  const { removed, given } = app(false);
  closeDoors(given);
  expect(removed).toEqual([]);
  expect(withoutTools({ width: 1 }, false)).toEqual({ width: 1 });
});

test('the windows of a package have no developer tools and keep everything else', () => {
  const options = { width: 1, webPreferences: { sandbox: true, preload: '/p.cjs' } };
  expect(withoutTools(options, true)).toEqual({
    width: 1,
    webPreferences: { sandbox: true, preload: '/p.cjs', devTools: false },
  });
});
