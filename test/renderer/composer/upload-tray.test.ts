import { expect, test } from 'vitest';
import type { Bridge } from '../../../renderer/bridge.ts';
import { UploadTray } from '../../../renderer/composer/upload-tray.ts';
import { RefusedError } from '../../../shared/errors.ts';
import { maxUploadBytes, maxUploads, uploadPieceBytes } from '../../../shared/uploads.ts';

type Asked = { readonly name: string; readonly payload: Record<string, unknown> };

/** A main that takes everything, unless a test has it refuse. */
function setUp() {
  const asked: Asked[] = [];
  const taken: string[] = [];
  let refusal: Error | null = null;
  let begun = 0;
  const request = async (name: string, payload: Record<string, unknown>) => {
    asked.push({ name, payload });
    await Promise.resolve();
    if (refusal) throw refusal;
    if (name === 'upload:begin') return { uploadId: `upload-${(begun += 1)}` };
    if (name !== 'upload:append') return {};
    const data = Buffer.from(String(payload['data']), 'base64');
    taken.push(data.toString());
    return { received: Number(payload['at']) + data.length };
  };
  const tray = new UploadTray(request as unknown as Bridge['request']);
  const names = () => asked.map(({ name }) => name);
  const refuse = (error: Error) => (refusal = error);
  return { tray, asked, taken, names, refuse, files: () => tray.store.getState().files };
}

test('a file is given piece by piece, and is whole when the last one is taken', async () => {
  const { tray, taken, files } = setUp();
  const text = 'ä'.repeat(uploadPieceBytes);

  tray.add([new File([text], 'long.txt')]);

  await expect.poll(() => files()[0]?.uploadId, { timeout: 20_000 }).toBe('upload-1');
  expect(taken).toHaveLength(2);
  expect(taken.join('')).toBe(text);
  expect(files()).toMatchObject([{ name: 'long.txt', taken: 2 * uploadPieceBytes, problem: null }]);
});

test('what is too large is refused before anything is asked', () => {
  const { tray, asked, files } = setUp();

  const large = { name: 'film.mov', size: maxUploadBytes + 1 } as File;
  tray.add([large]);

  expect(files()[0]?.problem).toBe('It is larger than 100 MB.');
  expect(asked).toHaveLength(0);
});

test('more files than go with a message are not added, and it is said', () => {
  const { tray, files } = setUp();

  tray.add(Array.from({ length: maxUploads + 1 }, () => new File(['x'], 'x')));

  expect(files()).toHaveLength(maxUploads);
  expect(tray.store.getState().refused).toBe('At most 10 files go with one message.');
});

test('a refusal is told at the file', async () => {
  const { tray, refuse, files } = setUp();
  refuse(new RefusedError('FILE_UNUSABLE', 'It does not fit on the disk.', 'Make room.'));

  tray.add([new File(['x'], 'x')]);

  await expect.poll(() => files()[0]?.problem).toBe('It does not fit on the disk. Make room.');
});

test('a file that cannot be read is told, and what was begun is dropped', async () => {
  const { tray, names, files } = setUp();
  const folder = {
    name: 'folder',
    size: 1,
    slice: () => ({ arrayBuffer: () => Promise.reject() }),
  };

  tray.add([folder as unknown as File]);

  await expect.poll(() => files()[0]?.problem).toMatch(/^It cannot be read/u);
  expect(names()).toEqual(['upload:begin', 'upload:drop']);
});

test('one that is taken out is dropped there as well, whole or half', async () => {
  const { tray, names, files } = setUp();
  tray.add([new File(['x'], 'whole')]);
  await expect.poll(() => files()[0]?.uploadId).not.toBeNull();
  tray.add([new File(['x'], 'half')]);

  for (const { key } of files()) tray.remove(key);

  expect(files()).toEqual([]);
  await expect.poll(() => names().filter((name) => name === 'upload:drop')).toHaveLength(2);
});

test('what went with a message is forgotten, not what was added since', async () => {
  const { tray, names, files } = setUp();
  tray.add([new File(['x'], 'sent')]);
  await expect.poll(() => files()[0]?.uploadId).not.toBeNull();
  const sent = files();
  tray.add([new File(['x'], 'since')]);

  tray.forgetSent(sent);

  await expect.poll(() => files()).toMatchObject([{ name: 'since', uploadId: 'upload-2' }]);
  expect(names()).not.toContain('upload:drop');
});
