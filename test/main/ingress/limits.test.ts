import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../../main/base/log.ts';
import type { Ingress } from '../../../main/ingress/ingress.ts';
import { exchange, rawRequest } from '../../app/raw-exchange.ts';
import { until } from '../../app/until.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openShortly, post, refusal, routeTo } from './ingress-scene.ts';

const path = '/hooks/carbonvoice/the-secret';
const other = '/hooks/voipbin/the-secret';
const wrong = rawRequest('/hooks/carbonvoice/guessed', '{"id":"m1"}');

let clock: FakeClock;
let lines: string[];
let held: PromiseWithResolvers<boolean> | null;
let ingress: Ingress;

beforeEach(async () => {
  clock = new FakeClock();
  lines = [];
  held = null;
  const write = (line: string): void => void lines.push(line);
  ingress = await openShortly({
    routes: [
      routeTo(path, async ({ raw }) => held?.promise ?? raw.length > 2),
      routeTo(other, async () => true),
    ],
    maxConcurrent: 2,
    wrongPaths: { burst: 5, perSecond: 2 },
    maxStrangers: 10,
    clock,
    log: createLogger('ingress', { level: 'info', diagnostics: false, write }),
  });
});
afterEach(() => ingress.close());

function send(bytes: Buffer | string): Promise<string> {
  return exchange(ingress.url, { write: (socket) => void socket.write(bytes) });
}

async function silent(url = ingress.url): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

test('cuts off who probes too much, and answers again after a while', async () => {
  for (let times = 0; times < 5; times += 1) expect(await send(wrong)).toBe(refusal);
  for (let times = 0; times < 20; times += 1) expect(await send(wrong)).toBe('');
  expect(await send('no HTTP at all\r\n\r\n')).toBe('');
  expect(await send('CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n')).toBe('');
  clock.advance(1000);
  expect(await send(wrong)).toBe(refusal);
  expect(await send(wrong)).toBe(refusal);
  expect(await send(wrong)).toBe('');
  expect(lines.filter((line) => line.includes('cut off'))).toHaveLength(1);
  expect(lines.join('')).not.toContain('guessed');
});

test('answers a visit that is expected however many others come', async () => {
  for (let times = 0; times < 10; times += 1) await send(wrong);
  const visit = ingress.expect();
  expect(await send(rawRequest(visit.path, '', { method: 'GET' }))).toBe(refusal);
  expect(visit.wasSeen).toBe(true);
  expect(await send(rawRequest(visit.path, '', { method: 'GET' }))).toBe('');
});

test('takes deliveries while it cuts others off, and never limits what has the right path', async () => {
  const answers = Array.from({ length: 50 }, async (_, index) => {
    if (index % 2 === 0) return send(wrong);
    const { status } = await post(ingress.url + path);
    return status;
  });
  const odd = (await Promise.all(answers)).filter((_, index) => index % 2 === 1);
  expect(odd.filter((status) => status !== 204 && status !== 503)).toEqual([]);
  for (let times = 0; times < 20; times += 1) {
    expect(await send(rawRequest(path, '{}'))).toBe(refusal);
    expect((await post(ingress.url + path)).status).toBe(204);
  }
});

test('lets a flood at one service not starve the other', async () => {
  held = Promise.withResolvers();
  const waiting = [post(ingress.url + path), post(ingress.url + path)];
  const busy = await until('the first is full', async () => {
    const answer = await post(ingress.url + path);
    return answer.status === 503 && answer;
  });
  expect(busy.headers.get('retry-after')).toBe('1');
  for (let times = 0; times < 5; times += 1) {
    expect((await post(ingress.url + other)).status).toBe(204);
  }
  held.resolve(true);
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([204, 204]);
});

test('has the oldest silent connection make room for new ones, and keeps those that deliver', async () => {
  const delivering = await silent();
  delivering.write(rawRequest(path, '{"id":"m1"}', { headers: { connection: 'keep-alive' } }));
  await new Promise((resolve) => delivering.once('data', resolve));
  const sockets: Socket[] = [];
  for (let times = 0; times < 10; times += 1) sockets.push(await silent());
  const gone = new Promise((resolve) => sockets[0]?.once('close', resolve));
  sockets.push(await silent());
  await gone;
  expect(sockets.slice(1).some((socket) => socket.closed)).toBe(false);
  expect(delivering.closed).toBe(false);
  expect((await post(ingress.url + path)).status).toBe(204);
  for (const socket of [delivering, ...sockets]) socket.destroy();
});

test('hears every delivery of a burst, though all its connections are there before the first word', async () => {
  const routes = [routeTo(path, async () => true)];
  await using roomy = await openShortly({ routes, timeoutMs: 30_000 });
  const sockets: Socket[] = [];
  for (let times = 0; times < 600; times += 1) sockets.push(await silent(roomy.url));

  const answers = sockets.map(async (socket) => {
    const first = new Promise<string>((resolve) => {
      socket.once('data', (bytes) => resolve(String(bytes).slice(0, 12)));
      socket.once('close', () => resolve('closed'));
    });
    if (!socket.destroyed) socket.write(rawRequest(path, '{"id":"m1"}'));
    return socket.destroyed ? 'closed' : first;
  });

  const heard = new Set(await Promise.all(answers));
  expect([...heard].filter((answer) => !/ (?:204|503)$/u.test(answer))).toEqual([]);
  for (const socket of sockets) socket.destroy();
});
