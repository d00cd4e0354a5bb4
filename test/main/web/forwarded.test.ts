import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { expect, test } from 'vitest';
import { exchange } from '../../app/raw-exchange.ts';
import { codeOf, openHost } from './page-client.ts';

/** A port of another machine that leads to ours, as `ssh -L` makes one. */
async function forward(port: number) {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: other } = server.address() as AddressInfo;
  return { other, [Symbol.dispose]: () => void server.close() };
}

test('the page is entered and used by a forwarded port', async () => {
  await using host = await openHost();
  using forwarded = await forward(host.port);
  const { other } = forwarded;
  expect(other).not.toBe(host.port);
  // As the browser there asks: with the name and the port that it knows.
  const raw = `GET /enter HTTP/1.1\r\nHost: localhost:${other}\r\nConnection: close\r\n\r\n`;
  const page = await exchange(`http://127.0.0.1:${other}`, {
    write: (socket) => void socket.write(raw),
  });
  expect(page).toMatch(/^HTTP\/1\.1 200 /u);

  const origin = `http://127.0.0.1:${other}`;
  const entered = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ code: codeOf(host.newLink()) }),
  });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  // Several machines may be forwarded to one, whose browser shares their cookies.
  expect(cookie).toMatch(new RegExp(`^adjutant-${other}=`));
  const socket = new WebSocket(`ws://127.0.0.1:${other}/ipc`, { headers: { cookie, origin } });
  const answer = new Promise((resolve) =>
    socket.once('message', (data) => resolve((data as Buffer).toString())),
  );
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ id: 1, name: 'state:get', payload: {} }));
  expect(await answer).toContain('state:get');
  socket.close();
});

test('a page of the other machine is no page of ours', async () => {
  await using host = await openHost();
  using forwarded = await forward(host.port);
  const { other } = forwarded;
  const answer = await fetch(`http://127.0.0.1:${other}/session`, {
    method: 'POST',
    headers: { origin: 'http://127.0.0.1:3000' },
    body: JSON.stringify({ code: codeOf(host.newLink()) }),
  });
  expect(answer.status).toBe(403);
});
