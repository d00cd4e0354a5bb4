import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { PageConnection, PageTransport } from '../../renderer/page-transport.ts';
import { createWebSocketTransport, type SessionState } from '../../renderer/websocket-transport.ts';
import { NetworkError, ProtocolError } from '../../shared/errors.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

let server: WebSocketServer;
let port: number;
let clock: FakeClock;
let transport: PageTransport;
let session: SessionState;
let checks: number;
let accepts: boolean;

beforeEach(async () => {
  clock = new FakeClock();
  session = 'valid';
  checks = 0;
  accepts = true;
  await listen(0);
});

afterEach(async () => {
  transport.close();
  await stop();
});

async function listen(at: number): Promise<void> {
  const verifyClient = (_info: unknown, answer: (ok: boolean, code: number) => void): void =>
    answer(accepts, 401);
  server = new WebSocketServer({ host: '127.0.0.1', port: at, verifyClient });
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
}

async function stop(): Promise<void> {
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
}

function open(): PageTransport {
  transport = createWebSocketTransport({
    openSocket: () => new WebSocket(`ws://127.0.0.1:${port}/ipc`),
    checkSession: () => {
      checks += 1;
      return Promise.resolve(session);
    },
    clock,
    random: () => 0,
  });
  return transport;
}

function becomes(wanted: PageConnection): Promise<void> {
  if (transport.connection() === wanted) return Promise.resolve();
  return new Promise((resolve) => {
    const remove = transport.onConnection((connection) => {
      if (connection !== wanted) return;
      remove();
      resolve();
    });
  });
}

async function openedPair(): Promise<ServerSocket> {
  const accepted = once(server, 'connection') as Promise<[ServerSocket]>;
  open();
  const [socket] = await accepted;
  await becomes('open');
  return socket;
}

type Frame = { id: number; name: string };
const readFrame = (data: Buffer) => JSON.parse(data.toString('utf8')) as Frame;

async function nextFrame(socket: ServerSocket): Promise<Frame> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return readFrame(data);
}

/** Signs of life come, and nothing else. */
function answerSigns(socket: ServerSocket): void {
  socket.on('message', (data: Buffer) => {
    const { id, name } = readFrame(data);
    if (name === 'page:alive') socket.send(JSON.stringify({ id, answer: { ok: true, value: {} } }));
  });
}

/** What the page has sent has arrived, and what was answered to it as well. */
async function framesAreIn(): Promise<void> {
  for (const socket of [...server.clients, ...server.clients]) {
    const pong = once(socket, 'pong');
    socket.ping();
    await pong;
  }
}

describe('requests', () => {
  test('are answered by their id, in any order', async () => {
    const socket = await openedPair();
    const frames: Frame[] = [];
    const both = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        if (frames.push(readFrame(data)) === 2) resolve();
      });
    });
    const first = transport.request('first', { a: 1 });
    const second = transport.request('second', {});
    await both;
    expect(frames).toEqual([
      { id: 1, name: 'first', payload: { a: 1 } },
      { id: 2, name: 'second', payload: {} },
    ]);
    for (const { id, name } of frames.toReversed()) {
      socket.send(JSON.stringify({ id, answer: { ok: true, value: name } }));
    }
    await expect(first).resolves.toEqual({ ok: true, value: 'first' });
    await expect(second).resolves.toEqual({ ok: true, value: 'second' });
    // The next look whether anybody is there.
    expect(clock.pending).toBe(1);
  });

  const limits = Object.entries({ slow: 30, 'talk:write': 250 });
  test.each(limits)('"%s" gives up after %i s', async (name, limit) => {
    answerSigns(await openedPair());
    const over = vi.fn<() => void>();
    const asked = transport.request(name, {}).then(over, (error: unknown) => (over(), error));
    for (let second = 1; second < limit; second += 1) {
      clock.advance(1000);
      // Signs of life are asked for meanwhile, and come.
      await framesAreIn();
    }
    expect(over).not.toHaveBeenCalled();
    clock.advance(1000);
    expect(await asked).toMatchObject({ code: 'PAGE_REQUEST_TIMEOUT', mayHaveArrived: true });
  });

  test('fail at once when the connection breaks, and may have arrived', async () => {
    const socket = await openedPair();
    const asked = transport.request('cut', {}).catch((error: unknown) => error);
    await nextFrame(socket);
    socket.terminate();
    expect(await asked).toMatchObject({ code: 'PAGE_CONNECTION_LOST', mayHaveArrived: true });
    expect(transport.connection()).toBe('lost');
  });

  test('are refused without a connection, and have not arrived', async () => {
    open();
    const error = await transport.request('early', {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PAGE_NOT_CONNECTED', mayHaveArrived: false });
  });

  test('fail when their answer is not understood, and rubbish harms nothing else', async () => {
    const socket = await openedPair();
    const asked = transport.request('odd', {}).catch((error: unknown) => error);
    const { id } = await nextFrame(socket);
    for (const rubbish of ['{', '7', 'null', '{"id":"x"}', '{"id":99,"answer":{}}']) {
      socket.send(rubbish);
    }
    socket.send(JSON.stringify({ id, answer: { ok: 'perhaps' } }));
    expect(await asked).toBeInstanceOf(ProtocolError);
    expect(transport.connection()).toBe('open');
  });
});

describe('events', () => {
  test('reach the listener in order', async () => {
    const socket = await openedPair();
    const heard: unknown[] = [];
    const two = new Promise<void>((resolve) => {
      transport.onEvent((name, payload) => {
        heard.push([name, payload]);
        if (heard.length === 2) resolve();
      });
    });
    socket.send(JSON.stringify({ event: 'one', payload: { a: 1 } }));
    socket.send(JSON.stringify({ event: 'two', payload: {} }));
    await two;
    expect(heard).toEqual([
      ['one', { a: 1 }],
      ['two', {}],
    ]);
  });
});

describe('the connection', () => {
  test('comes back half a second after it broke', async () => {
    const socket = await openedPair();
    socket.terminate();
    await becomes('lost');
    clock.advance(499);
    expect(server.clients.size).toBe(0);
    clock.advance(1);
    await becomes('open');
  });

  test('waits twice as long after each failure, up to 8 seconds, and starts anew once open', async () => {
    const socket = await openedPair();
    await stop();
    socket.terminate();
    await becomes('lost');
    const delays: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      delays.push((clock.nextAt ?? 0) - clock.now());
      const checked = checks;
      clock.advance(delays.at(-1) ?? 0);
      // The limit on opening stands in for the next attempt until this one has failed.
      await expect.poll(() => checks).toBe(checked + 1);
      await expect.poll(() => (clock.nextAt ?? 0) - clock.now()).not.toBe(10_000);
    }
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    await listen(port);
    clock.advance(8_000);
    await becomes('open');
    const [reopened] = [...server.clients];
    reopened?.terminate();
    await becomes('lost');
    expect((clock.nextAt ?? 0) - clock.now()).toBe(500);
  });

  test('ends when the handshake is refused and the session is over', async () => {
    accepts = false;
    session = 'over';
    open();
    await becomes('ended');
    expect(clock.pending).toBe(0);
  });

  test('is lost when the handshake is refused and the session still counts', async () => {
    accepts = false;
    open();
    await becomes('lost');
    accepts = true;
    clock.advance(500);
    await becomes('open');
    expect(checks).toBe(1);
  });

  test('tries at once when asked to, also after the end', async () => {
    accepts = false;
    session = 'over';
    open();
    await becomes('ended');
    accepts = true;
    transport.retry();
    await becomes('open');
    transport.retry();
    expect(server.clients.size).toBe(1);
  });

  test('does not wait for ever for a peer that accepts and says nothing', async () => {
    let made = 0;
    transport = createWebSocketTransport({
      openSocket: () => {
        made += 1;
        return Object.assign(new EventTarget(), { close: () => undefined }) as WebSocket;
      },
      checkSession: () => Promise.resolve('unreachable'),
      clock,
      random: () => 0,
    });
    await clock.advanceAsync(10_000);
    expect(transport.connection()).toBe('lost');
    await clock.advanceAsync(500);
    expect(made).toBe(2);
  });

  test('leaves nothing behind when closed, also twice', async () => {
    const socket = await openedPair();
    const asked = transport.request('open', {}).catch((error: unknown) => error);
    const closed = once(socket, 'close');
    transport.close();
    transport.close();
    await closed;
    expect(await asked).toBeInstanceOf(NetworkError);
    expect(clock.pending).toBe(0);
    transport.retry();
    expect(clock.pending).toBe(0);
  });
});

describe('silence', () => {
  test('is told, and a connection that was cut without a word is made anew', async () => {
    const sign = nextFrame(await openedPair());
    clock.advance(20_000);
    expect((await sign).name).toBe('page:alive');
    clock.advance(3_000);
    expect(transport.connection()).toBe('silent');
    const asked = transport.request('meanwhile', {}).catch((error: unknown) => error);
    clock.advance(15_000);
    expect(transport.connection()).toBe('lost');
    expect(await asked).toMatchObject({ code: 'PAGE_CONNECTION_LOST', mayHaveArrived: true });
    clock.advance(500);
    await becomes('open');
  });
});
