import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../main/store/database.ts';
import { readArchive } from '../../../../main/store/backup/read-archive.ts';
import { writeBackup } from '../../../../main/store/backup/write-backup.ts';
import { accept } from '../../../../main/store/inbox.ts';
import { sampleIncoming } from '../../../fakes/thread-samples.ts';
import { attachment, backupAt, openScene } from './backup-scene.ts';

test('holds everything of a home but the rest, for its owner only, and says what', async () => {
  await using scene = await openScene();

  const report = await scene.backup();

  const { size, mode } = await stat(scene.path);
  expect(report).toEqual({
    ...{ path: scene.path, bytes: size, createdAt: backupAt, messageFiles: 1 },
    counts: { messages: 2, calls: 0, notes: 0 },
    holds: ['adjutant.db', 'settings.json', 'webhook-paths.json'],
  });
  expect(mode & 0o777).toBe(0o600);
  const { files } = await readArchive(scene.path, { folder: null });
  expect(files.map(({ path }) => path)).toEqual([...report.holds, attachment]);
  const raw = gunzipSync(await readFile(scene.path)).toString('latin1');
  expect(raw).toContain('The plan.');
  expect(raw).not.toContain('not to be kept');
});

test('is of one instant while an instance writes, and holds nobody up', async () => {
  await using scene = await openScene();
  const writer = openDatabase(join(scene.home, 'adjutant.db'));
  writer.file.exec('BEGIN IMMEDIATE');
  accept(writer, sampleIncoming({ remoteId: 'not yet committed' }));

  const { counts } = await scene.backup();

  expect(counts.messages).toBe(2);
  writer.file.exec('COMMIT');
  expect((await scene.backup({ force: true })).counts.messages).toBe(3);
  writer.file.close();
});

test('leaves out what was deleted, and does not change the data file', async () => {
  await using scene = await openScene();
  scene.change(({ file }) =>
    file.exec("DELETE FROM inbox; DELETE FROM message WHERE text = 'zanzibar'"),
  );
  const before = await readFile(join(scene.home, 'adjutant.db'));

  await scene.backup();

  expect(await readFile(join(scene.home, 'adjutant.db'))).toEqual(before);
  expect(gunzipSync(await readFile(scene.path)).includes('zanzibar')).toBe(false);
});

test('leaves out what is still being copied or fetched', async () => {
  await using scene = await openScene();
  await scene.put(`${attachment}.part`, 'half');

  await scene.backup();

  const { files } = await readArchive(scene.path, { folder: null });
  expect(files.map(({ path }) => path)).toContain(attachment);
  expect(files.map(({ path }) => path)).not.toContain(`${attachment}.part`);
});

test('replaces nothing unless told so', async () => {
  await using scene = await openScene();
  await writeFile(scene.path, 'mine');

  await expect(scene.backup()).rejects.toThrow('already');
  expect(await readFile(scene.path, 'utf8')).toBe('mine');

  await scene.backup({ force: true });
  expect((await readArchive(scene.path, { folder: null })).counts.messages).toBe(2);
});

test.each([
  ['none/a.backup', 'there is no such folder'],
  ['home', 'it is a folder'],
  ['home/settings.json/a.backup', 'there is no such folder'],
])('refuses %s with a sentence and leaves nothing behind', async (name, sentence) => {
  await using scene = await openScene();
  const before = await scene.everything();

  await expect(scene.backup({ path: join(scene.root, name) })).rejects.toThrow(sentence);

  expect(await scene.everything()).toEqual(before);
  expect(await readdir(scene.root)).toEqual(['home']);
});

test('refuses an empty home and a damaged data file, and leaves nothing behind', async () => {
  await using scene = await openScene();
  const home = join(scene.root, 'empty');
  await mkdir(home);
  await expect(writeBackup({ home, path: scene.path, force: false, now: 1 })).rejects.toThrow(
    'nothing to back up',
  );
  const damaged = join(scene.home, 'adjutant.db');
  const bytes = await readFile(damaged);
  bytes.fill(0xaa, 4096 * 3, 4096 * 5);
  await writeFile(damaged, bytes);

  await expect(scene.backup()).rejects.toThrow('backup');

  expect((await readdir(scene.root)).toSorted()).toEqual(['empty', 'home']);
  expect((await readdir(scene.home)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('takes a data file of an earlier schema as it is', async () => {
  await using scene = await openScene();
  const fixture = new URL('../../../fixtures/store/schema-1.sql', import.meta.url);
  const path = join(scene.root, 'old', 'adjutant.db');
  await mkdir(join(scene.root, 'old'));
  const file = new DatabaseSync(path);
  file.exec(`BEGIN; ${await readFile(fixture, 'utf8')} COMMIT`);
  file.close();

  await writeBackup({ home: join(scene.root, 'old'), path: scene.path, force: false, now: 1 });

  expect(await readArchive(scene.path, { folder: null })).toMatchObject({
    schema: 1,
    counts: { messages: 7, calls: 0, notes: 2 },
  });
});
