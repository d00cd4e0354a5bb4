import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFileIfAny, writeFileAtomically } from '../../../main/base/files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('replaces a file, for its owner only, and leaves nothing else', async () => {
  const path = join(folder, 'a.json');
  await writeFile(path, 'old', { mode: 0o644 });

  await writeFileAtomically(path, 'new');

  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['a.json']);
});

test('leaves nothing behind when it cannot replace', async () => {
  await expect(writeFileAtomically(folder, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/u);

  expect(await readdir(folder)).toEqual([]);
});

test('reads null where there is no file, and fails where it cannot read', async () => {
  expect(await readFileIfAny(join(folder, 'none'))).toBeNull();
  await expect(readFileIfAny(folder)).rejects.toThrow('EISDIR');
});
