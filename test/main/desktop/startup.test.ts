import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SettingsError } from '../../../shared/errors.ts';
import {
  appImageOf,
  isAtLogin,
  isWayland,
  prepareRuntime,
  restartArguments,
  startAnew,
  startArguments,
  withShortcutPortal,
} from '../../../main/desktop/startup.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function fakeApp(features = '') {
  const done: string[] = [];
  const app = {
    setName: (name: string) => void done.push(`name ${name}`),
    setAppUserModelId: (id: string) => void done.push(`model ${id}`),
    setPath: (name: string, path: string) => void done.push(`${name} ${path}`),
    commandLine: {
      getSwitchValue: () => features,
      appendSwitch: (name: string, value?: string) => void done.push(`--${name}=${value}`),
    },
  };
  return { done, app: app as unknown as Parameters<typeof prepareRuntime>[0] };
}

test('leaves out the runtime and the app, packaged or not', () => {
  const own = ['--home', '/h', '--rehearsal'];
  expect(startArguments(['electron', 'out/main/desktop.js', ...own], false)).toEqual(own);
  expect(startArguments(['electron', '--no-sandbox', '.', ...own], false)).toEqual(own);
  expect(startArguments(['/opt/Adjutant/adjutant', ...own], true)).toEqual(own);
});

test("leaves out Chromium's own switches and keeps a mistake to be told", () => {
  const argv = ['adjutant', '--ozone-platform=wayland', '--disable-gpu', '--hidden', '--hiden'];
  expect(startArguments(argv, true)).toEqual(['--hidden', '--hiden']);
});

test('knows a Wayland session by either sign, and only on Linux', () => {
  expect(isWayland({ XDG_SESSION_TYPE: 'wayland' }, 'linux')).toBe(true);
  expect(isWayland({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(isWayland({ XDG_SESSION_TYPE: 'x11' }, 'linux')).toBe(false);
  expect(isWayland({ WAYLAND_DISPLAY: 'wayland-0' }, 'darwin')).toBe(false);
});

test('adds the portal to the features that are on already, once', () => {
  expect(withShortcutPortal('')).toBe('GlobalShortcutsPortal');
  expect(withShortcutPortal('A,B')).toBe('A,B,GlobalShortcutsPortal');
  expect(withShortcutPortal('A,GlobalShortcutsPortal')).toBe('A,GlobalShortcutsPortal');
});

test("puts Chromium's files into the home, for its owner only", () => {
  const home = join(temporaryFolder(), 'home');
  const { app, done } = fakeApp('Other');
  prepareRuntime(app, { home, platform: 'linux', wayland: true });
  expect(done).toEqual([
    'name Adjutant',
    `userData ${join(home, 'chromium')}`,
    '--enable-features=Other,GlobalShortcutsPortal',
  ]);
  expect(statSync(join(home, 'chromium')).mode & 0o777).toBe(0o700);
});

test('groups the windows of Windows under our name, and asks for no portal there', () => {
  const home = temporaryFolder();
  const { app, done } = fakeApp();
  prepareRuntime(app, { home, platform: 'win32', wayland: false });
  expect(done.filter((what) => /^(model|--)/.test(what))).toEqual(['model app.adjutant.desktop']);
});

test('a home that cannot be written to is a sentence without its path', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const { app } = fakeApp();
  const prepare = () => prepareRuntime(app, { home: file, platform: 'linux', wayland: false });
  expect(prepare).toThrow(SettingsError);
  expect(prepare).toThrow('The home folder cannot be written to.');
});

test('a restart has the arguments of this start, shown, and as a rehearsal or not', () => {
  const link = 'adjutant://compose?text=Hi';
  const argv = ['electron', '.', '--home', '/tmp/a', link, '--hidden', '--no-open', '--rehearsal'];
  expect(restartArguments(argv, false)).toEqual(['.', '--home', '/tmp/a']);
  expect(restartArguments(argv.slice(0, 5), true)).toEqual([
    ...['.', '--home', '/tmp/a', '--rehearsal'],
  ]);
});

test('an AppImage is started anew by its file, since its mount ends with it', () => {
  const env = { APPIMAGE: '/home/a/Adjutant.AppImage', APPDIR: '/tmp/.mount_x' };
  const argv = ['/tmp/.mount_x/adjutant', '--hidden', 'adjutant://show'];
  const ours = { argv, execPath: '/tmp/.mount_x/adjutant', env };
  expect(startAnew(ours)).toEqual({ args: ['--hidden'], execPath: env.APPIMAGE });
  expect(startAnew(ours, ['--a'])).toEqual({ args: ['--a'], execPath: env.APPIMAGE });
});

test("another program's AppImage, of which we only have the variables, is not ours", () => {
  const env = { APPIMAGE: '/home/a/Terminal.AppImage', APPDIR: '/tmp/.mount_x' };
  for (const execPath of ['/opt/Adjutant/adjutant', '/tmp/.mount_xy/adjutant']) {
    expect(startAnew({ argv: ['a', '--b'], execPath, env })).toEqual({ args: ['--b'] });
  }
  expect(appImageOf({ execPath: '/opt/a', env: { APPIMAGE: '/home/a/T.AppImage' } })).toBeNull();
});

test('only macOS says that the login began a start', () => {
  const app = { getLoginItemSettings: () => ({ wasOpenedAtLogin: true }) };
  const isSaid = (platform: string) =>
    isAtLogin(app as unknown as Parameters<typeof isAtLogin>[0], platform);
  expect([isSaid('darwin'), isSaid('win32')]).toEqual([true, false]);
});
