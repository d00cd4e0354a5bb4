import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { Area } from '../../../main/desktop/placement.ts';
import { windowOptions } from '../../../main/desktop/window-options.ts';
import type { Size } from '../../../main/desktop/window-size.ts';
import { AgentWindow } from '../../../main/desktop/windows.ts';
import type { WindowWays } from '../../../main/desktop/windows.ts';
import { FakeWindow } from './fake-window.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

type OpenOptions = {
  readonly ways?: Partial<WindowWays>;
  readonly fake?: FakeWindow;
  readonly place?: (size: Size, left: Area | null) => Area | null;
};

function openWindow({ ways = {}, fake = new FakeWindow(), place = () => null }: OpenOptions = {}) {
  const clock = new FakeClock();
  const told: string[] = [];
  const sizes: Size[] = [];
  const hidden: boolean[] = [];
  const made = [fake];
  let next: FakeWindow | null = fake;
  const window = new AgentWindow({
    preload: '/app/preload.cjs',
    ways: { alwaysOnTop: true, hideOnBlur: false, keepMs: 60_000, ...ways },
    create: () => {
      const created = next ?? new FakeWindow();
      if (next === null) made.push(created);
      next = null;
      return created.asBrowserWindow();
    },
    size: { size: { width: 400, height: 640 }, keep: (size) => void sizes.push(size) },
    place,
    onShow: () => told.push('shown'),
    onHide: () => told.push('hidden'),
    onFocus: (focused) => told.push(focused ? 'focused' : 'blurred'),
    onHidden: () => hidden.push(fake.visible),
    onSessionEnd: () => told.push('session ended'),
    clock,
    log: silentLogger,
  });
  return { window, fake, clock, told, sizes, made, hidden };
}

function openReady(options: OpenOptions = {}) {
  const opened = openWindow(options);
  opened.fake.emit('ready-to-show');
  return opened;
}

test('is made hidden, with nothing in reach of its page', () => {
  const { show, webPreferences, width, height } = windowOptions({
    ...{ preload: '/p.cjs', alwaysOnTop: true, size: { width: 500, height: 700 } },
  });
  expect([show, width, height]).toEqual([false, 500, 700]);
  expect(webPreferences).toMatchObject({
    preload: '/p.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  });
  // A partition that begins with `persist:` would be written to the disk.
  expect(webPreferences.partition).not.toMatch(/^persist:/);
});

test('loads our own page', () => {
  expect(openWindow().fake.loaded).toEqual(['app://adjutant/index.html']);
});

test('first press shows and focuses and tells the page, second hides', () => {
  const { window, fake, told } = openReady();
  window.toggle();
  expect([fake.visible, fake.focused]).toEqual([true, true]);
  expect(fake.webContents.sent).toEqual([{ channel: 'ipc:event', args: ['window:shown', {}] }]);
  window.toggle();
  expect([fake.visible, told]).toEqual([false, ['shown', 'hidden']]);
});

test('a press before the page is drawn is kept, a second one takes it back', () => {
  const first = openWindow();
  first.window.toggle();
  expect(first.fake.visible).toBe(false);
  first.fake.emit('ready-to-show');
  expect(first.fake.visible).toBe(true);
  const second = openWindow();
  second.window.toggle();
  second.window.toggle();
  second.fake.emit('ready-to-show');
  // What was to begin in it is called off, although it was never seen.
  expect([second.fake.visible, second.hidden]).toEqual([false, [false]]);
});

test('a window below others comes to the front before it hides', () => {
  const { window, fake } = openReady({ ways: { alwaysOnTop: false } });
  window.show();
  fake.focused = false;
  window.toggle();
  expect([fake.visible, fake.focused]).toEqual([true, true]);
  window.toggle();
  expect(fake.visible).toBe(false);
});

test('a window above all others hides without having the focus', () => {
  const { window, fake } = openReady();
  window.show();
  fake.focused = false;
  window.toggle();
  expect(fake.visible).toBe(false);
});

test('a minimised window is restored', () => {
  const { window, fake } = openReady();
  window.show();
  fake.minimized = true;
  window.toggle();
  expect([fake.visible, fake.minimized]).toEqual([true, false]);
});

test('closing it hides it', () => {
  const { window, fake } = openReady();
  window.show();
  let prevented = false;
  fake.emit('close', { preventDefault: () => (prevented = true) });
  expect([prevented, fake.visible, fake.destroyed]).toEqual([true, false, false]);
});

test('says whenever nobody sees it any more, and only then', () => {
  const { window, fake, clock, hidden } = openReady();
  window.show();
  expect(hidden).toEqual([]);
  fake.emit('minimize');
  expect(hidden).toHaveLength(1);
  window.hide();
  fake.emit('hide');
  // Hidden already before it is told, or the page could begin anew.
  expect(hidden.slice(1)).toEqual([false, false]);
  window.hide();
  expect(hidden).toHaveLength(3);
  clock.advance(60_000);
  expect([fake.destroyed, hidden.length]).toEqual([true, 4]);
});

test('closed while it is seen, it says so', () => {
  const { window, hidden } = openReady();
  window.show();
  window.close();
  window.close();
  expect(hidden).toHaveLength(1);
});

test('the end of the session is passed on', () => {
  const { fake, told } = openReady();
  fake.emit('session-end', {});
  expect(told).toEqual(['session ended']);
});

test('a page that cannot be loaded still gives a window', async () => {
  const fake = new FakeWindow();
  fake.loading = Promise.reject(new Error('ERR_FAILED'));
  const { window } = openWindow({ fake });
  window.show();
  fake.webContents.emit('did-fail-load', {}, -2);
  expect(fake.visible).toBe(true);
});

test('a page that dies is loaded again, one that dies at once again only when it is wanted', () => {
  const { window, fake, clock } = openReady();
  const { webContents } = fake;
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(webContents.reloads).toBe(1);
  clock.advance(9_999);
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(webContents.reloads).toBe(1);
  window.show();
  expect(webContents.reloads).toBe(2);
  webContents.emit('did-finish-load');
  clock.advance(10_000);
  webContents.emit('render-process-gone', {}, { reason: 'oom' });
  expect(webContents.reloads).toBe(3);
});

test('a page that is gone hears nothing until it asks for its state, a closed window never', () => {
  const { window, fake } = openReady();
  fake.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  window.showWith({ name: 'window:asked', payload: {} });
  window.send('state:changed', {});
  window.pageListens();
  window.close();
  window.send('state:changed', {});
  expect(fake.webContents.sent.map(({ args }) => args)).toEqual([['window:asked', {}]]);
});

test('closes twice without harm', () => {
  const { window, fake } = openReady();
  for (let times = 0; times < 2; times += 1) window.close();
  expect(fake.destroyed).toBe(true);
});

test('hidden for long it is closed, and made anew when it is wanted, with its picture in the task bar', () => {
  const { window, fake, clock, made } = openReady();
  window.showOverlay(null, '2 waiting for you');
  window.show();
  clock.advance(60_000);
  window.hide();
  clock.advance(59_999);
  expect(fake.destroyed).toBe(false);
  clock.advance(1);
  expect([fake.destroyed, window.contents]).toEqual([true, null]);
  window.send('state:changed', {});
  window.toggle();
  made[1]?.emit('ready-to-show');
  expect([made.length, made[1]?.visible, clock.pending]).toEqual([2, true, 0]);
  expect(made.map(({ overlay }) => overlay)).toEqual(['2 waiting for you', '2 waiting for you']);
});

test('one that was shown again in time is kept', () => {
  const { window, fake, clock } = openReady();
  window.show();
  window.hide();
  clock.advance(30_000);
  window.show();
  clock.advance(60_000);
  expect(fake.destroyed).toBe(false);
});

test('is placed when it comes into sight, and tells whether it was moved by hand', () => {
  const asked: (Area | null)[] = [];
  const here = { x: 10, y: 20, width: 400, height: 640 };
  const place = (_size: Size, left: Area | null): Area => {
    asked.push(left);
    return left ?? here;
  };
  const { window, fake, sizes } = openReady({ place });
  window.show();
  window.show();
  expect([asked, fake.bounds]).toEqual([[null], here]);
  window.hide();
  fake.bounds = { x: 300, y: 20, width: 500, height: 700 };
  window.show();
  window.hide();
  expect(asked).toEqual([null, { x: 300, y: 20, width: 500, height: 700 }]);
  expect(sizes.at(-1)).toEqual({ width: 500, height: 700 });
});

test('a screen that goes takes no window with it', () => {
  const home = { x: 0, y: 0, width: 400, height: 640 };
  const { window, fake } = openReady({ place: () => home });
  window.show();
  fake.bounds = { ...home, x: 3000 };
  window.rescue(() => true);
  expect(fake.bounds.x).toBe(3000);
  window.rescue(() => false);
  expect(fake.bounds).toEqual(home);
});

test('hides when another window is used, if that is wanted, and a click on the tray does not bring it back', () => {
  const { window, fake, clock, told } = openReady({ ways: { hideOnBlur: true } });
  window.show();
  fake.emit('blur');
  expect(fake.visible).toBe(false);
  expect(window.toggle()).toBe(false);
  clock.advance(300);
  expect([window.toggle(), told]).toEqual([true, ['shown', 'blurred', 'hidden', 'shown']]);
  const kept = openReady();
  kept.window.show();
  kept.fake.emit('blur');
  expect(kept.fake.visible).toBe(true);
});

test('changed ways hold at once', () => {
  const { window, fake, clock } = openReady();
  window.change({ alwaysOnTop: false, hideOnBlur: false, keepMs: 1000 });
  expect(fake.onTop).toBe(false);
  clock.advance(1000);
  expect(fake.destroyed).toBe(true);
});

test('what is to be shown reaches a page that is only being made, once it listens', () => {
  const { window, fake } = openWindow();
  const event = { name: 'window:compose', payload: { text: 'Hi' } };
  window.showWith(event);
  fake.emit('ready-to-show');
  const sent = () => fake.webContents.sent.map(({ args }) => args[0]);
  expect(sent()).toEqual(['window:shown']);
  window.pageListens();
  expect(sent()).toEqual(['window:shown', 'window:compose']);
  window.showWith(event);
  expect(sent()).toEqual(['window:shown', 'window:compose', 'window:shown', 'window:compose']);
});

test('closed for good, nothing brings it back', () => {
  const { window, made, clock } = openReady();
  window.close();
  window.show();
  expect([made.length, clock.pending]).toEqual([1, 0]);
});
