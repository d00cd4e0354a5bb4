import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadFile } from '../../../main/base/download.ts';
import { LocalServer } from '../../fakes/local-server.ts';

let server: LocalServer;
let folder: string;

beforeEach(async () => {
  server = await new LocalServer().open();
  folder = await mkdtemp(join(tmpdir(), 'adjutant-download-'));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function download(path: string, timeoutMs = 5000): Promise<number> {
  const { signal } = new AbortController();
  return downloadFile({ url: server.url, path, maxBytes: 5, timeoutMs, signal });
}

test('takes a file of exactly the size that is allowed, and replaces what stood there', async () => {
  const path = join(folder, 'f');
  await writeFile(path, 'before');
  server.answer = (_request, answer) => void answer.writeHead(200).end('12345');

  expect(await download(path)).toBe(5);
  expect(await readdir(folder)).toEqual(['f']);
});

test('ends at the time limit, as a failure of the network', async () => {
  server.answer = (_request, answer) => void answer.writeHead(200).write('1');

  await expect(download(join(folder, 'f'), 60)).rejects.toMatchObject({ code: 'TIMEOUT' });

  expect(await readdir(folder)).toEqual([]);
});

test('tells a disk that cannot be written to from a network that fails, and asks nothing then', async () => {
  await expect(download(join(folder, 'missing', 'f'))).rejects.toMatchObject({ code: 'ENOENT' });

  expect(server.requests).toEqual([]);
});
