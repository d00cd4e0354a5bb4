import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { DesktopProcess, desktopScript } from '../../app/desktop-process.ts';
import { probed } from '../../leaks/probed.ts';

const shortcut = 'CommandOrControl+Shift+Space';
let home = '';
let desktop: DesktopProcess;

beforeAll(async () => {
  await ensureBuilt();
  home = mkdtempSync(join(tmpdir(), 'adjutant-'));
  const args = ['--home', home, '--rehearsal', '--hidden'];
  desktop = new DesktopProcess(desktopScript, args, { ADJUTANT_KEYCHAIN: 'off', ...probed });
  await desktop.until('tray');
  await desktop.until('page-loaded');
});

afterAll(async () => {
  desktop?.kill('SIGKILL');
  await desktop?.exited;
  rmSync(home, { recursive: true, force: true });
});

/** Does something and waits for what the desktop code does about it. */
async function follow(what: string, action: () => Promise<unknown>): Promise<unknown> {
  const next = desktop.next(what);
  await action();
  return next;
}

const keepHidden = (value: number) =>
  desktop.do('request', 'settings:change', { key: 'desktop.keepWindowMs', value });

test('the window is made hidden and hardened, and loads our own page', () => {
  expect(desktop.all('window')).toMatchObject([
    {
      show: false,
      alwaysOnTop: true,
      width: 400,
      height: 640,
      webPreferences: {
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
      },
    },
  ]);
  expect(desktop.all('schemes')).toMatchObject([[{ scheme: 'app', privileges: { secure: true } }]]);
  expect(desktop.all('visible')).toEqual([]);
});

test('the bundled preload script gives the page two functions and nothing else', async () => {
  expect(desktop.all('page-loaded')).toEqual([{ url: 'app://adjutant/index.html' }]);
  expect(desktop.all('exposed')).toEqual(['adjutant']);
  expect(await desktop.do('in-page', 'Object.keys(adjutant)')).toEqual(['request', 'onEvent']);
});

test("Chromium's own files lie in the home", () => {
  expect(desktop.all('path')).toEqual([{ name: 'userData', path: join(home, 'chromium') }]);
});

test('one tray icon in several sizes, with words and a menu', () => {
  const [sizes] = desktop.all('tray') as number[][];
  expect(desktop.all('tray')).toHaveLength(1);
  expect(sizes?.length).toBeGreaterThan(1);
  expect(desktop.all('tray-menu').at(-1)).toEqual(
    expect.arrayContaining(['toggle', 'pause', 'quit']),
  );
});

test('the first press shows, focuses and tells the page, the second hides', async () => {
  expect(desktop.all('shortcut')).toEqual([
    { accelerator: shortcut, free: true },
    { accelerator: 'CommandOrControl+Shift+J', free: true },
  ]);
  expect(await follow('visible', () => desktop.do('press', shortcut))).toBe(true);
  await desktop.until('focused');
  const toldPage = (data: unknown) => (data as { name: string }).name === 'window:shown';
  await desktop.until('page-event', toldPage);
  expect(await follow('visible', () => desktop.do('press', shortcut))).toBe(false);
});

test('many presses, some of them after the window was destroyed, leave no listener behind', async () => {
  const toggle = async (shows: boolean) =>
    expect(await follow('visible', () => desktop.do('press', shortcut))).toBe(shows);
  const twice = async () => {
    await toggle(true);
    await toggle(false);
  };
  await twice();
  const before = await desktop.do('snapshot');
  for (let pair = 0; pair < 8; pair += 1) await twice();
  await keepHidden(0);
  for (let pair = 0; pair < 2; pair += 1) {
    await toggle(true);
    const gone = desktop.next('window-destroyed');
    await toggle(false);
    await gone;
  }
  await toggle(true);
  await keepHidden(1_800_000);
  await toggle(false);
  const { listeners } = (await desktop.do('snapshot')) as { readonly listeners: number };
  expect(before).toMatchObject({ listeners });
});

test('the keys of a browser change the zoom, which a window that is made anew has too', async () => {
  const key = { type: 'keyDown', key: '+', control: true, meta: false, alt: false };
  expect(await follow('zoom', () => desktop.do('key', key))).toBe(0.5);
  await follow('window-destroyed', () => keepHidden(0));
  expect(await follow('zoom', () => desktop.do('press', shortcut))).toBe(0.5);
  expect(await follow('zoom', () => desktop.do('key', { ...key, key: '0' }))).toBe(0);
  await keepHidden(1_800_000);
  expect(await follow('visible', () => desktop.do('press', shortcut))).toBe(false);
});

test('the page reads the state through the preload script and the router', async () => {
  expect(await desktop.do('request', 'state:get', {})).toMatchObject({
    ok: true,
    value: { snapshot: { agentName: 'Adjutant', paused: false, rehearsal: expect.anything() } },
  });
  expect(await desktop.do('request', 'message:send', { text: '' })).toMatchObject({ ok: false });
  await expect(desktop.do('request', 'store:drop', {})).rejects.toThrow('no such request');
});

test.each([
  ['of another site', { url: 'https://example.com/', parent: null }],
  ['inside our page', { url: 'app://adjutant/index.html', parent: {} }],
])('a frame %s is refused', async (_where, frame) => {
  await expect(desktop.do('foreign-request', frame, 'state:get', {})).rejects.toThrow('refused');
});

test('the page is served with its policy, and nothing beside it', async () => {
  const page = await desktop.do('fetch', 'app://adjutant/index.html');
  expect(page).toMatchObject({
    status: 200,
    headers: { 'content-security-policy': expect.stringContaining("default-src 'none'") },
  });
  const outside = await desktop.do('fetch', 'app://adjutant/%2e%2e%2fmain%2fdesktop.js');
  expect(outside).toMatchObject({ status: 404, text: '' });
});

test('navigation, windows and permissions are denied, an https link goes to the browser', async () => {
  expect(await desktop.do('navigate', 'https://example.com/')).toBe(false);
  expect(await desktop.do('open', 'https://example.com/help')).toBe('deny');
  expect(await desktop.do('open', 'file:///etc/passwd')).toBe('deny');
  expect(desktop.all('opened-outside')).toEqual(['https://example.com/help']);
  for (const permission of ['media', 'geolocation']) {
    const denied = { requested: false, checked: false };
    expect(await desktop.do('permission', permission)).toEqual(denied);
  }
});

test('a link shows a draft or the window, a bad one nothing, and none does more', async () => {
  await desktop.do('open-url', 'adjutant://compose?text=Call+Anna');
  await desktop.until('page-event', (data) =>
    isDeepStrictEqual(data, {
      name: 'window:asked',
      payload: { type: 'compose', text: 'Call Anna' },
    }),
  );
  await desktop.do('press', shortcut);
  const events = desktop.all('page-event').length;
  await desktop.do('open-url', 'adjutant://approve/1');
  await desktop.do('open-url', 'adjutant://compose?text=a%00b');
  expect(desktop.all('page-event')).toHaveLength(events);
  expect(desktop.errors).toContain('a link was refused');
  expect(desktop.errors).not.toContain('approve/1');
});

test('closing the window keeps it, and ends a recording: its page stays visible to Chromium', async () => {
  const halts = () =>
    desktop.all('page-event').filter((data) => (data as { name: string }).name === 'talk:halted');
  await desktop.do('press', shortcut);
  const before = halts().length;
  expect(await desktop.do('close-window')).toBe('kept');
  expect(desktop.all('visible').at(-1)).toBe(false);
  expect(halts()).toHaveLength(before + 1);
});

test('a pause from the tray reaches the app, the page and the tray itself', async () => {
  await desktop.do('choose', 'pause');
  await desktop.until('tray-menu', (menu) => (menu as string[]).includes('resume'));
  expect(desktop.all('tooltip').at(-1)).toBe('Adjutant is paused');
  await desktop.until('page-event', (data) => {
    const { change } = (data as { payload: { change?: object } }).payload;
    return isDeepStrictEqual(change, { type: 'paused-changed', paused: true });
  });
});

test('the double of Electron stays small enough to be believed', () => {
  const files = globSync(join(import.meta.dirname, '../../fakes/electron/*.ts'));
  const double = files.filter((file) => !file.endsWith('/control.ts'));
  const lines = double.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
  expect(double.length).toBeGreaterThan(5);
  expect(lines.length).toBeLessThanOrEqual(600);
});
