import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildAll } from '../../build/build.mjs';
import { mainEntries, missingEntries, preloadEntry } from '../../build/entries.mjs';
import { isBuildFresh, readBuildStamp, sourceKey } from '../../build/freshness.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fresh-'));
  put('main/headless.ts');
  put('package.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, text = ''): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** As a build leaves it. */
function putBuild(): void {
  for (const name of Object.keys(mainEntries)) put(`out/main/${name}.js`);
  for (const file of ['main/preload.cjs', 'renderer/index.html', 'renderer/enter.html']) {
    put(`out/${file}`);
  }
  put('out/build.json', JSON.stringify({ key: sourceKey(root), files: [] }));
}

test('a build is fresh until a source is edited, added or removed', () => {
  putBuild();
  expect(isBuildFresh(root)).toBe(true);
  utimesSync(join(root, 'main/headless.ts'), 1, 1);
  expect(isBuildFresh(root)).toBe(false);
  putBuild();
  put('renderer/deep/in/New.tsx');
  expect(isBuildFresh(root)).toBe(false);
  putBuild();
  rmSync(join(root, 'renderer/deep/in/New.tsx'));
  expect(isBuildFresh(root)).toBe(false);
});

test('a build is not fresh without its files or its stamp', () => {
  putBuild();
  rmSync(join(root, 'out/main/cli.js'));
  expect(isBuildFresh(root)).toBe(false);
  putBuild();
  put('out/build.json', '{"key":');
  expect(readBuildStamp(root)).toBeNull();
  expect(isBuildFresh(root)).toBe(false);
});

test('an entry without a source stops the build with its name', async () => {
  expect(missingEntries(root)).not.toContain('main/headless.ts');
  expect(missingEntries(root)).toContain(preloadEntry);
  await expect(buildAll(root)).rejects.toThrow(preloadEntry);
});

test('every entry of this repository has a source', () => {
  const repository = new URL('../..', import.meta.url).pathname;
  expect(missingEntries(repository)).toEqual([]);
});
