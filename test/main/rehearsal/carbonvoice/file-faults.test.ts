import { expect, test } from 'vitest';
import {
  atStorage,
  downloadAddress,
  fileInput,
  orderUpload,
  pdf,
  putBytes,
  report,
  sendFile,
  sendWholeFile,
} from './files-harness.ts';
import type { Practice } from './harness.ts';
import { openPractice, request } from './harness.ts';

test('upload-refused gives no address, old or new', async () => {
  const { service } = await openPractice();
  service.setFault('upload-refused', true);
  for (const path of ['/v5/attachments/upload/signedurl', '/v3/attachments/signedurl']) {
    expect((await request(service, 'POST', path, { files: [pdf] })).status).toBe(403);
  }
  expect(service.records().uploadOrders).toEqual([]);
});

test('signed-address-expired refuses both ways', async () => {
  const { service } = await openPractice();
  const upload = await orderUpload(service);
  const { attachmentId } = await sendWholeFile(service);
  const { url } = await downloadAddress(service, attachmentId);
  service.setFault('signed-address-expired', true);
  expect([(await putBytes(upload)).status, (await atStorage(url)).status]).toEqual([403, 403]);
  service.setFault('signed-address-expired', false);
  expect([(await putBytes(upload)).status, (await atStorage(url)).status]).toEqual([200, 200]);
});

test('upload-fails-once answers the first upload of each file 503 and stores nothing', async () => {
  const { service } = await openPractice();
  service.setFault('upload-fails-once', true);
  const url = await orderUpload(service);
  const first = await putBytes(url);
  expect([first.status, service.records().storedFiles]).toEqual([503, []]);
  expect((await putBytes(url)).status).toBe(200);
  expect((await putBytes(await orderUpload(service))).status).toBe(503);
});

test('upload-lost-once stores the bytes, spends the address and cuts the connection', async () => {
  const { service } = await openPractice();
  service.setFault('upload-lost-once', true);
  const url = await orderUpload(service, { idempotency_key: 'one' });
  await expect(putBytes(url)).rejects.toThrow('fetch failed');
  expect(service.records().storedFiles).toHaveLength(1);
  expect((await putBytes(url)).status).toBe(403);
  expect((await putBytes(await orderUpload(service, { idempotency_key: 'one' }))).status).toBe(200);
});

test('upload-hangs never answers and stores nothing, and does not hold the end', async () => {
  const { service } = await openPractice();
  service.setFault('upload-hangs', true);
  const upload = putBytes(await orderUpload(service)).then(
    () => 'answered',
    () => 'cut',
  );
  // What is asked after it is answered before it.
  for (let n = 0; n < 3; n += 1) await request(service, 'GET', '/whoami');
  expect(service.records().storedFiles).toEqual([]);
  await service.close();
  expect(await upload).toBe('cut');
});

test.each([
  ['finishing-fails', 500],
  ['finishing-refused', 403],
] as const)('%s leaves the file unfinished', async (fault, wanted) => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  await putBytes(url);
  const sent = await sendFile(service, url);
  service.setFault(fault, true);
  expect((await report(service, sent, fileInput(url, 'Uploaded'))).status).toBe(wanted);
  expect((await downloadAddress(service, sent.attachmentId)).status).toBe(404);
  service.setFault(fault, false);
  await report(service, sent, fileInput(url, 'Uploaded'));
  expect((await downloadAddress(service, sent.attachmentId)).status).toBe(200);
});

test('finishing-lost keeps the report and cuts the connection', async () => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  await putBytes(url);
  const sent = await sendFile(service, url);
  service.setFault('finishing-lost', true);
  await expect(report(service, sent, fileInput(url, 'Uploaded'))).rejects.toThrow('fetch failed');
  expect((await downloadAddress(service, sent.attachmentId)).status).toBe(200);
});

async function fetchWith(fault: string): Promise<Practice & { readonly url: string }> {
  const practice = await openPractice();
  const { attachmentId } = await sendWholeFile(practice.service);
  const { url } = await downloadAddress(practice.service, attachmentId);
  practice.service.setFault(fault, true);
  return { ...practice, url };
}

test('download-gone answers 404', async () => {
  const { service, url } = await fetchWith('download-gone');
  expect((await atStorage(url)).status).toBe(404);
  expect(service.records().fileFetches).toMatchObject([{ status: 404 }]);
});

test('download-too-large sends more than 10 MB without telling how much', async () => {
  const { url } = await fetchWith('download-too-large');
  const answer = await fetch(url, { headers: { connection: 'close' } });
  expect(answer.headers.get('content-length')).toBeNull();
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(10 * 1024 * 1024);
});

test('download-wrong-type says that it is a web page', async () => {
  const { url } = await fetchWith('download-wrong-type');
  const { type, bytes } = await atStorage(url);
  expect([type, bytes.toString()]).toEqual(['text/html', '%PDF-practice']);
});

test('download-hangs begins and then stops, and does not hold the end', async () => {
  const { service, url } = await fetchWith('download-hangs');
  const answer = await fetch(url, { headers: { connection: 'close' } });
  const rest = answer.arrayBuffer().then(
    () => 'whole',
    () => 'cut',
  );
  expect(answer.headers.get('content-length')).toBe('14');
  await service.close();
  expect(await rest).toBe('cut');
});
