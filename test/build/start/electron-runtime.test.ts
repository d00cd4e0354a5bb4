import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  electronUrl,
  electronVersion,
  findElectron,
} from '../../../build/start/electron-runtime.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'electron-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, text = ''): string {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  return join(root, file);
}
const find = (env = {}, platform = 'linux') => findElectron({ root, env, platform });

describe('the runtime', () => {
  test('is absent when only the package is there', () => {
    put('node_modules/electron/package.json', '{"version":"45.0.0"}');
    expect(find()).toBeNull();
    expect(electronVersion(root)).toBe('45.0.0');
  });

  test('is found where the installer put it', () => {
    put('node_modules/electron/path.txt', 'electron');
    expect(find()).toBeNull();
    const program = put('node_modules/electron/dist/electron');
    expect(find()).toBe(program);
  });

  test('is found in the folder the owner names, and only there', () => {
    put('node_modules/electron/dist/electron');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'mine') };
    expect(find(env)).toBeNull();
    const program = put('mine/electron.exe');
    expect(find(env, 'win32')).toBe(program);
  });

  test('has no version without the package', () => {
    expect(electronVersion(root)).toBeNull();
  });
});

test('the address follows the variables of the installer', () => {
  const what = { version: '45.1.2', platform: 'linux', arch: 'x64' };
  const file = 'electron-v45.1.2-linux-x64.zip';
  const release = 'https://github.com/electron/electron/releases/download';
  expect(electronUrl({ ...what, env: {} })).toBe(`${release}/v45.1.2/${file}`);
  const env = { ELECTRON_MIRROR: 'https://mirror.test/', ELECTRON_CUSTOM_DIR: '{{ version }}' };
  expect(electronUrl({ ...what, env })).toBe(`https://mirror.test/45.1.2/${file}`);
});
