import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { afterPack } from '../../../build/package/publisher.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const own = join(root, 'build/package/app-update.yml');

/** A package that is laid out, with the file that its updater reads; `signers` as electron-builder finds them. */
async function openPackage(electronPlatformName: string, signers: readonly string[] | null) {
  const appOutDir = await mkdtemp(join(tmpdir(), 'adjutant-publisher-'));
  onTestFinished(() => rm(appOutDir, { recursive: true }));
  const file = join(appOutDir, 'resources/app-update.yml');
  await mkdir(join(appOutDir, 'resources'));
  await copyFile(own, file);
  const packager = {
    getResourcesDir: (folder: string) => join(folder, 'resources'),
    signingManager: {
      value: Promise.resolve({ computedPublisherName: { value: Promise.resolve(signers) } }),
    },
  };
  return { pack: () => afterPack({ electronPlatformName, appOutDir, packager }), file };
}

const unsigned = await readFile(own, 'utf8');

test('packaging calls what writes the name of the publisher', async () => {
  const settings = await readFile(join(root, 'electron-builder.yml'), 'utf8');
  expect(settings.split('\n')).toContain('afterPack: build/package/publisher.mjs');
  expect(unsigned).not.toContain('publisherName');
});

test('a signed package for Windows keeps who signed it, once, and else what it had', async () => {
  const { pack, file } = await openPackage('win32', ['A "Quoted", Ltd. & Søn: #1']);
  await pack();
  await pack();
  // JSON is YAML.
  const line = String.raw`publisherName: ["A \"Quoted\", Ltd. & Søn: #1"]`;
  expect(await readFile(file, 'utf8')).toBe(`${unsigned}${line}\n`);
});

test.each([
  { what: 'an unsigned one for Windows', system: 'win32', signers: null },
  { what: 'one for Linux', system: 'linux', signers: ['Somebody'] },
  { what: 'one for macOS', system: 'darwin', signers: ['Somebody'] },
])('$what stays as it is', async ({ system, signers }) => {
  const { pack, file } = await openPackage(system, signers);
  await pack();
  expect(await readFile(file, 'utf8')).toBe(unsigned);
});
