import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingEntries } from './entries.mjs';
import { readBuildStamp, sourceKey } from './freshness.mjs';

// Node 24 reads the TypeScript of the configurations by itself: no second bundling just for them.

/**
 * Builds everything into `<root>/out`. The files appear at the end, one rename each, so that a failed or killed build
 * leaves the last good one; the previous build's chunks stay until the next one, because a running app may still load them.
 * @param {string} root
 * @param {{ readonly clean?: boolean }} [options] `clean` removes everything else from out/ (for packages).
 * @returns {Promise<readonly string[]>} the files written, relative to out/
 */
export async function buildAll(root, options = {}) {
  const missing = missingEntries(root);
  if (missing.length > 0) throw new Error(`cannot build: missing ${missing.join(', ')}`);
  const key = sourceKey(root);
  const out = join(root, 'out');
  removeAbandonedStagings(out);
  const staging = join(out, `staging-${process.pid}`);
  try {
    await bundle(staging);
    const files = listFiles(staging);
    const previous = readBuildStamp(root)?.files ?? [];
    if (options.clean) removeOthers(out, []);
    else removeOthers(out, [...files, ...previous]);
    for (const file of files) {
      mkdirSync(dirname(join(out, file)), { recursive: true });
      renameSync(join(staging, file), join(out, file));
    }
    writeStamp(out, { key, files });
    return files;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** @param {string} staging */
async function bundle(staging) {
  // Also where tests ask for it: else React's development build would stand there as if it were fresh.
  process.env['NODE_ENV'] = 'production';
  const { build, mergeConfig } = await import('vite');
  const [main, preload, renderer] = await Promise.all([
    import('./vite.main.config.ts'),
    import('./vite.preload.config.ts'),
    import('./vite.renderer.config.ts'),
  ]);
  const runs = [
    { config: main.default, folder: 'main' },
    { config: preload.default, folder: 'main' },
    { config: renderer.default, folder: 'renderer' },
  ];
  for (const { config, folder } of runs) {
    const inline = { configFile: false, build: { outDir: join(staging, folder) } };
    await build(mergeConfig(config, inline));
  }
}

/** Of builds that were killed. The set-up's lock keeps two builds from running at once. @param {string} out */
function removeAbandonedStagings(out) {
  if (!existsSync(out)) return;
  for (const name of readdirSync(out).filter((entry) => entry.startsWith('staging-'))) {
    rmSync(join(out, name), { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** @param {string} out @param {readonly string[]} keep */
function removeOthers(out, keep) {
  const wanted = new Set(keep);
  for (const part of ['main', 'renderer']) {
    if (!existsSync(join(out, part))) continue;
    for (const file of listFiles(join(out, part))) {
      if (!wanted.has(`${part}/${file}`)) rmSync(join(out, part, file), { force: true });
    }
  }
}

/** @param {string} out @param {import('./freshness.mjs').BuildStamp} stamp */
function writeStamp(out, stamp) {
  const file = join(out, 'build.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(stamp, null, 1)}\n`);
  renameSync(`${file}.new`, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const startedAt = performance.now();
  try {
    const files = await buildAll(root, { clean: process.argv.includes('--clean') });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.error(`[build] ${files.length} files in ${seconds} s`);
  } catch (error) {
    console.error(`[build] ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
