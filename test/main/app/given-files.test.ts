import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GivenFiles } from '../../../main/app/given-files.ts';
import { accept } from '../../../main/store/inbox.ts';
import { givenFiles } from '../../../main/store/attachment.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { sampleIncoming } from '../../fakes/thread-samples.ts';

let root: string;
let db: Database;
let files: GivenFiles;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'adjutant-given-'));
  db = openDatabase(':memory:');
  files = new GivenFiles({
    root,
    list: async () => givenFiles(db, { limit: 10 }),
    folders: {
      look: async (path) => ({ path: `/folders/${path}`, bytes: 1, changedAt: 1 }),
      find: async () => ({ files: [], isWhole: true }),
    },
  });
});
afterEach(async () => {
  db.file.close();
  await rm(root, { recursive: true });
});

/** The owner gives a file at the desk, or somebody else does on another channel. */
async function give(id: string, bytes: string | Uint8Array, channel: 'desktop' | 'carbonvoice') {
  const path = `files/${id}/1-plan.txt`;
  await mkdir(join(root, 'files', id), { recursive: true });
  await writeFile(join(root, path), bytes);
  const file = { name: 'plan.txt', mimeType: 'text/plain', bytes: bytes.length, path };
  accept(db, sampleIncoming({ id, remoteId: id, channel, receivedAt: Number(id), files: [file] }));
}

test('what was given can be sent by its name, the newest first; all else is looked for in the folders', async () => {
  await give('1', 'old', 'desktop');
  await give('2', 'newer', 'desktop');

  expect(await files.look('plan.txt')).toEqual({
    ...{ path: join(root, 'files/2/1-plan.txt'), bytes: 5, changedAt: 2 },
  });
  expect(await files.look('other.txt')).toMatchObject({ path: '/folders/other.txt' });
});

test('its text can be read', async () => {
  await give('1', 'Oil, then the landlord: Müller.', 'desktop');

  expect(await files.read('plan.txt')).toEqual({
    ...{ name: 'plan.txt', text: 'Oil, then the landlord: Müller.' },
  });
});

test('nothing else of the computer can be read, nor what others sent', async () => {
  await give('1', 'theirs', 'carbonvoice');

  for (const name of ['plan.txt', '/etc/passwd', '../1/1-plan.txt']) {
    await expect(files.read(name)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
  }
});

test('what is no text is refused with a reason', async () => {
  await give('1', Uint8Array.of(0x25, 0xff, 0xfe), 'desktop');

  await expect(files.read('plan.txt')).rejects.toMatchObject({
    message: '"plan.txt" is no plain text and cannot be read.',
  });
});
