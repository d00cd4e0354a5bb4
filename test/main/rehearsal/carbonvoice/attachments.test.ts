import { expect, test } from 'vitest';
import {
  atStorage,
  downloadAddress,
  fileInput,
  orderUpload,
  putBytes,
  report,
  sendFile,
  sendWholeFile,
} from './files-harness.ts';
import type { Json } from './harness.ts';
import { openPractice, request, sendBody } from './harness.ts';

async function firstAttachment(
  service: Parameters<typeof request>[0],
  messageId: string,
): Promise<Json> {
  const { body } = await request(service, 'GET', `/v6/messages/${messageId}`);
  const [attachment = {}] = (body['message'] as Json)['attachments'] as readonly Json[];
  return attachment;
}

test.each(['/v5/attachments/upload/signedurl', '/v3/attachments/signedurl'])(
  'takes a file in four steps, with an address of %s, and gives it back',
  async (path) => {
    const { service } = await openPractice();
    const url = await orderUpload(service, {}, path);
    expect((await putBytes(url, '%PDF-practice')).status).toBe(200);
    const sent = await sendFile(service, url);
    const uploading = await report(service, sent, fileInput(url, 'Uploading'));
    expect(uploading.status).toBe(200);
    expect((await downloadAddress(service, sent.attachmentId)).status).toBe(404);
    await report(service, sent, fileInput(url, 'Uploaded'));
    const address = await downloadAddress(service, sent.attachmentId);
    const { status, type, bytes } = await atStorage(address.url);
    expect([status, type, bytes.toString()]).toEqual([200, 'application/pdf', '%PDF-practice']);
    expect(service.records()).toMatchObject({
      uploadOrders: [{ route: path.slice(1, 3), filename: 'notes of May.pdf' }],
      storedFiles: [{ bytes: 13, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      fileReports: [
        { ...sent, status: 'Uploading', hasBytes: true },
        { ...sent, status: 'Uploaded', percentComplete: 100, hasBytes: true },
      ],
      fileFetches: [{ status: 200 }],
    });
  },
);

test('shows a file unfinished until it is reported, and tells of the change in the feed', async () => {
  const { service, clock } = await openPractice();
  const url = await orderUpload(service);
  const sent = await sendFile(service, url);
  expect(await firstAttachment(service, sent.messageId)).toMatchObject({
    id: sent.attachmentId,
    type: 'file',
    status: 'Initializing',
    filename: 'notes of May.pdf',
  });
  const since = `/v6/messages/updates?direction=newer&date=${new Date(0).toISOString()}`;
  const cursor = String((await request(service, 'GET', since)).body['next_cursor']);
  clock.advance(10_000);
  await report(service, sent, fileInput(url, 'Failed'));
  const next = await request(service, 'GET', `/v6/messages/updates?cursor=${cursor}`);
  expect(next.body['data']).toMatchObject([
    { id: sent.messageId, attachments: [{ status: 'Failed' }] },
  ]);
});

test('records a file that is called uploaded without its bytes, and cannot give it', async () => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  const sent = await sendFile(service, url);
  await report(service, sent, fileInput(url, 'Uploaded'));
  expect(service.records().fileReports).toMatchObject([{ hasBytes: false }]);
  expect((await downloadAddress(service, sent.attachmentId)).status).toBe(404);
});

test('names the same file again for a key that is known', async () => {
  const { service } = await openPractice();
  const first = await orderUpload(service, { idempotency_key: 'one' });
  const again = await orderUpload(service, { idempotency_key: 'one' });
  const other = await orderUpload(service, { idempotency_key: 'two' });
  const place = (url: string): string => new URL(url).pathname;
  expect(place(again)).toBe(place(first));
  expect(again).not.toBe(first);
  expect(place(other)).not.toBe(place(first));
});

test('gives the address of a file bare and in quotes by turns', async () => {
  const { service } = await openPractice();
  const { attachmentId } = await sendWholeFile(service);
  const texts = [];
  for (let n = 0; n < 2; n += 1) texts.push((await downloadAddress(service, attachmentId)).text);
  expect(texts.map((text) => text.startsWith('"') && text.endsWith('"'))).toEqual([false, true]);
});

test('gives many addresses at once, and none when one of the files is not there', async () => {
  const { service } = await openPractice();
  const { attachmentId } = await sendWholeFile(service);
  const path = '/v5/attachments/download/signedurl/bulk';
  const { status, body } = await request(service, 'POST', path, { ids: [attachmentId] });
  expect([status, body]).toMatchObject([
    201,
    [{ attachment_id: attachmentId, signed_url: expect.stringContaining('/storage/') }],
  ]);
  const partly = await request(service, 'POST', path, { ids: [attachmentId, 'none'] });
  expect(partly.status).toBe(404);
});

test('gives the file of a forward by its share link, and by no other', async () => {
  const { service } = await openPractice();
  const { messageId, attachmentId } = await sendWholeFile(service);
  const forward = await service.sendVoiceMessage({ text: '', forwardOf: messageId });
  const { body } = await request(service, 'GET', `/v6/messages/${forward.messageId}`);
  const share = String((body['message'] as Json)['share_link_id']);
  const path = (of: string): string =>
    `/message-sharelinks/${of}/attachments/signedurl/${attachmentId}`;
  const right = await request(service, 'GET', path(share));
  expect(right.body['text']).toMatch(/^http:.*\/storage\//);
  expect((await request(service, 'GET', path('forward-other'))).status).toBe(404);
});

test('adds links to a message that exists', async () => {
  const { service } = await openPractice();
  const sent = await request(service, 'POST', '/v5/messages/text', sendBody(service));
  const id = String(sent.body['id']);
  const bulk = await request(service, 'POST', `/simplified/messages/${id}/attachments/bulk/link`, {
    links: ['https://example.com/a'],
  });
  expect([bulk.status, bulk.body]).toMatchObject([
    201,
    { attachments: [{ id: expect.any(String), type: 'link', link: 'https://example.com/a' }] },
  ]);
  const attachments = [{ type: 'link', link: 'https://example.com/b' }];
  const more = await request(service, 'POST', `/messages/${id}/attachments`, { attachments });
  expect([more.status, more.body]).toMatchObject([
    201,
    [{ _id: expect.any(String), link: 'https://example.com/b' }],
  ]);
  const { body } = await request(service, 'GET', `/v6/messages/${id}`);
  expect((body['message'] as Json)['attachments']).toMatchObject([
    { type: 'link', url: 'https://example.com/a' },
    { type: 'link', url: 'https://example.com/b' },
  ]);
});

test('changes no message of somebody else, and none that is not there', async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const links = { links: ['https://example.com'] };
  const path = (id: string): string => `/simplified/messages/${id}/attachments/bulk/link`;
  const statuses = [
    (await request(service, 'POST', path(messageId), links)).status,
    (await request(service, 'POST', path('none'), links)).status,
    (await report(service, { messageId, attachmentId: 'x' }, fileInput('http://x/?', 'Failed')))
      .status,
  ];
  expect(statuses).toEqual([403, 404, 403]);
});

test.each<[string, Json]>([
  ['an unknown status', { status: 'Finished' }],
  ['an unknown member', { thread_id: 'x' }],
])('refuses a report with %s', async (_name, more) => {
  const { service } = await openPractice();
  const url = await orderUpload(service);
  const sent = await sendFile(service, url);
  expect((await report(service, sent, fileInput(url, 'Uploading', more))).status).toBe(400);
  expect(service.records().fileReports).toEqual([]);
});

test.each<[string, unknown]>([
  ['no files', { files: [] }],
  ['a file without a media type', { files: [{ filename: 'a.pdf' }] }],
  ['a media type that is none', { files: [{ filename: 'a.pdf', mimetype: 'pdf' }] }],
])('gives no address for %s', async (_name, body) => {
  const { service } = await openPractice();
  const path = '/v5/attachments/upload/signedurl';
  expect((await request(service, 'POST', path, body)).status).toBe(400);
});
