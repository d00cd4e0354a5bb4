import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBuildStamp } from '../freshness.mjs';
import { drawAppIcon, drawIcns, drawIco, linuxSizes } from './app-icon.mjs';

/** The licences of what is bundled, as the builds of the app and of its page wrote them down. */
const licences = ['main/licences.md', 'renderer/licences.md'];
/** Entries of the page without a desktop (a package has no Node that would run them), and what lies beside the app. */
const left = new Set(['main/headless.js', ...licences]);

/**
 * Lays out in `<root>/out/package` what a package is made of: of the last build exactly its own files, never one that an
 * earlier build left, the icons, and the licences of all packages whose code is in it.
 * @param {string} root
 * @returns {readonly string[]} the files of the app, relative to its folder `out`
 */
export function stagePackage(root) {
  const built = readBuildStamp(root)?.files ?? [];
  if (built.length === 0) throw new Error('there is no build to package');
  const folder = join(root, 'out/package');
  rmSync(folder, { recursive: true, force: true });
  const files = built.filter((file) => !left.has(file));
  for (const file of files) {
    const target = join(folder, 'app', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, 'out', file), target);
  }
  writeIcons(join(folder, 'icons'));
  const texts = licences.map((file) => readFileSync(join(root, 'out', file), 'utf8'));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENCES.md'), texts.join('\n'));
  return files;
}

/** @param {string} folder */
function writeIcons(folder) {
  mkdirSync(join(folder, 'linux'), { recursive: true });
  for (const size of linuxSizes) {
    writeFileSync(join(folder, `linux/${size}x${size}.png`), drawAppIcon(size));
  }
  writeFileSync(join(folder, 'icon.ico'), drawIco());
  writeFileSync(join(folder, 'icon.icns'), drawIcns());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = stagePackage(fileURLToPath(new URL('../..', import.meta.url)));
  console.error(`[package] ${files.length} files and the icons are laid out in out/package`);
}
