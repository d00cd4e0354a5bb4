import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  DesktopEntry,
  desktopEntry,
  LoginApp,
  LoginItem,
} from '../../../main/desktop/autostart.ts';
import { renewAutostart } from '../../../main/desktop/desktop-autostart.ts';

const program = { path: '/opt/Adjutant/adjutant', args: ['--hidden', '--home', '/home/a/.adj'] };

function configFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'autostart', 'adjutant.desktop');
  const open = (home = '/home/a/.adj', path_ = program.path, formerHomes: readonly string[] = []) =>
    new DesktopEntry(folder, { home, formerHomes, program: { ...program, path: path_ } });
  return { folder, path, open };
}

function execOf(path: string): string | undefined {
  const entry = desktopEntry('/h', { path, args: ['--hidden'] });
  return entry.split('\n').find((line) => line.startsWith('Exec='));
}

test.each([
  ['/opt/Adjutant/adjutant', 'Exec="/opt/Adjutant/adjutant" "--hidden"'],
  ['/opt/My App/a', 'Exec="/opt/My App/a" "--hidden"'],
  ['/opt/100%/a', 'Exec="/opt/100%%/a" "--hidden"'],
  ['/opt/$HOME`x`"q"/a', 'Exec="/opt/\\\\$HOME\\\\`x\\\\`\\\\"q\\\\"/a" "--hidden"'],
  ['/opt/back\\slash', 'Exec="/opt/back\\\\\\\\slash" "--hidden"'],
  ['/opt/two\nExec=evil', 'Exec="/opt/two\\nExec=evil" "--hidden"'],
])('the path %j is one argument of one line', (path, line) => {
  expect(execOf(path)).toBe(line);
});

test('is written, kept up to date, and removed', () => {
  const { path, open } = configFolder();
  open().set(false);
  expect(existsSync(path)).toBe(false);
  open().set(true);
  open('/home/a/.adj', '/opt/newer/adjutant').set(true);
  expect(readFileSync(path, 'utf8')).toContain('Exec="/opt/newer/adjutant" "--hidden"');
  open().set(false);
  open().set(false);
  expect(existsSync(path)).toBe(false);
});

test('a file that is not ours, or of another home, is left alone and told', () => {
  const { path, open } = configFolder();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '[Desktop Entry]\nExec=other\n');
  expect(() => open().set(true)).toThrow('did not set up');
  open().set(false);
  expect(readFileSync(path, 'utf8')).toBe('[Desktop Entry]\nExec=other\n');
  rmSync(path);
  open('/home/other').set(true);
  expect(() => open().set(true)).toThrow('did not set up');
  open().set(false);
  expect(existsSync(path)).toBe(true);
});

test('the entry of where the home was before is ours, and is renewed or removed', () => {
  const { path, open } = configFolder();
  const moved = () => open('/home/a/new', program.path, ['/home/a/older', '/home/a/.adj']);
  open().set(true);
  moved().set(true);
  expect(readFileSync(path, 'utf8')).toContain('X-Adjutant-Home=/home/a/new\n');
  expect(() => open().set(true)).toThrow('did not set up');
  rmSync(path);
  open().set(true);
  moved().set(false);
  expect(existsSync(path)).toBe(false);
});

test('a folder that cannot be made is told', () => {
  const { folder, open } = configFolder();
  writeFileSync(join(folder, 'autostart'), 'a file');
  expect(() => open().set(true)).toThrow('cannot be set');
});

test('Windows is told the program and how to start it, bare: Electron quotes each of them', () => {
  const told: unknown[] = [];
  const path = 'C:\\Users\\Ann Lee\\Adjutant.exe';
  const args = ['--hidden', '--home', 'C:\\Users\\Ann Lee\\home'];
  new LoginItem({ setLoginItemSettings: (one) => void told.push(one) }, { path, args }).set(true);
  expect(told).toEqual([{ openAtLogin: true, path, args }]);
});

test('macOS is told the app, and only where its bare start finds this home', () => {
  const told: unknown[] = [];
  const app = { setLoginItemSettings: (one: unknown) => void told.push(one) };
  new LoginApp(app, true).set(true);
  new LoginApp(app, true).set(false);
  expect(() => new LoginApp(app, false).set(true)).toThrow('usual place');
  new LoginApp(app, false).set(false);
  expect(told).toEqual([{ openAtLogin: true }, { openAtLogin: false }]);
});

test('a start removes an entry of this home that is not wanted any more, and no other', () => {
  const { path, open } = configFolder();
  open().set(true);
  renewAutostart(open('/home/b'), false, 'linux');
  expect(existsSync(path)).toBe(true);
  renewAutostart(open(), false, 'linux');
  expect(existsSync(path)).toBe(false);
  renewAutostart(open(), true, 'linux');
  expect(existsSync(path)).toBe(true);
});

test('where the list does not say whose entry it is, a start only renews one that is wanted', () => {
  const told: boolean[] = [];
  const list = { set: (wanted: boolean) => void told.push(wanted) };
  for (const platform of ['win32', 'darwin']) {
    renewAutostart(list, false, platform);
    renewAutostart(list, true, platform);
  }
  expect(told).toEqual([true, true]);
});
