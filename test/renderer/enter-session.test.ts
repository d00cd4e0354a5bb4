import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { enterSession, takeCode } from '../../renderer/enter-session.ts';
import { checkSession } from '../../renderer/open-page-transport.ts';

let server: Server | null = null;
const bodies: string[] = [];

async function serve(status: number): Promise<URL> {
  const listening = createServer((request, response) => {
    let body = `${request.method} ${request.headers['content-type'] ?? ''} `;
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  });
  server = listening;
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return new URL(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/session`);
}

async function stop(): Promise<void> {
  if (!server) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  server = null;
  await closed;
}

afterEach(stop);

test.each([
  [204, 'entered', 'valid'],
  [401, 'refused', 'over'],
  [404, 'refused', 'valid'],
  [500, 'unreachable', 'valid'],
] as const)(
  'an answer of %i means %s for a code and %s for a session',
  async (status, entry, session) => {
    const address = await serve(status);
    expect(await enterSession('c0de', address)).toBe(entry);
    expect(bodies.at(-1)).toBe('POST application/json {"code":"c0de"}');
    expect(await checkSession(address)).toBe(session);
  },
);

test('nobody there is told apart from a refusal', async () => {
  const address = await serve(204);
  await stop();
  expect(await enterSession('c0de', address)).toBe('unreachable');
  expect(await checkSession(address)).toBe('unreachable');
});

test.each([
  ['#code=abc-_1', 'abc-_1'],
  ['#code=', null],
  ['', null],
  ['#other=1', null],
])('the code of %j is read and removed from the address', (hash, code) => {
  const replaced: unknown[] = [];
  const page = {
    location: { hash, pathname: '/enter' },
    history: { replaceState: (...args: unknown[]) => replaced.push(args) },
  };
  expect(takeCode(page)).toBe(code);
  expect(replaced).toEqual([[null, '', '/enter']]);
});
