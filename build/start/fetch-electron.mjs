import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { childEnvironment } from '../setup/child-env.mjs';
import { electronUrl, electronVersion, findElectron, zipName } from './electron-runtime.mjs';

const connectLimitMs = 10_000;
const stallLimitMs = 30_000;
const slowMs = 2_000;
const retryAfterMs = 60 * 60_000;

/** @typedef {{ root: string, env: Record<string, string>, say: (text: string) => void }} FetchOptions */

/**
 * Tries to fetch the Electron runtime. Gives up after 10 s without a connection, and when a download stands still.
 * A connection that took long to fail is not tried again for an hour, so that a machine without it starts quickly.
 * @param {FetchOptions} options
 * @returns {Promise<{ readonly program: string } | { readonly why: string }>}
 */
export async function fetchElectron({ root, env, say }) {
  const version = electronVersion(root);
  if (version === null) return { why: 'the electron package is not installed' };
  const url = electronUrl({ version, env, platform: process.platform, arch: process.arch });
  const host = new URL(url).host;
  if (!isCached({ version, env })) {
    if (failedLately(root, Date.now())) return { why: `${host} was not reachable lately` };
    const startedAt = Date.now();
    const size = await probe(url);
    if (size === null) {
      if (Date.now() - startedAt > slowMs) rememberFailure(root);
      return { why: `no connection to ${host}` };
    }
    say(`downloading the Electron runtime once (about ${megabytes(size || 120_000_000)} MB) …`);
  }
  const installed = await install({ root, env, say });
  const program = findElectron({ root, env, platform: process.platform });
  return installed && program ? { program } : { why: `the download from ${host} failed` };
}

/**
 * Whether an address answers with a file, and how large it is (0: not told). Null after 10 s or on any failure.
 * @param {string} url
 * @param {number} [limitMs]
 * @returns {Promise<number | null>}
 */
export async function probe(url, limitMs = connectLimitMs) {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(url, { method: 'HEAD', signal });
    return response.ok ? Number(response.headers.get('content-length') ?? 0) : null;
  } catch {
    // No name, no route, no answer, or in vain within the limit: one answer for all.
    return null;
  }
}

/** @param {{ version: string, env: Record<string, string> }} options */
function isCached({ version, env }) {
  const name = zipName({ version, platform: process.platform, arch: process.arch });
  const folder = env['electron_config_cache'] ?? cacheFolder(env);
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((entry) => existsSync(join(folder, entry, name)));
}

/** @param {Record<string, string>} env */
function cacheFolder(env) {
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/electron');
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? homedir(), 'electron/Cache');
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'electron');
}

/** @param {FetchOptions} options @returns {Promise<boolean>} */
async function install({ root, env, say }) {
  const cache = join(root, 'node_modules/.cache/adjutant');
  mkdirSync(cache, { recursive: true });
  // A folder of its own for the half-done file, which is how its growth can be watched.
  const folder = mkdtempSync(join(cache, 'electron-'));
  const child = spawn(process.execPath, [join(root, 'node_modules/electron/install.js')], {
    cwd: root,
    env: childEnvironment(env, {
      TMPDIR: folder,
      TEMP: folder,
      TMP: folder,
      ELECTRON_GET_NO_PROGRESS: '1',
    }),
    stdio: ['ignore', 2, 2],
  });
  const stopWatching = watchGrowth({ folder, say, onStall: () => child.kill('SIGKILL') });
  try {
    return await new Promise((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
  } finally {
    stopWatching();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {{ folder: string, say: (text: string) => void, onStall: () => void }} options */
function watchGrowth({ folder, say, onStall }) {
  let size = 0;
  let grownAt = Date.now();
  let toldAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const next = sizeOf(folder);
    if (next !== size) grownAt = now;
    size = next;
    if (now - grownAt > stallLimitMs) return onStall();
    if (now - toldAt < 5_000 || size === 0) return;
    toldAt = now;
    say(`downloading the Electron runtime: ${megabytes(size)} MB`);
  }, 1_000);
  return () => clearInterval(timer);
}

/** @param {string} folder */
function sizeOf(folder) {
  let size = 0;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const stat = statSync(join(folder, String(entry)), { throwIfNoEntry: false });
    size += stat?.isFile() ? stat.size : 0;
  }
  return size;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1_000_000);
}

/** @param {string} root */
function failureFile(root) {
  return join(root, 'node_modules/.cache/adjutant/electron-unreachable');
}

/**
 * Whether a slow failure is less than an hour old.
 * @param {string} root
 * @param {number} now epoch milliseconds
 * @returns {boolean}
 */
export function failedLately(root, now) {
  try {
    return Math.abs(now - Number(readFileSync(failureFile(root), 'utf8'))) < retryAfterMs;
  } catch {
    // Never failed.
    return false;
  }
}

/**
 * Notes a slow failure for the next starts.
 * @param {string} root
 */
export function rememberFailure(root) {
  mkdirSync(dirname(failureFile(root)), { recursive: true });
  writeFileSync(failureFile(root), String(Date.now()));
}
