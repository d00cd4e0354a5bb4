import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Received } from '../../../main/ingress/ingestion.ts';
import type { Ingress } from '../../../main/ingress/ingress.ts';
import { parseJsonBody } from '../../../main/ingress/json-body.ts';
import { exchange, rawRequest } from '../../app/raw-exchange.ts';
import { until } from '../../app/until.ts';
import { openShortly, post, refusal, routeTo } from './ingress-scene.ts';

const path = '/hooks/carbonvoice/the-secret';
const good = JSON.stringify({ id: 'm1' });
const maxBytes = 1024;

let taken: unknown[] = [];
let ingress: Ingress;

const take = async ({ raw }: Received): Promise<boolean> => {
  const body = parseJsonBody(raw);
  taken.push(body);
  return body !== null && typeof body === 'object' && 'id' in body;
};
const open = () => openShortly({ routes: [routeTo(path, take)] });

beforeEach(async () => {
  taken = [];
  ingress = await open();
});
afterEach(() => ingress.close());

/** Writes pieces one by one, a turn of the loop apart. */
async function trickle(socket: Socket, pieces: readonly (string | Buffer)[]): Promise<void> {
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
  }
}

const chunkedHead = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;

const latin1 = 'application/json; charset=iso-8859-1';

/** A good delivery with one more line in its head. */
function doubled(line: string): Buffer {
  const bytes = rawRequest(path, good).toString('latin1');
  return Buffer.from(bytes.replace('\r\n\r\n', `\r\n${line}\r\n\r\n`), 'latin1');
}

const refused: readonly (readonly [string, Buffer | string])[] = [
  ['a wrong path', rawRequest('/hooks/carbonvoice/another-secret', good)],
  ['the path with a query', rawRequest(`${path}?a=1`, good)],
  ['the path with a slash at its end', rawRequest(`${path}/`, good)],
  ['the path as an absolute address', rawRequest(`http://127.0.0.1${path}`, good)],
  ['GET', rawRequest(path, '', { method: 'GET' })],
  ['HEAD', rawRequest(path, '', { method: 'HEAD' })],
  ['OPTIONS', rawRequest(path, '', { method: 'OPTIONS' })],
  ['PUT', rawRequest(path, good, { method: 'PUT' })],
  ['an unknown method', rawRequest(path, good, { method: 'BREW' })],
  ['CONNECT', 'CONNECT 127.0.0.1:80 HTTP/1.1\r\nhost: a\r\n\r\n'],
  [
    'an upgrade',
    rawRequest(path, '', { headers: { connection: 'Upgrade', upgrade: 'websocket' } }),
  ],
  ['no media type', rawRequest(path, good, { headers: { 'content-type': '' } })],
  ['a form', rawRequest(path, good, { headers: { 'content-type': 'text/plain' } })],
  ['no Host on a wrong path', rawRequest('/', good, { headers: { host: '' } })],
  ['a doubled media type', doubled('content-type: application/json')],
  ['two media types', doubled('content-type: text/plain')],
  ['a doubled Host', doubled('host: b')],
  ['a doubled length', doubled('content-length: 11')],
  ['a length beside chunks', doubled('transfer-encoding: chunked')],
  ['a compressed body', rawRequest(path, good, { headers: { 'content-encoding': 'gzip' } })],
  ['another charset', rawRequest(path, good, { headers: { 'content-type': latin1 } })],
  ['a header that is folded', doubled(' folded: 1')],
  ['a doubled header after very many', doubled('a:\r\n'.repeat(2500) + 'content-encoding: gzip')],
  ['an unknown expectation', rawRequest(path, good, { headers: { expect: 'tea' } })],
  ['a length that is no number', rawRequest(path, good, { headers: { 'content-length': 'x' } })],
  ['no length', rawRequest(path, '', { headers: { 'content-length': '' } })],
  ['an empty body', rawRequest(path, '')],
  ['broken JSON', rawRequest(path, '{"id":')],
  ['JSON that is no delivery', rawRequest(path, '[1]')],
  ['JSON null', rawRequest(path, 'null')],
  ['invalid UTF-8', rawRequest(path, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))],
  ['a nesting without end', rawRequest(path, '['.repeat(maxBytes))],
  ['a length over the limit', rawRequest(path, 'a'.repeat(maxBytes + 1))],
  ['a chunked body over the limit', `${chunkedHead}1000\r\n${'a'.repeat(4096)}\r\n0\r\n\r\n`],
  ['a chunk that is none', `${chunkedHead}zz\r\n`],
  ['headers over the limit', rawRequest(path, good, { headers: { a: 'b'.repeat(40_000) } })],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a TLS hello', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
];

describe('the webhook server', () => {
  test.each(refused)('refuses %s with the one answer', async (_what, bytes) => {
    const answer = await exchange(ingress.url, { write: (socket) => void socket.write(bytes) });
    expect(answer).toBe(refusal);
    await expectGoodTaken();
  });

  test('refuses slow headers and slow bodies with the one answer', async () => {
    const head = `POST ${path} HTTP/1.1\r\nhost: a\r\n`;
    const slow = [
      '',
      head,
      `${head}content-type: application/json\r\ncontent-length: 12\r\n\r\n{"id"`,
      chunkedHead,
    ];
    const answers = slow.map((bytes) =>
      exchange(ingress.url, { write: (socket) => void socket.write(bytes) }),
    );
    expect(await Promise.all(answers)).toEqual(slow.map(() => refusal));
    await expectGoodTaken();
  });

  test('lets a large body be written out before the refusal is read', async () => {
    const body = 'a'.repeat(4 * 1024 * 1024);
    const answer = await exchange(ingress.url, {
      write: (socket) => {
        socket.pause();
        socket.write(rawRequest(path, body), () => socket.resume());
      },
    });
    expect(answer).toBe(refusal);
  });

  test.each([
    ['a tunnel that was asked for', 'CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['headers that never end', `POST ${path} HTTP/1.1\r\nhost: a\r\nx: `],
  ])('closes a refused connection that goes on talking: %s', async (_what, bytes) => {
    const answer = await exchange(ingress.url, {
      write: (socket) => {
        socket.write(bytes);
        const drip = setInterval(() => socket.write('x'), 50);
        socket.once('close', () => clearInterval(drip));
      },
      staysOpen: true,
      limitMs: 4000,
    });
    expect(answer).toBe(refusal);
  });

  test('survives peers that reset the connection at once', async () => {
    const upgrade = refused.find(([what]) => what === 'an upgrade')?.[1] ?? '';
    const hostile = ['CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n', upgrade];
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const { hostname, port } = new URL(ingress.url);
        const socket = connect(Number(port), hostname);
        socket.on('error', () => {});
        await new Promise((resolve) => socket.once('connect', resolve));
        await new Promise((resolve) => socket.write(hostile[index % 2] ?? '', resolve));
        socket.resetAndDestroy();
      }),
    );
    await expectGoodTaken();
  });

  test('takes a delivery in small pieces, and with an expectation', async () => {
    const bytes = rawRequest(path, good);
    const pieces = [bytes.subarray(0, 5), bytes.subarray(5, 90), bytes.subarray(90)];
    const slow = await exchange(ingress.url, { write: (socket) => void trickle(socket, pieces) });
    expect(slow).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
    const expecting = await exchange(ingress.url, {
      write: (socket) =>
        void socket.write(rawRequest(path, good, { headers: { expect: '100-continue' } })),
    });
    expect(expecting).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 204 No Content\r\n/);
    expect(taken).toEqual([{ id: 'm1' }, { id: 'm1' }]);
  });

  test('does not ask for the body before the path is known', async () => {
    const answer = await exchange(ingress.url, {
      write: (socket) =>
        void socket.write(rawRequest('/x', '', { headers: { expect: '100-continue' } })),
    });
    expect(answer).toBe(refusal);
  });

  test('answers a genuine delivery that cannot be kept with 503', async () => {
    const full = () => Promise.reject(new Error('the disk is full'));
    await using broken = await openShortly({ routes: [routeTo(path, full)] });
    expect((await post(broken.url + path)).status).toBe(503);
  });

  test('asks for another try when too many are under way', async () => {
    const gate = Promise.withResolvers<boolean>();
    const route = routeTo(path, () => gate.promise);
    await using busy = await openShortly({ routes: [route], maxConcurrent: 2 });
    const waiting = [post(busy.url + path), post(busy.url + path)];
    const third = await until('a refusal for now', async () => {
      const answer = await post(busy.url + path);
      return answer.status === 503 && answer;
    });
    expect(third.headers.get('retry-after')).toBe('1');
    gate.resolve(true);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([204, 204]);
    expect((await post(busy.url + path)).status).toBe(204);
  });

  test('notices an expected visit once, and answers it as every wrong path', async () => {
    const visit = ingress.expect();
    expect(visit.path).toMatch(/^\/hooks\/proof\/[\w-]{43}$/);
    expect(ingress.expect().path).not.toBe(visit.path);
    expect(await ask(`${visit.path}x`)).toBe(refusal);
    expect(visit.wasSeen).toBe(false);
    expect(await ask(visit.path)).toBe(refusal);
    expect(visit.wasSeen).toBe(true);
    const given = ingress.expect();
    given.close();
    expect(await ask(given.path)).toBe(refusal);
    expect(given.wasSeen).toBe(false);
  });

  test.each([
    ['a refused path', rawRequest('/', '', { headers: { 'x-forwarded-for': '192.0.2.1' } }), 1],
    ['a delivery', rawRequest(path, good, { headers: { 'x-forwarded-host': 'a.test' } }), 1],
    [
      'an upgrade',
      rawRequest(path, '', {
        headers: { connection: 'Upgrade', upgrade: 'websocket', 'x-forwarded-proto': 'https' },
      }),
      1,
    ],
    ['a delivery from this machine', rawRequest(path, good), 0],
  ])('tells of what came through a tunnel: %s', async (_what, bytes, times) => {
    let told = 0;
    await using counting = await openShortly({
      routes: [routeTo(path, take)],
      onForwarded: () => (told += 1),
    });
    await exchange(counting.url, { write: (socket) => void socket.write(bytes) });
    expect(told).toBe(times);
  });

  test('closes twice, and with a request under way', async () => {
    const other = await open();
    await using peer = new HalfRequest(other.url);
    await peer.connected;
    await Promise.all([other.close(), other.close()]);
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });
});

class HalfRequest implements AsyncDisposable {
  readonly connected: Promise<unknown>;
  readonly #socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('error', () => {});
    this.connected = new Promise((resolve) => this.#socket.write(chunkedHead, resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
  }
}

function ask(at: string): Promise<string> {
  const bytes = rawRequest(at, '', { method: 'GET' });
  return exchange(ingress.url, { write: (socket) => void socket.write(bytes) });
}

async function expectGoodTaken(): Promise<void> {
  const before = taken.length;
  expect((await post(ingress.url + path)).status).toBe(204);
  expect(taken.slice(before)).toEqual([{ id: 'm1' }]);
}
