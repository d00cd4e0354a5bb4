import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const heartbeatMs = 2_000;
const staleMs = 20_000;

/**
 * Holds the set-up of one clone for one process. The lock is a file with the owner's pid, kept young by a heartbeat: it is
 * taken over at once when that process is gone, and after 20 s without a heartbeat when it cannot be asked (another
 * machine or container sharing the folder, or a pid that now belongs to somebody else).
 * It lives in out/, because `npm ci` empties node_modules.
 * @param {string} root
 * @param {(owner: string) => void} onWait called once when another process holds the lock
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeSetupLock(root, onWait) {
  const file = join(root, 'out/.setup-lock');
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), lock: randomUUID() });
  for (let told = false; !tryCreate(file, mine);) {
    if (takeOver(file)) continue;
    if (!told) onWait(String(ownerOf(file)?.pid ?? 'unknown'));
    told = true;
    await delay(200);
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (readText(file) === mine) rmSync(file, { force: true });
  };
}

/**
 * Whether a lock may be taken over. Pure: all it needs to know comes as arguments.
 * @param {{ owner: { pid: number, host: string } | null, ageMs: number, host: string, alive: (pid: number) => boolean }} lock
 * @returns {boolean}
 */
export function isAbandoned({ owner, ageMs, host, alive }) {
  // A lock without readable content is being written, or was torn by a crash: only its age tells.
  if (owner !== null && owner.host === host && !alive(owner.pid)) return true;
  return ageMs > staleMs;
}

/** @param {string} file */
function takeOver(file) {
  const guard = `${file}.takeover`;
  if (!tryCreate(guard, String(process.pid))) {
    if (ageOf(guard) > staleMs) rmSync(guard, { force: true });
    return false;
  }
  // Asked again under the guard: of two that saw the same dead owner, the second must not remove the first one's new lock.
  const lock = { owner: ownerOf(file), ageMs: ageOf(file), host: hostname(), alive: isAlive };
  const abandoned = isAbandoned(lock);
  if (abandoned) rmSync(file, { force: true });
  rmSync(guard, { force: true });
  return abandoned;
}

/** @param {string} file @param {string} content */
function tryCreate(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file @returns {{ pid: number, host: string } | null} */
function ownerOf(file) {
  try {
    /** @type {{ pid: number, host: string } | null} */
    const value = JSON.parse(readText(file));
    return typeof value?.pid === 'number' && typeof value?.host === 'string' ? value : null;
  } catch {
    // Half written or gone.
    return null;
  }
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Gone: given back in this moment.
    return '';
  }
}

/** @param {string} file */
function ageOf(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody cleaned out/; the work goes on, only unprotected.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
