import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { messageFiles } from '../../../main/store/message-files.ts';

const [one, two] = ['11111111-aaaa-bbbb-cccc-000000000001', '11111111-aaaa-bbbb-cccc-000000000002'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(id: string): Promise<void> {
  await mkdir(join(folder, 'files', id), { recursive: true });
  await writeFile(join(folder, 'files', id, 'a.txt'), 'words');
}

test('removes the files of the messages that are named, and nothing else', async () => {
  await Promise.all([put(one), put(two), put('other')]);
  const files = messageFiles(folder);

  await files.remove([one, 'none', '..', '.', '', 'other', '../files']);
  await files.remove([one]);

  expect((await readdir(join(folder, 'files'))).toSorted()).toEqual([two, 'other']);
});

test('tells of what is there for more than a day', async () => {
  await Promise.all([put(one), put(two), put('other')]);
  const before = new Date(Date.now() - 90_000_000);
  for (const id of [one, 'other']) await utimes(join(folder, 'files', id), before, before);

  expect(await messageFiles(folder).settled()).toEqual([one]);
  expect(await messageFiles(join(folder, 'none')).settled()).toEqual([]);
});
