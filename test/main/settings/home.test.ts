import { chmod, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureHome, resolveHome } from '../../../main/settings/home.ts';

const env = { HOME: '/home/ada', ADJUTANT_HOME: '/from/variable' };
const windows = { USERPROFILE: 'C:\\Users\\ada' };

test.each([
  ['the option first', { option: '/from/option', env, platform: 'linux' }, '/from/option'],
  ['then the variable', { env, platform: 'linux' }, '/from/variable'],
  [
    'an empty one as not set',
    { option: ' ', env: { HOME: '/h', ADJUTANT_HOME: '' }, platform: 'linux' },
    '/h/.config/Adjutant',
  ],
  ['a tilde', { option: '~/x', env, platform: 'linux' }, '/home/ada/x'],
  ['a relative path', { option: 'x', env, platform: 'linux' }, resolve('x')],
  ['XDG', { env: { HOME: '/h', XDG_CONFIG_HOME: '/xdg' }, platform: 'linux' }, '/xdg/Adjutant'],
  [
    'a relative XDG',
    { env: { HOME: '/h', XDG_CONFIG_HOME: 'xdg' }, platform: 'linux' },
    '/h/.config/Adjutant',
  ],
  [
    'macOS',
    { env: { HOME: '/Users/ada' }, platform: 'darwin' },
    '/Users/ada/Library/Application Support/Adjutant',
  ],
  [
    'Windows',
    { env: { ...windows, APPDATA: 'D:\\Roaming' }, platform: 'win32' },
    'D:\\Roaming\\Adjutant',
  ],
  [
    'Windows alone',
    { env: windows, platform: 'win32' },
    'C:\\Users\\ada\\AppData\\Roaming\\Adjutant',
  ],
] as const)('finds the home: %s', (_, options, expected) => {
  expect(resolveHome(options)).toBe(expected);
});

async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'adjutant-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(process.platform === 'win32')(
  'makes the folder for its owner only and puts looser permissions right (not on Windows, which has none)',
  async () => {
    const folder = await makeFolder();
    const home = join(folder, 'a', 'b');
    expect(await ensureHome(home)).toBe(home);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    await chmod(home, 0o755);
    await ensureHome(home);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
  },
);

test('refuses a file, a path below a file, and folders that everyone shares', async () => {
  const folder = await makeFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  const refusal = (what: string): object => ({
    code: 'HOME_UNUSABLE',
    message: expect.stringContaining(what),
    remedy: expect.stringContaining('--home'),
  });
  await expect(ensureHome(file)).rejects.toMatchObject(refusal('is a file'));
  await expect(ensureHome(join(file, 'x'))).rejects.toMatchObject(refusal('below a file'));
  const shared = join(folder, 'shared');
  await mkdir(shared);
  await chmod(shared, 0o1777);
  await expect(ensureHome(shared)).rejects.toMatchObject(refusal('shared by others'));
  expect((await stat(shared)).mode & 0o777).toBe(0o777);
  await expect(ensureHome('/')).rejects.toMatchObject(refusal('shared by others'));
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'refuses a folder it cannot write into (skipped for root, who can, and on Windows)',
  async () => {
    const folder = await makeFolder();
    await chmod(folder, 0o500);
    await expect(ensureHome(join(folder, 'x'))).rejects.toMatchObject({
      message: expect.stringContaining('not writable'),
    });
  },
);
