import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeDatabase, openDatabase, openUnchanged } from '../../../main/store/database.ts';
import { insertMessage, pageAfter } from '../../../main/store/message.ts';
import { sampleLine } from '../../fakes/call-samples.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-read-only-'));
  path = join(folder, 'home', 'a.db');
  await mkdir(join(folder, 'home'));
  const db = openDatabase(path);
  insertMessage(db, sampleLine('line-1', 'Kept.', { at: 1 }));
  closeDatabase(db);
  // They may stay as long as this process lives, and with them anybody could read it.
  for (const end of ['-wal', '-shm']) await rm(`${path}${end}`, { force: true });
});
afterEach(async () => {
  await chmod(join(folder, 'home'), 0o700);
  await rm(folder, { recursive: true });
});

test('what lies there is read, and nothing is made beside it', async () => {
  const db = openUnchanged(path);
  expect(pageAfter(db, { after: null, since: 0, limit: 9 })).toMatchObject([{ text: 'Kept.' }]);
  expect(await readdir(join(folder, 'home'))).toEqual(['a.db']);
  closeDatabase(db);
});

test('what a log of changes holds besides is not left out unsaid', async () => {
  const db = openDatabase(path);
  insertMessage(db, sampleLine('line-2', 'In the log.', { at: 2 }));
  await mkdir(join(folder, 'copy'));
  for (const name of ['a.db', 'a.db-wal']) {
    await copyFile(join(folder, 'home', name), join(folder, 'copy', name));
  }
  closeDatabase(db);
  expect(() => openUnchanged(join(folder, 'copy', 'a.db'))).toThrow(
    expect.objectContaining({
      code: 'STORE_READ_ONLY',
      message: expect.stringContaining('log of changes'),
      remedy: expect.stringContaining('Copy the home'),
    }),
  );
});

test('a file of an earlier schema is refused with what to do, and left as it is', async () => {
  const file = new DatabaseSync(path);
  file.exec('PRAGMA user_version = 1');
  file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  file.close();
  const before = await readFile(path);
  expect(() => openUnchanged(path)).toThrow(
    expect.objectContaining({
      code: 'STORE_READ_ONLY',
      remedy: expect.stringContaining('Copy the home'),
    }),
  );
  expect(await readFile(path)).toEqual(before);
});

// Rights say nothing on Windows, nor to root: then it is somebody else who reads.
const nobody = { uid: 65_534, gid: 65_534 };
test.skipIf(process.platform === 'win32')(
  'a folder that cannot be written is no reason not to read what is in it',
  async () => {
    await chmod(folder, 0o755);
    await chmod(path, 0o644);
    await chmod(join(folder, 'home'), 0o555);
    const script = `
      const { openToRead } = await import(${JSON.stringify(source('database'))});
      const { pageAfter } = await import(${JSON.stringify(source('message'))});
      console.log(pageAfter(openToRead(process.argv[1]), { after: null, since: 0, limit: 9 })[0].text);`;
    const args = ['--input-type=module', '--eval', script, path];
    const isRoot = process.getuid?.() === 0;
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      ...{ encoding: 'utf8', env: {}, cwd: folder },
      ...(isRoot && nobody),
    });
    expect([stdout, stderr]).toEqual(['Kept.\n', '']);
  },
);

function source(name: string): string {
  return new URL(`../../../main/store/${name}.ts`, import.meta.url).href;
}
