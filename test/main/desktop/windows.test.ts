import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { AgentWindow, windowOptions } from '../../../main/desktop/windows.ts';
import { FakeWindow } from '../../fakes/electron/fake-window.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function openWindow({ alwaysOnTop = true, fake = new FakeWindow() } = {}) {
  const clock = new FakeClock();
  const told: string[] = [];
  const window = new AgentWindow({
    preload: '/app/preload.cjs',
    alwaysOnTop,
    create: () => fake.asBrowserWindow(),
    onShow: () => told.push('shown'),
    onHide: () => told.push('hidden'),
    onSessionEnd: () => told.push('session ended'),
    clock,
    log: silentLogger,
  });
  return { window, fake, clock, told };
}

function openReady(options: { alwaysOnTop?: boolean } = {}) {
  const opened = openWindow(options);
  opened.fake.emit('ready-to-show');
  return opened;
}

test('is made hidden, with nothing in reach of its page', () => {
  const { show, webPreferences } = windowOptions({ preload: '/p.cjs', alwaysOnTop: true });
  expect(show).toBe(false);
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
  expect(second.fake.visible).toBe(false);
});

test('a window below others comes to the front before it hides', () => {
  const { window, fake } = openReady({ alwaysOnTop: false });
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

test('nothing is sent to a page that is gone or to a closed window', () => {
  const { window, fake } = openReady();
  fake.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  window.send('state:changed', {});
  fake.webContents.emit('did-finish-load');
  window.close();
  window.send('state:changed', {});
  expect(fake.webContents.sent).toEqual([]);
});

test('closes twice without harm', () => {
  const { window, fake } = openReady();
  window.close();
  window.close();
  expect(fake.destroyed).toBe(true);
});
