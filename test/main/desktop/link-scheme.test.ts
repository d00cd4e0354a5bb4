import { expect, test } from 'vitest';
import { takeLinkScheme } from '../../../main/desktop/link-scheme.ts';

function takenBy(platform: string, isPackaged: boolean): unknown[] {
  const taken: unknown[] = [];
  const setAsDefaultProtocolClient = (...given: unknown[]) => taken.push(given) > 0;
  takeLinkScheme({ isPackaged, setAsDefaultProtocolClient }, platform);
  return taken;
}

test('the package on Windows takes the links; the other packages declare them', () => {
  expect(takenBy('win32', true)).toEqual([['adjutant']]);
  for (const platform of ['linux', 'darwin']) expect(takenBy(platform, true)).toEqual([]);
});

test('a runtime that is no package takes none', () => {
  expect(takenBy('win32', false)).toEqual([]);
});
