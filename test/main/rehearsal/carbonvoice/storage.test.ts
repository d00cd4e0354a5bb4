import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  atStorage,
  downloadAddress,
  orderUpload,
  putBytes,
  sendWholeFile,
} from './files-harness.ts';
import { openPractice, request, sendBody, temporaryFolder } from './harness.ts';

test('takes the bytes of one address once', async () => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  const statuses = [(await putBytes(url)).status, (await putBytes(url, 'others')).status];
  expect(statuses).toEqual([200, 403]);
  expect(service.records().storedFiles).toMatchObject([{ bytes: 13 }]);
});

test('takes one of two uploads to one address at the same time', async () => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  const answers = await Promise.all([putBytes(url), putBytes(url)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
});

test('refuses an address that is shown together with a token', async () => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  const headers = { authorization: `Bearer ${service.pat}`, 'content-type': 'application/pdf' };
  expect((await atStorage(url, { method: 'PUT', body: 'x', headers })).status).toBe(400);
  const { attachmentId } = await sendWholeFile(service);
  const address = await downloadAddress(service, attachmentId);
  expect((await atStorage(address.url, { headers })).status).toBe(400);
  expect(service.records().storedFiles).toHaveLength(1);
});

test.each(['text/plain', 'application/pdf; charset=utf-8'])(
  'refuses bytes of the media type "%s" at an address for another one',
  async (type) => {
    const { service } = await openPractice();
    const { status, bytes } = await putBytes(await orderUpload(service), 'x', type);
    expect([status, bytes.toString()]).toEqual([403, expect.stringContaining('<Error>')]);
  },
);

test('refuses an address that was changed or made for something else', async () => {
  const { service } = await openPractice();
  const url = new URL(await orderUpload(service));
  const later = new URL(url);
  later.searchParams.set('expires', '9999999999999');
  const other = new URL(url);
  other.pathname = other.pathname.replace(/[^/]+$/u, 'other.pdf');
  const bare = new URL(url.pathname, url);
  const statuses = [];
  for (const { href } of [later, other, bare]) statuses.push((await putBytes(href)).status);
  statuses.push((await atStorage(url.href)).status);
  expect(statuses).toEqual([403, 403, 403, 403]);
});

test('lets addresses expire after a quarter of an hour', async () => {
  const { service, clock } = await openPractice();
  const upload = await orderUpload(service);
  const { attachmentId } = await sendWholeFile(service);
  const { url } = await downloadAddress(service, attachmentId);
  clock.advance(15 * 60_000);
  expect((await atStorage(url)).status).toBe(200);
  clock.advance(1);
  expect([(await atStorage(url)).status, (await putBytes(upload)).status]).toEqual([403, 403]);
});

test('keeps files, spent addresses and records over a restart', async () => {
  const first = await openPractice();
  const spent = await orderUpload(first.service);
  await putBytes(spent, 'first');
  const { attachmentId } = await sendWholeFile(first.service);
  const records = first.service.records();
  await first.service.close();
  const { service } = await openPractice({ dataDir: first.dataDir, clock: first.clock });
  expect(service.records()).toEqual(records);
  const { url } = await downloadAddress(service, attachmentId);
  expect((await atStorage(url)).bytes.toString()).toBe('%PDF-practice');
  const { pathname, search } = new URL(spent);
  expect((await putBytes(`${service.url}${pathname}${search}`)).status).toBe(403);
});

test('removes at the start what a killed run had begun to write', async () => {
  const dataDir = await temporaryFolder();
  const folder = join(dataDir, 'practice-files');
  await mkdir(folder);
  for (const name of ['a', 'b.part']) await writeFile(join(folder, name), 'x');
  await openPractice({ dataDir });
  expect(await readdir(folder)).toEqual(['a']);
});

test('keeps its files to the owner and leaves no unfinished one', async () => {
  const { service, dataDir } = await openPractice();
  await sendWholeFile(service);
  const folder = join(dataDir, 'practice-files');
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const names = await readdir(folder);
  expect(names).toEqual([service.records().storedFiles[0]?.objectId]);
  const path = join(folder, names[0] ?? '');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe('%PDF-practice');
});

test('takes empty files and refuses those of more than 64 MB by their announced length', async () => {
  const { service } = await openPractice();
  expect((await putBytes(await orderUpload(service), '')).status).toBe(200);
  const headers = { 'content-type': 'application/pdf', 'content-length': 64 * 1024 * 1024 + 1 };
  const sending = httpRequest(await orderUpload(service), { method: 'PUT', headers });
  sending.flushHeaders();
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  sending.on('error', () => undefined).destroy();
  expect(answer.statusCode).toBe(413);
  expect(service.records().storedFiles).toMatchObject([{ bytes: 0 }]);
});

test('is not reached by a climbing name', async () => {
  const { service } = await openPractice();
  const url = await orderUpload(service, { filename: '../../escape.pdf' });
  await putBytes(url);
  expect(service.records().storedFiles).toMatchObject([{ filename: '../../escape.pdf' }]);
  const attachments = [
    { type: 'file', link: `${service.url}/storage/..%2Fx/y`, status: 'Uploaded' },
  ];
  const sent = await request(
    service,
    'POST',
    '/v5/messages/text',
    sendBody(service, { attachments }),
  );
  const [attachment] = sent.body['attachments'] as readonly { readonly id: string }[];
  expect((await downloadAddress(service, attachment?.id ?? '')).status).toBe(404);
});
