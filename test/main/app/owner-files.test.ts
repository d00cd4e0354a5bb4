import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderFiles } from '../../../main/app/owner-files.ts';

let home: string;
let files: FolderFiles;

async function put(path: string, text = 'x', changedAt = 1_700_000_000): Promise<void> {
  const whole = join(home, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, text);
  await utimes(whole, changedAt, changedAt);
}

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'adjutant-files-')));
  await put('Documents/Berlin/contract.pdf', 'contract', 1_700_000_900);
  await put('Documents/contract old.pdf');
  await put('Documents/.keys/contract.pem');
  await put('Documents/Adjutant/contract.db');
  await put('Documents/node_modules/contract/readme.md');
  await put('secret/contract.txt');
  files = new FolderFiles({
    folders: ['~/Documents', '~/Missing'],
    home,
    own: join(home, 'Documents/Adjutant'),
  });
});
afterEach(() => rm(home, { recursive: true }));

test.each([
  ['absolute', () => join(home, 'Documents/Berlin/contract.pdf')],
  ['from home', () => '~/Documents/Berlin/contract.pdf'],
  ['from the folder', () => 'Berlin/contract.pdf'],
  ['by a way around', () => '~/Documents/../Documents/./Berlin/contract.pdf'],
])('a file of the folders is found, its path %s', async (_name, path) => {
  expect(await files.look(path())).toEqual({
    path: join(home, 'Documents/Berlin/contract.pdf'),
    bytes: 8,
    changedAt: 1_700_000_900_000,
  });
});

test.each([
  '/etc/passwd',
  '~/secret/contract.txt',
  '~/Documents/../secret/contract.txt',
  '../secret/contract.txt',
  '~/Documents/.keys/contract.pem',
  '.keys/contract.pem',
  '~/Documents/Adjutant/contract.db',
  '~/Documents/none.pdf',
  '~/Documents/Berlin',
  '~',
  '~other/x',
  'Berlin/contract.pdf\0.txt',
  '',
])('%j is not offered', async (path) => {
  await expect(files.look(path)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
});

test('a symbolic link leads nowhere else', async () => {
  await symlink(join(home, 'secret'), join(home, 'Documents/open'));
  await symlink(join(home, 'secret/contract.txt'), join(home, 'Documents/contract link.txt'));
  for (const path of ['open/contract.txt', 'contract link.txt']) {
    await expect(files.look(path)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
  }
  const { files: found } = await files.find('contract', new AbortController().signal);
  expect(found.map(({ path }) => path)).not.toContain(join(home, 'Documents/contract link.txt'));
});

test('files are found by words of name and folder, the newest first, without what is hidden or ours', async () => {
  const { signal } = new AbortController();
  const found = await files.find('CONTRACT', signal);
  expect(found.isWhole).toBe(true);
  expect(found.files.map(({ path }) => path)).toEqual([
    join(home, 'Documents/Berlin/contract.pdf'),
    join(home, 'Documents/contract old.pdf'),
  ]);
  expect((await files.find('berlin pdf', signal)).files).toHaveLength(1);
  expect((await files.find('nothing', signal)).files).toEqual([]);
});

test('looking for files ends with the turn', async () => {
  await expect(files.find('contract', AbortSignal.abort())).rejects.toThrow('aborted');
});
