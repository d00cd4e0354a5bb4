import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import type { DesktopProcess } from '../../app/desktop-process.ts';
import { ask, launchDesktop, practiceCall, temporaryHome } from './launch-desktop.ts';

const shortcut = 'CommandOrControl+Shift+Space';
type Event = { readonly name: string };
const soon = { timeout: 40_000 };

beforeAll(ensureBuilt);

async function open(home = temporaryHome(), env: Record<string, string> = {}, more: string[] = []) {
  const desktop = launchDesktop(home, ['--hidden', ...more], env);
  await desktop.until('page-loaded');
  return desktop;
}

function change(desktop: DesktopProcess, key: string, value: unknown): Promise<unknown> {
  return ask(desktop, 'settings:change', { key, value });
}

/** Does something, and waits until the window comes or goes. */
async function seen(desktop: DesktopProcess, ...does: [string, ...unknown[]]): Promise<unknown> {
  const next = desktop.next('visible');
  await desktop.do(...does);
  return next;
}

test('a click on the tray shows the window on the screen with the pointer, where it stays when moved there', async () => {
  const home = temporaryHome();
  const desktop = await open(home);
  expect(await seen(desktop, 'click-tray')).toBe(true);
  const [placed] = desktop.all('placed');
  // The upper middle: this system does not say where its tray is.
  expect(placed).toEqual({ x: 760, y: 110, width: 400, height: 640 });
  await desktop.do('window', 'resize', { x: 50, y: 60, width: 500, height: 700 });
  expect(await seen(desktop, 'click-tray')).toBe(false);
  expect(await seen(desktop, 'click-tray')).toBe(true);
  expect(desktop.all('placed').at(-1)).toEqual({ x: 50, y: 60, width: 500, height: 700 });
  // Its screen is taken away.
  await desktop.do('screens', [{ x: 3000, y: 0, width: 1280, height: 800 }]);
  await desktop.until('placed', (at) => (at as { readonly x: number }).x >= 3000);
  await desktop.do('quit').catch(() => 'the answer may be overtaken by the end');
  expect(await desktop.ended()).toBe(0);
  const next = await open(home);
  expect(next.all('window')).toMatchObject([{ width: 500, height: 700 }]);
});

test('the window hides when another is used, where that is wanted', async () => {
  const desktop = await open();
  await seen(desktop, 'press', shortcut);
  await desktop.do('window', 'blur');
  expect(desktop.all('visible')).toEqual([true]);
  await change(desktop, 'desktop.hideOnBlur', true);
  expect(await seen(desktop, 'window', 'blur')).toBe(false);
});

test('a key that another program has is refused, and the former one stands', async () => {
  const desktop = await open(temporaryHome(), { DOUBLE_TAKEN_KEY: 'F9' });
  const key = 'desktop.toggleShortcut';
  await expect(change(desktop, key, 'F9')).rejects.toThrow('SHORTCUT_TAKEN');
  expect(await seen(desktop, 'press', shortcut)).toBe(true);
  await change(desktop, key, 'F10');
  expect(await desktop.do('press', shortcut)).toBe(false);
  expect(await seen(desktop, 'press', 'F10')).toBe(false);
});

test('on Wayland the portal is asked for keys, and the window knows that they may do nothing', async () => {
  const desktop = await open(temporaryHome(), { XDG_SESSION_TYPE: 'wayland' });
  const features = { name: 'enable-features', value: 'GlobalShortcutsPortal' };
  expect(desktop.all('switch')).toContainEqual(features);
  expect(await ask(desktop, 'desktop:view', {})).toMatchObject({ desktop: { wayland: true } });
});

test('a link given to a second start is opened by the first; a malformed one only shows its window', async () => {
  const home = temporaryHome();
  const desktop = await open(home);
  // As a page does that begins; before it nothing could be shown there.
  await ask(desktop, 'state:get', {});
  const asked = () =>
    desktop.all('page-event').filter((data) => (data as Event).name === 'window:asked');
  const second = launchDesktop(home, ['adjutant://compose?text=Call+Anna']);
  expect(await second.ended()).toBe(0);
  const payload = { type: 'compose', text: 'Call Anna' };
  await expect.poll(asked, soon).toEqual([{ name: 'window:asked', payload }]);
  expect(await seen(desktop, 'press', shortcut)).toBe(false);
  const shown = desktop.next('visible');
  const third = launchDesktop(home, ['adjutant://compose?text=a%00b']);
  expect(await third.ended()).toBe(0);
  expect(await shown).toBe(true);
  expect(asked()).toHaveLength(1);
});

test('the start with the session is written where the system looks, and taken away', async () => {
  const config = temporaryHome();
  const home = temporaryHome();
  const desktop = await open(home, { XDG_CONFIG_HOME: config });
  const entry = join(config, 'autostart', 'adjutant.desktop');
  const key = 'desktop.startAtLogin';
  await change(desktop, key, true);
  await expect.poll(() => existsSync(entry), soon).toBe(true);
  expect(readFileSync(entry, 'utf8')).toContain(`"--hidden" "--home" "${home}"`);
  await change(desktop, key, false);
  await expect.poll(() => existsSync(entry), soon).toBe(false);
});

test('on a locked screen a notification says nothing of whom it is about, and in quiet hours there is none', async () => {
  const desktop = await open(temporaryHome(), { TZ: 'UTC' }, ['--rehearsal']);
  const hour = (later: number) =>
    new Date(Date.now() + later * 3_600_000).toISOString().slice(11, 16);
  const call = async () => {
    const callId = await practiceCall(desktop);
    // Told a moment after it is so; what the page hears of is what notifications are made of.
    await desktop.until('page-event', (event) => JSON.stringify(event).includes(callId));
    await ask(desktop, 'rehearsal:hang-up', {});
  };
  await desktop.do('power', 'lock-screen');
  await call();
  const body = 'Something waits for you.';
  expect(await desktop.until('notification')).toMatchObject({ title: 'Adjutant', body });
  const told = desktop.all('notification').length;
  await desktop.do('power', 'unlock-screen');
  await change(desktop, 'desktop.quietHours', `${hour(-2)}-${hour(2)}`);
  await call();
  expect(desktop.all('notification')).toHaveLength(told);
  await change(desktop, 'desktop.quietHours', null);
  await call();
  expect(desktop.all('notification')[told]).toMatchObject({ title: 'Incoming call' });
});

test('settings that are replaced by something else while it runs are told and left alone', async () => {
  const home = temporaryHome();
  const desktop = await open(home);
  const file = join(home, 'settings.json');
  for (const text of ['{ "desktop.hideOnBlur": ', '[]', '\u0000\u0001']) {
    writeFileSync(file, text);
    await expect(change(desktop, 'desktop.hideOnBlur', true)).rejects.toThrow('BROKEN');
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
  rmSync(file);
  await change(desktop, 'desktop.hideOnBlur', true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ desktop: { hideOnBlur: true } });
});
