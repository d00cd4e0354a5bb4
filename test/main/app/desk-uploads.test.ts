import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../main/base/ids.ts';
import { composerHandlers } from '../../../main/app/composer-requests.ts';
import { DeskUploads } from '../../../main/app/desk-uploads.ts';
import { DiskShelf } from '../../../main/store/disk-shelf.ts';
import { Desk, DeskChannel } from '../../../main/thread/desk.ts';
import { maxUploadBytes } from '../../../shared/uploads.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { ThreadScene } from '../thread/thread-scene.ts';

let folder: string;
let clock: FakeClock;
let uploads: DeskUploads;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-uploads-'));
  clock = new FakeClock(1000);
  uploads = new DeskUploads({ shelf: new DiskShelf(folder), clock });
});
afterEach(() => rm(folder, { recursive: true }));

const files = () => readdir(join(folder, 'files')).catch(() => []);

async function upload(name: string, text: string): Promise<string> {
  const data = Buffer.from(text);
  const uploadId = await uploads.begin({ name, bytes: data.length });
  const half = data.length >> 1;
  await uploads.append({ uploadId, at: 0, data: data.subarray(0, half) });
  await uploads.append({ uploadId, at: half, data: data.subarray(half) });
  return uploadId;
}

/** The composer over a thread on a data file in memory. */
function setUp() {
  const scene = new ThreadScene({ channels: (ledger) => [new DeskChannel(ledger)] });
  const { inbox, news, gate, turns } = scene;
  const desk = new Desk({ inbox, news, gate, clock: scene.clock });
  return {
    scene,
    ask: composerHandlers({
      desk,
      turns,
      uploads,
      reader: scene.ledger,
      readAloud: { isFor: () => false, wish: () => {} },
    }),
  };
}

test('a file goes with the message: in the ledger, on the disk for the owner only, and told to the agent', async () => {
  const { scene, ask } = setUp();
  const uploadId = await upload('Lease.pdf', 'the lease');

  const { messageId } = await ask['message:send']({
    id: newId(),
    text: 'File this',
    uploadIds: [uploadId],
  });
  await scene.inbox.idle();

  const path = `files/${messageId}/1-Lease.pdf`;
  expect(scene.message(messageId)).toMatchObject({
    ...{ text: 'File this', delivery: 'handled' },
    attachments: [
      {
        kind: 'file',
        name: 'Lease.pdf',
        mimeType: 'application/pdf',
        bytes: 9,
        state: 'fetched',
        path,
      },
    ],
  });
  expect(await readFile(join(folder, path), 'utf8')).toBe('the lease');
  expect((await stat(join(folder, path))).mode & 0o777).toBe(0o600);
  expect(scene.agent.heard).toEqual(['File this\n\n> Attached: Lease.pdf, PDF, 9 bytes']);
  expect(await files()).toEqual([messageId]);
});

test('a message may be files alone, and says which', async () => {
  const { scene, ask } = setUp();
  const uploadId = await upload('Lease.pdf', 'the lease');

  const { messageId } = await ask['message:send']({ id: newId(), text: '', uploadIds: [uploadId] });
  await scene.inbox.idle();

  expect(scene.message(messageId)?.text).toBe('Lease.pdf, PDF, 9 bytes');
  expect(scene.agent.heard).toEqual(['> Attached: Lease.pdf, PDF, 9 bytes']);
});

test('a message that is sent again under its id is kept once, with its files', async () => {
  const { scene, ask } = setUp();
  const message = { id: newId(), text: 'File this', uploadIds: [await upload('a.txt', 'a')] };

  const both = await Promise.all([ask['message:send'](message), ask['message:send'](message)]);
  await scene.inbox.idle();
  const late = await ask['message:send'](message);

  expect([...both, late]).toEqual(Array.from({ length: 3 }, () => ({ messageId: message.id })));
  expect(scene.texts('in')).toEqual(['File this']);
  expect(scene.agent.heard).toHaveLength(1);
  expect(await files()).toEqual([message.id]);
});

test('what is too large is refused before a byte of it comes, and leaves nothing', async () => {
  const begun = uploads.begin({ name: 'film.mov', bytes: maxUploadBytes + 1 });

  await expect(begun).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
  expect(await files()).toEqual([]);
});

test.each(['../../etc/passwd', '..', 'a\0b', '\u202Egpj.exe', 'CON', '', 'x'.repeat(4000)])(
  'the name %j leads nowhere else',
  async (name) => {
    const { ask } = setUp();
    const uploadId = await upload(name, 'x');

    const { messageId } = await ask['message:send']({
      id: newId(),
      text: 'Hi',
      uploadIds: [uploadId],
    });

    expect(await files()).toEqual([messageId]);
    const [kept = ''] = await readdir(join(folder, 'files', messageId));
    expect(kept).toMatch(/^1-[^/\\\p{Cc}\p{Cf}]+$/u);
  },
);

test('a piece that comes twice counts once; one that does not fit is refused', async () => {
  const uploadId = await uploads.begin({ name: 'a.txt', bytes: 4 });
  const [ab, cd] = [Buffer.from('ab'), Buffer.from('cd')];

  expect(await uploads.append({ uploadId, at: 0, data: ab })).toBe(2);
  expect(await uploads.append({ uploadId, at: 0, data: ab })).toBe(2);
  await expect(uploads.append({ uploadId, at: 3, data: cd })).rejects.toMatchObject({
    code: 'FILE_UNUSABLE',
  });
  await expect(uploads.append({ uploadId, at: 2, data: Buffer.from('cde') })).rejects.toMatchObject(
    { code: 'FILE_UNUSABLE' },
  );
  expect(await uploads.append({ uploadId, at: 2, data: cd })).toBe(4);
});

test('half a file goes with no message, and the message is not kept', async () => {
  const { scene, ask } = setUp();
  const uploadId = await uploads.begin({ name: 'a.txt', bytes: 4 });

  const sent = ask['message:send']({ id: newId(), text: 'Hi', uploadIds: [uploadId] });

  await expect(sent).rejects.toMatchObject({ code: 'FILE_UNUSABLE' });
  expect(scene.ledger.messages.size).toBe(0);
});

test('what is taken out again, or forgotten by a page, is gone from the disk', async () => {
  const dropped = await upload('a.txt', 'a');
  await uploads.drop(dropped);
  await uploads.drop(dropped);
  expect(await files()).toEqual([]);

  await upload('b.txt', 'b');
  clock.advance(13 * 3_600_000);
  const late = await upload('c.txt', 'c');

  await expect.poll(files).toEqual([late]);
});

test('so many files wait for a message and no more', async () => {
  for (let count = 0; count < 30; count += 1) await uploads.begin({ name: 'a', bytes: 1 });

  await expect(uploads.begin({ name: 'a', bytes: 1 })).rejects.toMatchObject({
    code: 'FILE_UNUSABLE',
  });
});
