import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Electron program, or null when only its package is there: the package comes without the runtime.
 * @param {{ root: string, env: Readonly<Record<string, string | undefined>>, platform: string }} options
 * @returns {string | null}
 */
export function findElectron({ root, env, platform }) {
  const folder = join(root, 'node_modules/electron');
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const program = programInside(folder) ?? defaultProgram(platform);
  const file = join(override || join(folder, 'dist'), program);
  return existsSync(file) ? file : null;
}

/**
 * The version that the package stands for, without `v`; null when there is no package.
 * @param {string} root
 * @returns {string | null}
 */
export function electronVersion(root) {
  try {
    const text = readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8');
    return String(JSON.parse(text).version);
  } catch {
    // Not installed: nothing to fetch either.
    return null;
  }
}

/**
 * Where the runtime is fetched from, by the same variables that Electron's own installer reads.
 * @param {{ version: string, env: Readonly<Record<string, string | undefined>>, platform: string, arch: string }} options
 * @returns {string}
 */
export function electronUrl({ version, env, platform, arch }) {
  const read = (/** @type {string} */ name) =>
    env[`npm_config_electron_${name}`] ?? env[`ELECTRON_${name.toUpperCase()}`];
  const base = read('mirror') || 'https://github.com/electron/electron/releases/download/';
  const folder = (read('custom_dir') || `v${version}`).replace('{{ version }}', version);
  return `${base}${folder}/${zipName({ version, platform, arch })}`;
}

/**
 * @param {{ version: string, platform: string, arch: string }} options
 * @returns {string}
 */
export function zipName({ version, platform, arch }) {
  return `electron-v${version}-${platform}-${arch}.zip`;
}

/** The installer writes where the program lies. @param {string} folder */
function programInside(folder) {
  try {
    return readFileSync(join(folder, 'path.txt'), 'utf8').trim() || null;
  } catch {
    // Written only when the runtime was unpacked here.
    return null;
  }
}

/** @param {string} platform */
function defaultProgram(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}
