import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AttachmentClient } from '../../../main/carbonvoice/attachment-client.ts';
import { parseAttachments } from '../../../main/carbonvoice/attachment-wire.ts';
import { CarbonVoiceExchange } from '../../../main/carbonvoice/exchange.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { json, LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';

const current = '/v5/attachments/upload/signedurl';
const old = '/v3/attachments/signedurl';
const signed = '/v5/attachments/download/signedurl/a1';
const { signal } = new AbortController();
const request = { fileName: 'f.pdf', mimeType: 'application/pdf', idempotencyKey: 'k' };
const file = {
  type: 'file',
  ...{ link: 'https://b.example/f', fileName: 'f.pdf', mimeType: 'application/pdf', bytes: 7 },
} as const;

let server: LocalServer;
let client: AttachmentClient;
let routes: Map<string, LocalAnswer>;
let folder: string;

beforeEach(async () => {
  server = await new LocalServer().open();
  folder = await mkdtemp(join(tmpdir(), 'adjutant-attachments-'));
  routes = new Map();
  server.answer = (asked, answer) => (routes.get(asked.path) ?? json(404, {}))(asked, answer);
  client = at(server.url);
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function at(url: string): AttachmentClient {
  const token = (): Promise<string> => Promise.resolve('cv_pat_1');
  const options = { url, userAgent: 'Adjutant/1', token, clock: new FakeClock(0) };
  return new AttachmentClient(new CarbonVoiceExchange(options));
}

/** An answer that is no JSON. */
function plain(text: string): LocalAnswer {
  return (_request, answer) => void answer.writeHead(200).end(text);
}

describe('the address for a file', () => {
  const first = 'https://b.example/1?sig=x';

  test('is asked for under the key of the file', async () => {
    routes.set(current, json(201, [{ url: first, filename: 'f.pdf' }]));

    expect(await client.uploadUrl(request, signal)).toBe(first);

    const asked = { filename: 'f.pdf', mimetype: 'application/pdf', idempotency_key: 'k' };
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ files: [asked] });
  });

  test('comes from the older route where there is no other, then at once', async () => {
    routes.set(old, json(200, [{ url: first }]));

    await client.uploadUrl(request, signal);
    expect(await client.uploadUrl(request, signal)).toBe(first);

    expect(server.requests.map(({ path }) => path)).toEqual([current, old, old]);
    const asked = { filename: 'f.pdf', mimetype: 'application/pdf' };
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({ files: [asked] });
  });

  test.each([[[]], [[{ url: first }, { url: first }]], [{}], [null], [[{ url: 'odd' }]]])(
    'is not read from %j',
    async (body) => {
      routes.set(current, json(200, body));

      const asked = client.uploadUrl(request, signal);

      await expect(asked).rejects.toMatchObject({ kind: 'protocol' });
    },
  );
});

describe('the bytes', () => {
  const bytes = new Blob(['content'], { type: 'application/pdf' });

  test('go to the address with their type and without the token', async () => {
    routes.set('/storage/f?sig=x', (_request, answer) => void answer.writeHead(200).end());

    await client.put(`${server.url}/storage/f?sig=x`, bytes, signal);

    const { method, headers, body } = server.requests[0] ?? {};
    expect({ method, body }).toEqual({ method: 'PUT', body: 'content' });
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-length': '7' });
    expect(headers).not.toHaveProperty('authorization');
  });

  test('do not cross a redirect', async () => {
    routes.set('/storage', (_request, answer) => {
      answer.writeHead(307, { location: '/elsewhere' }).end();
    });

    const put = client.put(`${server.url}/storage`, bytes, signal);

    await expect(put).rejects.toMatchObject({ kind: 'remote', status: 307 });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [403, false],
    [500, true],
    [503, true],
  ])('that are refused with %i are worth a further try: %s', async (status, retryable) => {
    routes.set('/storage', json(status, {}));

    const put = client.put(`${server.url}/storage`, bytes, signal);

    await expect(put).rejects.toMatchObject({ status, retryable });
  });

  test.each(['http://b.example/f', 'http://127.0.0.1.b.example/f', 'ftp://127.0.0.1/f'])(
    'do not go to %s',
    async (url) => {
      await expect(client.put(url, bytes, signal)).rejects.toMatchObject({
        code: 'CARBONVOICE_UNSAFE_ADDRESS',
      });
    },
  );

  test('stay off this machine when the service is another', async () => {
    const far = at('https://api.example');

    await expect(far.put(`${server.url}/f`, bytes, signal)).rejects.toMatchObject({
      code: 'CARBONVOICE_UNSAFE_ADDRESS',
    });
    expect(server.requests).toEqual([]);
  });
});

test.each([
  ['Uploading', 0],
  ['Uploaded', 100],
  ['Failed', 0],
] as const)('tells the receiver that a file is %s', async (status, percent) => {
  routes.set('/messages/m%2F1/attachment/a%201', json(200, {}));

  const place = { messageId: 'm/1', attachmentId: 'a 1' };
  await client.report(place, { file, status }, signal);

  expect(server.requests[0]?.method).toBe('PUT');
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    ...{ type: 'file', link: 'https://b.example/f', filename: 'f.pdf' },
    ...{ mime_type: 'application/pdf', length_in_bytes: 7, status, percent_complete: percent },
  });
});

test('adds links, and attachments of any kind, to a message that is there', async () => {
  const links = '/simplified/messages/m/attachments/bulk/link';
  routes.set(links, json(201, { attachments: [{ id: 'a1', link: 'https://a.example/' }] }));
  routes.set('/messages/m/attachments', json(201, [{ _id: 'a2', link: 'https://b.example/f' }]));

  const added = await client.addLinks('m', ['https://a.example/'], signal);
  const more = await client.add('m', [file], signal);

  expect([...added, ...more].map(({ id }) => id)).toEqual(['a1', 'a2']);
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ links: ['https://a.example/'] });
  expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({
    attachments: [{ type: 'file', status: 'Initializing' }],
  });
});

test('adds once, since a second time would add them twice', async () => {
  routes.set('/messages/m/attachments', json(502, {}));

  await expect(client.add('m', [file], signal)).rejects.toMatchObject({ status: 502 });

  expect(server.requests).toHaveLength(1);
});

describe('a file', () => {
  const fetch = (maxBytes = 100) =>
    client.download({ attachmentId: 'a1' }, { path: join(folder, 'f'), maxBytes }, signal);

  test.each([
    ['bare', (url: string) => url],
    ['quoted', (url: string) => `"${url}"\n`],
  ])('is fetched from a %s address into a file of the owner’s', async (_name, write) => {
    routes.set(signed, plain(write(`${server.url}/storage?sig=x`)));
    routes.set('/storage?sig=x', plain('content'));

    expect(await fetch()).toBe(7);

    const path = join(folder, 'f');
    expect(await readFile(path, 'utf8')).toBe('content');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(server.requests[1]?.headers).not.toHaveProperty('authorization');
  });

  test('of a forward is fetched by its share link', async () => {
    const path = '/message-sharelinks/s%2F1/attachments/signedurl/a1';
    routes.set(path, plain(`${server.url}/storage`));
    routes.set('/storage', plain('content'));
    const place = { attachmentId: 'a1', shareLinkId: 's/1' };

    const target = { path: join(folder, 'f'), maxBytes: 100 };

    expect(await client.download(place, target, signal)).toBe(7);
  });

  test.each([
    ['refused', json(403, {}), { kind: 'remote', status: 403, retryable: false }],
    ['elsewhere', json(302, {}, { location: '/x' }), { kind: 'remote', status: 302 }],
    ['too large', plain('x'.repeat(101)), { kind: 'refused', code: 'FILE_TOO_LARGE' }],
    [
      'cut off',
      (_request, answer) => {
        answer.writeHead(200, { 'content-length': '9' }).write('half', () => answer.destroy());
      },
      { kind: 'network', retryable: true },
    ],
  ] satisfies [string, LocalAnswer, object][])(
    'that is %s leaves nothing behind',
    async (_name, answer, expected) => {
      routes.set(signed, plain(`${server.url}/storage`));
      routes.set('/storage', answer);

      await expect(fetch()).rejects.toMatchObject(expected);

      expect(await readdir(folder)).toEqual([]);
    },
  );

  test.each(['', 'null', '<html>', '{"url":"https://a.example"}'])(
    'is not looked for at the address %j',
    async (text) => {
      routes.set(signed, plain(text));

      await expect(fetch()).rejects.toMatchObject({ kind: 'protocol' });
    },
  );

  test('is not looked for over an open line', async () => {
    routes.set(signed, plain('http://b.example/f'));

    await expect(fetch()).rejects.toMatchObject({ code: 'CARBONVOICE_UNSAFE_ADDRESS' });
  });

  test('ends with the signal', async () => {
    const controller = new AbortController();
    routes.set(signed, plain(`${server.url}/storage`));
    routes.set('/storage', (_request, answer) => {
      answer.writeHead(200).write('half');
      controller.abort(new DOMException('closed', 'AbortError'));
    });
    const target = { path: join(folder, 'f'), maxBytes: 100 };
    const fetching = client.download({ attachmentId: 'a1' }, target, controller.signal);

    await expect(fetching).rejects.toMatchObject({ name: 'AbortError' });

    expect(await readdir(folder)).toEqual([]);
  });
});

test('attachments are read by old and new names, damaged ones as something unknown', () => {
  const none = { id: null, type: null, link: null, fileName: null, mimeType: null };

  expect(
    parseAttachments([
      { _id: 'a', type: 'link', link: 'https://a.example/' },
      { id: 'b', url: 'https://b.example/f', length_in_bytes: 7, status: 'Uploaded' },
      { id: 7, length_in_bytes: -1, filename: {} },
      null,
    ]),
  ).toEqual([
    { ...none, id: 'a', type: 'link', link: 'https://a.example/', bytes: null, status: null },
    { ...none, id: 'b', link: 'https://b.example/f', bytes: 7, status: 'Uploaded' },
    { ...none, bytes: null, status: null },
    { ...none, bytes: null, status: null },
  ]);
  expect(parseAttachments({})).toEqual([]);
});
