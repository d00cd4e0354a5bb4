import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What the system lacks: `compiler`, `make`, `pkg-config`, `python`, `libsecret` to compile the keychain package;
 * `browser`, `keyring` and `calendar` for the checks.
 * @typedef {'compiler' | 'make' | 'pkg-config' | 'python' | 'libsecret' | 'browser' | 'keyring' | 'calendar'} SystemNeed
 */

/**
 * How to look at the system; an argument, so that decisions can be tested without one.
 * @typedef {{
 *   readonly platform: string,
 *   programPath(name: string): string | null,
 *   hasFile(path: string): boolean,
 *   answersYes(command: readonly string[]): boolean,
 * }} SystemProbe
 */

/** The one without a screen first: it draws the same and costs less. */
const browserPrograms = [
  ...['chromium-headless-shell', 'chromium', 'chromium-browser'],
  ...['google-chrome', 'google-chrome-stable'],
];
const browserFiles = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * What must be there before the keychain package can be compiled. Only Linux needs libraries of the system for it.
 * @param {SystemProbe} probe
 * @returns {SystemNeed[]}
 */
export function missingForKeychain(probe) {
  if (probe.platform !== 'linux') return [];
  /** @type {SystemNeed[]} */
  const needs = [];
  if (!['g++', 'c++', 'clang++'].some((name) => hasProgram(probe, name))) needs.push('compiler');
  if (!hasProgram(probe, 'make')) needs.push('make');
  if (!hasProgram(probe, 'python3')) needs.push('python');
  const pkgConfig = hasProgram(probe, 'pkg-config');
  if (!pkgConfig) needs.push('pkg-config');
  // Without pkg-config nobody can tell; the build finds the library by pkg-config, too.
  if (!pkgConfig || !probe.answersYes(['pkg-config', '--exists', 'libsecret-1'])) {
    needs.push('libsecret');
  }
  return needs;
}

/**
 * What the checks use beyond that: a browser for the window; on Linux a keyring and a calendar server of their own.
 * @param {SystemProbe} probe
 * @returns {SystemNeed[]}
 */
export function missingForChecks(probe) {
  /** @type {SystemNeed[]} */
  const needs = [];
  if (browserPath(probe) === null) needs.push('browser');
  if (probe.platform === 'linux' && !hasKeyring(probe)) needs.push('keyring');
  if (probe.platform === 'linux' && calendarServer(probe) === null) needs.push('calendar');
  return needs;
}

/**
 * The browser that the checks drive, or null.
 * @param {SystemProbe} probe
 * @returns {string | null}
 */
export function browserPath(probe) {
  for (const name of browserPrograms) {
    const path = probe.programPath(name);
    if (path !== null) return path;
  }
  return browserFiles.find((path) => probe.hasFile(path)) ?? null;
}

/**
 * Whether the checks can start a keyring that is not the user's own.
 * @param {SystemProbe} probe
 * @returns {boolean}
 */
export function hasKeyring(probe) {
  return hasProgram(probe, 'dbus-run-session') && hasProgram(probe, 'gnome-keyring-daemon');
}

/**
 * How the checks start a calendar server (Radicale), or null. It is a module of Python; the system's package belongs to
 * the system's Python, which need not be the first one on the path.
 * @param {Pick<SystemProbe, 'answersYes'>} probe
 * @returns {readonly string[] | null}
 */
export function calendarServer(probe) {
  const look = "import importlib.util as u, sys; sys.exit(u.find_spec('radicale') is None)";
  const python = ['python3', '/usr/bin/python3'].find((name) =>
    probe.answersYes([name, '-c', look]),
  );
  return python === undefined ? null : [python, '-m', 'radicale'];
}

/**
 * The machine we run on.
 * @param {Record<string, string>} env
 * @param {(command: readonly string[], env: Record<string, string>) => boolean} answersYes
 * @returns {SystemProbe}
 */
export function systemProbe(env, answersYes) {
  return {
    platform: process.platform,
    programPath: (name) => findOnPath(name, env['PATH'] ?? ''),
    hasFile: (path) => existsSync(path),
    answersYes: (command) => answersYes(command, env),
  };
}

/**
 * @param {SystemProbe} probe
 * @param {string} name
 * @returns {boolean}
 */
export function hasProgram(probe, name) {
  return probe.programPath(name) !== null;
}

/** @param {string} name @param {string} path @returns {string | null} */
function findOnPath(name, path) {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not for us: the same answer.
    return false;
  }
}
