import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { httpRequest, toNetworkError } from '../../../main/base/http.ts';
import type { HttpRequest } from '../../../main/base/http.ts';
import { NetworkError } from '../../../shared/errors.ts';

const open: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(listener: RequestListener): Promise<string> {
  return listen(createHttpServer(listener));
}

function request(url: string, more: Partial<HttpRequest> = {}) {
  const { signal } = new AbortController();
  return httpRequest({ method: 'GET', url, headers: {}, timeoutMs: 2000, signal, ...more });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );
}

test('sends method, headers and body, and gives any status as an answer', async () => {
  const url = await serve((asked, answer) => {
    asked.on('data', (body: Buffer) => {
      const heard = `${asked.method} ${String(asked.headers['x-a'])} ${body.toString()}`;
      answer.writeHead(503, { 'x-b': 'c' }).end(heard);
    });
  });

  const answer = await request(url, { method: 'POST', headers: { 'x-a': 'b' }, body: 'grüße' });

  expect({ ...answer, headers: answer.headers.get('x-b') }).toEqual({
    status: 503,
    headers: 'c',
    text: 'POST b grüße',
  });
});

test('gives an empty text for an answer without a body', async () => {
  const url = await serve((_asked, answer) => answer.writeHead(204).end());

  expect(await request(url)).toMatchObject({ status: 204, text: '' });
});

test.each([
  ['headers that do not come', () => {}],
  ['a body that does not end', (answer: { write(text: string): void }): void => answer.write('a')],
])('ends at the time limit: %s', async (_name, act) => {
  const url = await serve((_asked, answer) => act(answer));

  const error = await failure(request(url, { timeoutMs: 60 }));

  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ code: 'TIMEOUT', mayHaveArrived: true, retryable: true });
});

test('tells that a refused connection has carried nothing', async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  open.pop();

  const error = await failure(request(url));

  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ code: 'ECONNREFUSED', mayHaveArrived: false, retryable: true });
  expect(error).toMatchObject({ message: 'Nothing answers at its address.' });
});

test('tells that a request may have arrived when the connection breaks after it was written', async () => {
  const url = await listen(
    createServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
  );

  const error = await failure(request(url, { method: 'POST', body: '{}' }));

  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ mayHaveArrived: true, retryable: true });
});

test('tells that a request may have arrived when the answer breaks off', async () => {
  const url = await listen(
    createServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort')),
    ),
  );

  expect(await failure(request(url))).toMatchObject({ kind: 'network', mayHaveArrived: true });
});

test('fails on what is not HTTP', async () => {
  const url = await listen(
    createServer((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n'))),
  );

  expect(await failure(request(url))).toBeInstanceOf(NetworkError);
});

test('does not follow a redirect, so that no key crosses one', async () => {
  const paths: (string | undefined)[] = [];
  const url = await serve((asked, answer) => {
    paths.push(asked.url);
    answer.writeHead(302, { location: '/elsewhere' }).end();
  });

  const answer = await request(`${url}/here`, { headers: { authorization: 'Bearer x' } });

  expect(answer.status).toBe(302);
  expect(paths).toEqual(['/here']);
});

test('stops reading a body without end', async () => {
  const block = Buffer.alloc(1024 * 1024);
  const closed = Promise.withResolvers<void>();
  let written = 0;
  const url = await serve((_asked, answer) => {
    answer.on('close', () => closed.resolve());
    const pour = (): void => {
      while (!answer.destroyed && answer.write(block)) written += 1;
    };
    answer.on('drain', pour);
    pour();
  });

  const error = await failure(request(url, { timeoutMs: 10_000 }));
  await closed.promise;

  expect(error).toMatchObject({ kind: 'protocol', code: 'ANSWER_TOO_LARGE' });
  expect(written).toBeLessThan(60);
});

test('passes an abort through as what it is', async () => {
  const controller = new AbortController();
  const url = await serve(() => controller.abort());

  expect(await failure(request(url, { signal: controller.signal }))).toMatchObject({
    name: 'AbortError',
  });
});

test.each([
  ['ENOTFOUND', false, 'Its name could not be found.'],
  ['EAI_AGAIN', false, 'Its name could not be found.'],
  ['ENETUNREACH', false, 'The connection failed.'],
  ['UND_ERR_CONNECT_TIMEOUT', false, 'The connection failed.'],
  ['CERT_HAS_EXPIRED', false, 'Its certificate is not trusted.'],
  ['CERT_NOT_YET_VALID', false, 'Its certificate is not trusted.'],
  ['SELF_SIGNED_CERT_IN_CHAIN', false, 'Its certificate is not trusted.'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, 'Its certificate is not trusted.'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', false, 'Its certificate is not trusted.'],
  ['ECONNRESET', true, 'The connection failed.'],
  ['UND_ERR_SOCKET', true, 'The connection failed.'],
])('finds %s below the cause that hides it', (code, mayHaveArrived, message) => {
  const hidden = Object.assign(new Error('x'), { code });
  const error = toNetworkError(new TypeError('fetch failed', { cause: hidden }));

  expect(error).toMatchObject({ code, mayHaveArrived, message });
});

test('finds the code in a failure at several addresses', () => {
  const each = Object.assign(new Error('x'), { code: 'EHOSTUNREACH' });
  const cause = new AggregateError([each]);

  expect(toNetworkError(new TypeError('fetch failed', { cause }))).toMatchObject({
    code: 'EHOSTUNREACH',
    mayHaveArrived: false,
  });
});

test('takes what it does not know for something that may have arrived', () => {
  expect(toNetworkError('odd')).toMatchObject({ code: 'NETWORK', mayHaveArrived: true });
});
