import { expect, test } from 'vitest';
import { decideHost } from '../../../build/start/decide-host.mjs';

const desk = { argv: [], env: { DISPLAY: ':0' }, platform: 'linux', uid: 1000 };
const headless = (reason: unknown) => ({ host: 'headless', reason });

test.each([
  ['a desk', desk, { host: 'electron' }],
  ['Wayland', { ...desk, env: { WAYLAND_DISPLAY: 'wayland-0' } }, { host: 'electron' }],
  ['macOS', { ...desk, env: {}, platform: 'darwin' }, { host: 'electron' }],
  ['Windows', { ...desk, env: {}, platform: 'win32', uid: undefined }, { host: 'electron' }],
  ['the owner asks for it', { ...desk, argv: ['--headless'] }, headless(null)],
  ['no display', { ...desk, env: {} }, headless(expect.stringContaining('no display'))],
  ['an empty display', { ...desk, env: { DISPLAY: '' } }, headless(expect.any(String))],
  ['root on Linux', { ...desk, uid: 0 }, headless(expect.stringContaining('root'))],
])('with %s the host is right', (_name, start, choice) => {
  expect(decideHost(start)).toEqual(choice);
});
