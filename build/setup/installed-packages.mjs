import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {Readonly<Record<string, { readonly version?: string, readonly integrity?: string, readonly optional?: boolean, readonly peer?: boolean, readonly link?: boolean }>>} LockedPackages */

/**
 * Whether node_modules is what the lock file says. Cheap when our own mark is there; without it (somebody ran npm by
 * hand) npm's record of what it installed is compared, and the mark is set when it fits.
 * @param {string} root
 * @returns {boolean}
 */
export function arePackagesInstalled(root) {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const mark = markOf(root);
  if (readText(markFile(root)) === mark) return true;
  const wanted = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules/.package-lock.json'));
  if (!wanted || !installed || !fitsLock(wanted, installed)) return false;
  markPackagesInstalled(root);
  return true;
}

/**
 * Remembers that node_modules fits the lock file as both are now.
 * @param {string} root
 */
export function markPackagesInstalled(root) {
  const file = markFile(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, markOf(root));
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * Compares two lock files' packages: everything installed is as locked, and nothing is absent but what is optional (other
 * platforms' binaries, and packages whose build failed).
 * @param {LockedPackages} wanted
 * @param {LockedPackages} installed
 * @returns {boolean}
 */
export function fitsLock(wanted, installed) {
  for (const [path, found] of Object.entries(installed)) {
    const locked = wanted[path];
    // npm lists here what a package's own install script added below it; that is none of the lock's business.
    if (!locked && !isInside(path, wanted)) return false;
    if (locked && locked.version !== found.version) return false;
    if (locked?.integrity !== found.integrity && locked?.integrity && found.integrity) return false;
  }
  return Object.entries(wanted).every(
    ([path, locked]) => path === '' || locked.optional || locked.peer || installed[path],
  );
}

/** @param {string} path @param {LockedPackages} wanted */
function isInside(path, wanted) {
  const parent = path.slice(0, path.lastIndexOf('/node_modules/'));
  return parent !== path && wanted[parent] !== undefined;
}

/** The state of both sides: the lock's content, and when npm last wrote its own record. @param {string} root */
function markOf(root) {
  const record = statSync(join(root, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
  const lock = createHash('sha256')
    .update(readText(join(root, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform}-${process.arch} ${record?.mtimeMs ?? 0}`;
}

/** @param {string} root */
function markFile(root) {
  return join(root, 'node_modules/.cache/adjutant/packages');
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Absent is an answer, too.
    return '';
  }
}

/** @param {string} file @returns {LockedPackages | null} */
function readLock(file) {
  try {
    /** @type {{ packages?: LockedPackages } | null} */
    const lock = JSON.parse(readText(file));
    return lock?.packages ?? null;
  } catch {
    // Torn by a crash of npm.
    return null;
  }
}
