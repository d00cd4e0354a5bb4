import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskShelf, maxOutgoingBytes } from '../../../main/store/disk-shelf.ts';

let home: string;
let shelf: DiskShelf;
let source: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-shelf-'));
  shelf = new DiskShelf(home);
  source = join(home, 'report.pdf');
  await writeFile(source, 'content', { mode: 0o644 });
});
afterEach(() => rm(home, { recursive: true }));

function keep(name = 'report.pdf') {
  return shelf.keep('m1', { position: 0, name, path: source });
}

describe('a file of the owner’s', () => {
  test('is copied for the owner only, and stays when the original goes', async () => {
    const kept = await keep();
    await rm(source);

    expect(kept).toEqual({ path: 'files/m1/1-report.pdf', bytes: 7 });
    const blob = await shelf.open(kept.path, 'application/pdf');
    expect(await blob.text()).toBe('content');
    expect({ size: blob.size, type: blob.type }).toEqual({ size: 7, type: 'application/pdf' });
    expect((await stat(join(home, kept.path))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'files/m1'))).mode & 0o777).toBe(0o700);
  });

  test('is looked at before anything is done with it', async () => {
    expect(await shelf.check(source)).toBe(7);
    await mkdir(join(home, 'folder'));
    await writeFile(join(home, 'large'), '');
    await truncate(join(home, 'large'), maxOutgoingBytes + 1);

    for (const [path, sentence] of [
      [join(home, 'missing.pdf'), 'missing.pdf does not exist.'],
      [join(source, 'x'), 'x does not exist.'],
      [join(home, 'folder'), 'folder is no file.'],
      [join(home, 'large'), 'large is larger than 100 MB.'],
      ['report.pdf', 'report.pdf is no absolute path.'],
      [`/${'x'.repeat(300)}`, `${'x'.repeat(300)} has a name that is too long.`],
    ] as const) {
      await expect(shelf.check(path)).rejects.toMatchObject({ kind: 'refused', message: sentence });
    }
  });

  test.skipIf(process.getuid?.() === 0)('that may not be read is refused', async () => {
    await chmod(source, 0);

    await expect(shelf.check(source)).rejects.toMatchObject({ kind: 'refused' });
  });

  test('that is gone before it is copied leaves nothing behind', async () => {
    await rm(source);

    await expect(keep()).rejects.toMatchObject({
      ...{ kind: 'refused', message: 'report.pdf could not be copied: it does not exist.' },
    });

    expect(await readdir(join(home, 'files/m1'))).toEqual([]);
  });

  test('cannot be named out of its folder', async () => {
    const { path } = await keep('../../../evil\n.pdf');

    expect(path).toMatch(/^files\/m1\/1-[^/]+$/);
    expect(await readFile(join(home, path), 'utf8')).toBe('content');
  });
});

test.each(['../report.pdf', 'files/m1/../../report.pdf', '/etc/passwd', 'files/m1/', ''])(
  'opens nothing but its own: %j',
  async (path) => {
    await expect(shelf.open(path, 'text/plain')).rejects.toMatchObject({ kind: 'refused' });
  },
);

test('tells that bytes are gone', async () => {
  await expect(shelf.open('files/m1/1-x.pdf', 'a/b')).rejects.toMatchObject({
    message: '1-x.pdf is gone from the data folder.',
  });
});

test('removes the files of the messages that are named, and nothing else', async () => {
  const ids = ['11111111-aaaa-bbbb-cccc-000000000001', '11111111-aaaa-bbbb-cccc-000000000002'];
  for (const id of [...ids, 'other']) {
    await shelf.keep(id, { position: 0, name: 'a', path: source });
  }

  await shelf.remove([ids[0] ?? '', 'none', '..', '.', '', 'other', '../files']);
  await shelf.remove([ids[0] ?? '']);

  expect((await readdir(join(home, 'files'))).toSorted()).toEqual([ids[1], 'other']);
});

test('sweeps away what an earlier run left for no message', async () => {
  await keep();
  await shelf.keep('m2', { position: 0, name: 'a', path: source });

  await new DiskShelf(home).sweep((messageId) => Promise.resolve(messageId === 'm2'));

  expect(await readdir(join(home, 'files'))).toEqual(['m2']);
});

test('leaves alone what this run has made, which may not be written down yet', async () => {
  await keep();

  await shelf.sweep(() => Promise.resolve(false));

  expect(await readdir(join(home, 'files'))).toEqual(['m1']);
});

test.skipIf(process.platform === 'win32')(
  'removes the others where one cannot be, and tells of it',
  async () => {
    const ids = [1, 2].map((n) => `11111111-aaaa-bbbb-cccc-00000000000${n}`);
    for (const id of ids) await shelf.keep(id, { position: 0, name: 'a', path: source });
    // Deeper than any path may be long.
    const dig = 'd=$(printf %0200d 0); for i in $(seq 30); do mkdir $d && cd $d || break; done';
    execFileSync('sh', ['-c', dig], { cwd: join(home, 'files', ids[0] ?? ''), stdio: 'ignore' });
    try {
      await expect(shelf.remove(ids)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
      expect(await readdir(join(home, 'files'))).toEqual([ids[0]]);

      const kept = await shelf.keep(ids[1] ?? '', { position: 0, name: 'a', path: source });
      const sweeping = new DiskShelf(home).sweep(() => Promise.resolve(false));
      await expect(sweeping).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
      await expect(shelf.open(kept.path, 'a/b')).rejects.toMatchObject({ kind: 'refused' });
    } finally {
      execFileSync('rm', ['-rf', join(home, 'files')]);
    }
  },
);

test('sweeps a home that has no files yet', async () => {
  await expect(shelf.sweep(() => Promise.resolve(true))).resolves.toBeUndefined();
});
