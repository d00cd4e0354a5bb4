import { expect, test } from 'vitest';
import { LiveDesktop } from '../../../main/app/live-desktop.ts';
import type { DesktopSettings } from '../../../shared/desktop-settings.ts';
import { defaultSettings } from '../../../shared/settings.ts';

function scene(change: Partial<DesktopSettings> = {}) {
  const desktop = new LiveDesktop({ ...defaultSettings, ...change }, { desktop: null }, 'linux');
  const write = (): Promise<void> => Promise.resolve();
  return { desktop, write };
}

const twice: Partial<DesktopSettings> = {
  'desktop.talkShortcut': 'Ctrl+Shift+Space',
  'desktop.toggleShortcut': 'Ctrl+Shift+Space',
};

test('a key that another one here has is refused, however it is written', async () => {
  const { desktop, write } = scene();
  const put = desktop.put('desktop.pauseShortcut', 'Shift+CommandOrControl+space', write);
  await expect(put).rejects.toThrow('already one of the keys');
  expect(desktop.current['desktop.pauseShortcut']).toBeNull();
});

test('two keys that are the same already keep nothing else from being changed', async () => {
  const { desktop, write } = scene(twice);
  await desktop.put('desktop.notifications', false, write);
  await desktop.put('desktop.pauseShortcut', 'F9', write);
  await desktop.put('desktop.talkShortcut', 'F10', write);
  expect(desktop.current).toMatchObject({
    'desktop.notifications': false,
    'desktop.pauseShortcut': 'F9',
    'desktop.talkShortcut': 'F10',
  });
});

test('what cannot be written stands as before, also where two keys are the same', async () => {
  const { desktop } = scene(twice);
  const put = desktop.put('desktop.talkShortcut', 'F10', () => Promise.reject(new Error('full')));
  await expect(put).rejects.toThrow('full');
  expect(desktop.current['desktop.talkShortcut']).toBe('Ctrl+Shift+Space');
});
