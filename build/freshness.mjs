import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mainEntries, rendererEntries } from './entries.mjs';

const sourceFolders = ['main', 'renderer', 'shared', 'build'];
const sourceFiles = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** What the last build leaves in out/build.json: the state of its sources and the files it wrote. */
/** @typedef {{ readonly key: string, readonly files: readonly string[] }} BuildStamp */

/**
 * A short text that changes when any source does: paths, sizes and times, since reading 300 files at every start is slow.
 * @param {string} root
 * @returns {string}
 */
export function sourceKey(root) {
  const hash = createHash('sha256');
  for (const folder of sourceFolders) addFolder(hash, root, folder);
  for (const file of sourceFiles) addFile(hash, root, file);
  return hash.digest('hex').slice(0, 32);
}

/**
 * The stamp of the last build, or null when there is none that can be read.
 * @param {string} root
 * @returns {BuildStamp | null}
 */
export function readBuildStamp(root) {
  try {
    /** @type {BuildStamp | null} */
    const stamp = JSON.parse(readFileSync(join(root, 'out/build.json'), 'utf8'));
    return typeof stamp?.key === 'string' && Array.isArray(stamp.files) ? stamp : null;
  } catch {
    // Absent or torn by a crash: both mean "build again".
    return null;
  }
}

/**
 * Whether out/ holds what the sources say now.
 * @param {string} root
 * @returns {boolean}
 */
export function isBuildFresh(root) {
  const stamp = readBuildStamp(root);
  if (!stamp || stamp.key !== sourceKey(root)) return false;
  return outputs().every((file) => existsSync(join(root, 'out', file)));
}

function outputs() {
  const scripts = Object.keys(mainEntries).map((name) => `main/${name}.js`);
  const pages = Object.keys(rendererEntries).map((name) => `renderer/${name}.html`);
  return [...scripts, 'main/preload.cjs', ...pages];
}

/** @param {import('node:crypto').Hash} hash @param {string} root @param {string} folder */
function addFolder(hash, root, folder) {
  /** @type {import('node:fs').Dirent[]} */
  let entries = [];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    // A missing folder is a state like any other; the build itself complains about what it needs.
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) addFolder(hash, root, path);
    else addFile(hash, root, path);
  }
}

/** @param {import('node:crypto').Hash} hash @param {string} root @param {string} file */
function addFile(hash, root, file) {
  const stat = statSync(join(root, file), { throwIfNoEntry: false });
  hash.update(`${file}\0${stat?.size ?? -1}\0${stat?.mtimeMs ?? 0}\n`);
}
