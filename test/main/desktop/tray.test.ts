import { EventEmitter } from 'node:events';
import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from 'electron';
import { expect, test } from 'vitest';
import type { Area } from '../../../main/desktop/placement.ts';
import { StatusTray } from '../../../main/desktop/tray.ts';
import type { TrayCommand, TrayView } from '../../../main/desktop/tray-menu.ts';

class FakeTray extends EventEmitter {
  readonly done: string[] = [];
  destroyed = false;
  bounds = { x: 0, y: 0, width: 0, height: 0 };

  setImage(icon: string): void {
    this.done.push(`image ${icon}`);
  }
  setToolTip(text: string): void {
    this.done.push(`tooltip ${text}`);
  }
  setContextMenu(menu: number): void {
    this.done.push(`menu of ${menu}`);
  }
  getBounds(): Area {
    return this.bounds;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.removeAllListeners();
  }
}

const ready: TrayView = { state: 'idle', tooltip: 'Ready', lines: ['Ready'], pause: 'pause' };

function openTray(clickToggles = true) {
  const fake = new FakeTray();
  const commands: TrayCommand[] = [];
  const tray = new StatusTray(
    {
      create: (icon) => {
        // The double's icon is the name of the state.
        fake.done.push(`made with ${icon as unknown as string}`);
        return fake as unknown as Tray;
      },
      buildMenu: (template: unknown[]) =>
        (template as MenuItemConstructorOptions[]).length as unknown as Menu,
      icon: (state) => state as unknown as NativeImage,
      clickToggles,
      run: (command) => commands.push(command),
    },
    ready,
  );
  return { fake, commands, tray };
}

test('draws icon, words and menu once at the start', () => {
  expect(openTray().fake.done).toEqual(['made with idle', 'tooltip Ready', 'menu of 6']);
});

test('draws nothing for equal values', () => {
  const { fake, tray } = openTray();
  const before = fake.done.length;
  tray.show({ ...ready, lines: ['Ready'] });
  expect(fake.done).toHaveLength(before);
});

test('draws a change once, and the icon only when the state is another', () => {
  const { fake, tray } = openTray();
  fake.done.length = 0;
  tray.show({ ...ready, tooltip: 'Still ready' });
  tray.show({ ...ready, state: 'thinking', tooltip: 'Thinking' });
  expect(fake.done).toEqual([
    'tooltip Still ready',
    'menu of 6',
    'image thinking',
    'tooltip Thinking',
    'menu of 6',
  ]);
});

test('a click toggles the window, except where a click opens the menu', () => {
  const elsewhere = openTray();
  elsewhere.fake.emit('click');
  expect(elsewhere.commands).toEqual(['toggle']);
  expect(openTray(false).fake.listenerCount('click')).toBe(0);
});

test('closes twice without harm and leaves no listener', () => {
  const { fake, tray } = openTray();
  tray.close();
  tray.close();
  expect([fake.destroyed, fake.listenerCount('click')]).toEqual([true, 0]);
});

test('says where it is, and that it does not know where the system does not say', () => {
  const { fake, tray } = openTray();
  expect(tray.place).toBeNull();
  fake.bounds = { x: 100, y: 0, width: 22, height: 22 };
  expect(tray.place).toEqual(fake.bounds);
});
