import { expect, test } from 'vitest';
import { installArguments, npmProgram } from '../../../build/setup/npm-command.mjs';

const linux = { platform: 'linux', node: '/usr/bin/node' };

test('the npm that runs us is used again, with its own Node', () => {
  const env = { npm_execpath: '/lib/npm/bin/npm-cli.js', npm_node_execpath: '/opt/node' };
  expect(npmProgram(env, linux)).toEqual(['/opt/node', '/lib/npm/bin/npm-cli.js']);
});

test('another package manager is not mistaken for npm', () => {
  expect(npmProgram({ npm_execpath: '/lib/yarn.js' }, linux)).toEqual(['npm']);
  expect(npmProgram({}, { ...linux, platform: 'win32' })).toEqual(['npm.cmd']);
});

test('packages are installed afresh, build tools included', () => {
  const [command, ...options] = installArguments({ ...linux, root: '/clone' });
  expect(command).toBe('ci');
  expect(options).toEqual(expect.arrayContaining(['--include=dev', '--include=optional']));
});

test('Windows keeps the program that is running', () => {
  const node = 'C:\\clone\\node_modules\\node\\bin\\node.exe';
  const here = { platform: 'win32', node, root: 'c:\\Clone' };
  expect(installArguments(here).slice(0, 2)).toEqual(['install', '--no-save']);
  expect(installArguments({ ...here, node: 'C:\\node\\node.exe' })[0]).toBe('ci');
});
