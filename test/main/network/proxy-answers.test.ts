import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureServer } from 'node:http2';
import type { Http2SecureServer } from 'node:http2';
import { expect, onTestFinished, test } from 'vitest';
import { ModelConnections } from '../../../main/agent/models/model-connections.ts';
import { openTunnel } from '../../../main/base/proxy-tunnel.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { certificates, host, never, openScene, origin, proxiesBy } from './proxy-scene.ts';

/** What listens where a proxy should, and answers the first bytes as the test says; asks it for a way. */
async function askWhoAnswers(answer: (socket: Socket) => void): Promise<Socket> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const found = proxiesBy(`http://127.0.0.1:${port}`).for(new URL(origin));
  if (found === null) throw new Error('no proxy');
  const socket = await openTunnel(found, { host, port: 443 });
  onTestFinished(() => void socket.destroy());
  return socket;
}

const opened = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** One byte in a packet of its own after the other. */
async function drip(socket: Socket, text: string): Promise<void> {
  socket.setNoDelay(true);
  for (const byte of Buffer.from(text)) {
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['a status that is none', 'HTTP/1.1 abc\r\n\r\n'],
  ['a head without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`],
])('an answer that is none of a proxy is told as such: %s', async (_what, text) => {
  await expect(askWhoAnswers((socket) => void socket.write(text))).rejects.toMatchObject({
    ...{ code: 'PROXY_ANSWER', mayHaveArrived: false },
    message: expect.stringMatching(/^What answers at 127\.0\.0\.1:\d+ is no proxy\.$/u),
  });
});

test.each([
  ['with nothing', ''],
  ['in the middle of its answer', 'HTTP/1.1 200 OK\r\nX'],
])('a proxy that ends %s is told as silent', async (_how, text) => {
  await expect(askWhoAnswers((socket) => void socket.end(text))).rejects.toMatchObject({
    code: 'PROXY_SILENT',
  });
});

test('an answer that comes byte by byte is read to its end, and no further', async () => {
  const socket = await askWhoAnswers((near) => void drip(near, `${opened}hello`));
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  await expect.poll(() => heard, { timeout: 40_000 }).toBe('hello');
});

test('an answer in small letters and without words is one', async () => {
  const text = 'HTTP/1.0 200\r\nvia: x\r\n\r\n';
  expect((await askWhoAnswers((socket) => void socket.write(text))).destroyed).toBe(false);
});

/** A service that speaks HTTP/2 with whoever offers it, behind the proxy. */
async function openModern() {
  const scene = await openScene();
  const server: Http2SecureServer = createSecureServer({ ...certificates, allowHTTP1: true });
  const versions: string[] = [];
  server.on('request', (request, answer) => {
    versions.push(request.httpVersion);
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end('{"ok":true}');
  });
  const sessions = new Set<{ destroy: () => void }>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  scene.proxy.ports.set(`${host}:443`, (server.address() as AddressInfo).port);
  return { ...scene, versions };
}

test('HTTP/2 goes through the proxy, many requests by one way', async () => {
  const { proxy, proxies, versions } = await openModern();
  const transport = new Transport({ caFile: null, proxies });
  onTestFinished(() => transport.close());
  const request = { method: 'GET', url: origin, headers: {}, timeoutMs: 15_000, signal: never };
  const first = await transport.exchange(request);
  const others = await Promise.all([transport.exchange(request), transport.exchange(request)]);
  expect([first, ...others].map(({ text }) => text)).toEqual(Array(3).fill('{"ok":true}'));
  expect(versions).toEqual(['2.0', '2.0', '2.0']);
  expect(proxy.asked).toEqual([`${host}:443`]);
});

test('a model of HTTP/2 is asked through the proxy by the connection that was made ahead', async () => {
  const { proxy, proxies, versions } = await openModern();
  const connections = new ModelConnections(`${origin}/v1`, undefined, proxies);
  onTestFinished(() => connections.close());
  await connections.warm();
  const answer = await connections.fetch(`${origin}/v1/chat/completions`, {
    ...{ method: 'POST', body: '{}' },
  });
  expect(await answer.json()).toEqual({ ok: true });
  expect(versions).toEqual(['2.0']);
  expect(proxy.asked).toHaveLength(1);
});
