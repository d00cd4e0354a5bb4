import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { create } from 'tar';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../../../../main/store/backup/read-archive.ts';
import { stageRestore } from '../../../../main/store/backup/stage-restore.ts';
import { migrations } from '../../../../main/store/migrations/index.ts';
import { StoreError } from '../../../../shared/errors.ts';
import { openScene } from './backup-scene.ts';
import type { BackupScene } from './backup-scene.ts';

type Entry = { readonly path: string; readonly bytes: number; readonly sha256: string };
type Draft = { format: string; version: number; schema: number; files: Entry[] } & Record<
  string,
  unknown
>;

/** Takes a good backup apart, has it changed, and packs what is in the folder under these names. */
async function rebuild(
  scene: BackupScene,
  change: (draft: Draft, folder: string) => Promise<readonly string[] | void>,
): Promise<void> {
  await scene.backup();
  const folder = join(scene.root, 'apart');
  await mkdir(folder);
  const draft = { ...(await readArchive(scene.path, { folder })) } as unknown as Draft;
  draft.files = [...draft.files];
  const names = await change(draft, folder);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(draft));
  const all = names ?? ['manifest.json', ...draft.files.map(({ path }) => path)];
  await create({ cwd: folder, gzip: true, file: scene.path, preservePaths: true }, [...all]);
}

async function put(folder: string, path: string, content: string): Promise<Entry> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path, bytes: Buffer.byteLength(content), sha256 };
}

/** Refused with a sentence, and nothing in or beside the home is other than before. */
async function expectRefusal(scene: BackupScene): Promise<void> {
  const before = await scene.everything();
  const around = await readdir(scene.root);
  await expect(stageRestore(scene.home, scene.path)).rejects.toThrow(StoreError);
  expect(await scene.everything()).toEqual(before);
  expect(await readdir(scene.root)).toEqual(around);
}

describe('a backup is refused', () => {
  test('that is cut off anywhere', async () => {
    await using scene = await openScene();
    await scene.backup();
    const bytes = await readFile(scene.path);
    const cuts = fc.integer({ min: 0, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(cuts, async (length) => {
        await writeFile(scene.path, bytes.subarray(0, length));
        await expectRefusal(scene);
      }),
      { numRuns: 6 },
    );
  });

  test('in which any byte was changed', async () => {
    await using scene = await openScene();
    await scene.backup();
    const plain = gunzipSync(await readFile(scene.path));
    // What tar fills its blocks up with, and some of its headers, carry nothing; every byte of a file counts.
    const start = plain.indexOf('SQLite format 3');
    const places = fc.integer({ min: start, max: start + 200_000 });
    await fc.assert(
      fc.asyncProperty(places, async (place) => {
        const changed = Buffer.from(plain);
        changed.writeUInt8((plain.readUInt8(place) + 1) % 256, place);
        await writeFile(scene.path, gzipSync(changed));
        await expectRefusal(scene);
      }),
      { numRuns: 4 },
    );
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(10_240)],
    ['words', Buffer.from('no archive at all\n'.repeat(100))],
    ['packed words', gzipSync('no archive at all\n'.repeat(100))],
    ['packed zeros', gzipSync(Buffer.alloc(50_000_000))],
  ])('that is %s', async (_, content) => {
    await using scene = await openScene();
    await writeFile(scene.path, content);
    await expectRefusal(scene);
  });

  test.each<[string, (draft: Draft) => void]>([
    ['of another program', (draft) => void (draft.format = 'other')],
    ['of a later form', (draft) => void (draft.version = 2)],
    ['of a newer schema', (draft) => void (draft.schema = migrations.length + 1)],
    ['of a schema that its data file is not of', (draft) => void (draft.schema = 1)],
    ['with other counts', (draft) => void (draft['counts'] = { messages: 9, calls: 0, notes: 0 })],
    ['without a data file', (draft) => void draft.files.shift()],
    ['with a file twice', (draft) => void draft.files.push(...draft.files.slice(-1))],
    [
      'with an absurd size',
      (draft) =>
        void draft.files.push({ path: 'files/a/b', bytes: 2 ** 52, sha256: 'a'.repeat(64) }),
    ],
    [
      'whose end is missing',
      (draft) => void draft.files.push({ path: 'files/a/b', bytes: 1, sha256: 'a'.repeat(64) }),
    ],
  ])('%s', async (_, change) => {
    await using scene = await openScene();
    await rebuild(scene, async (draft) => {
      const names = ['manifest.json', ...draft.files.map(({ path }) => path)];
      change(draft);
      return names;
    });
    await expectRefusal(scene);
  });

  test.each([
    '../escaped',
    'files/../../escaped',
    'files/../settings.json',
    'files/..',
    'files/a/..',
    'files/a/../../escaped',
    'files/a/b/c',
    '/tmp/escaped',
    'instance.lock',
    'manifest.json',
    'settings.json/x',
  ])('with the path %s', async (path) => {
    await using scene = await openScene();
    await rebuild(scene, async (draft, folder) => {
      const { sha256 } = await put(folder, 'payload', 'x');
      draft.files.push({ path, bytes: 1, sha256 });
      return ['manifest.json', ...draft.files.slice(0, -1).map((entry) => entry.path), 'payload'];
    });
    await expectRefusal(scene);
  });

  test('with something that its list does not name, or a link', async () => {
    await using extra = await openScene();
    await rebuild(extra, async (draft, folder) => {
      await put(folder, 'files/a/b', 'x');
      return ['manifest.json', ...draft.files.map(({ path }) => path), 'files/a/b'];
    });
    await expectRefusal(extra);

    await using linked = await openScene();
    await rebuild(linked, async (draft, folder) => {
      await mkdir(join(folder, 'files', 'a'), { recursive: true });
      await symlink('/etc/passwd', join(folder, 'files', 'a', 'b'));
      draft.files.push({ path: 'files/a/b', bytes: 0, sha256: createHash('sha256').digest('hex') });
    });
    await expectRefusal(linked);
  });

  test('whose data file is none', async () => {
    await using scene = await openScene();
    await rebuild(scene, async (draft, folder) => {
      draft.files[0] = await put(folder, 'adjutant.db', 'words '.repeat(2000));
    });
    await expectRefusal(scene);
  });
});
