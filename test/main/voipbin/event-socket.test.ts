import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { holdSocket } from '../../../main/voipbin/event-socket.ts';
import type { SocketEnd } from '../../../main/voipbin/event-socket.ts';
import { subscribeFrame } from '../../../main/voipbin/frame-wire.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { customerId, openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { accessKey, RecordingClock, until } from './scene.ts';

async function openHeld(given: { readonly query?: string; readonly greeting?: string } = {}) {
  const peer = await openVoipBinPeer('server');
  onTestFinished(() => peer.close());
  const clock = new RecordingClock();
  const frames: string[] = [];
  const controller = new AbortController();
  const query = given.query ?? `accesskey=${accessKey['voipbin-token']}`;
  const ended = holdSocket(
    { url: `${peer.url.replace('http', 'ws')}/v1.0/ws?${query}`, headers: {}, ca: null },
    {
      clock,
      events: { onOpen: () => {}, onFrame: (text) => frames.push(text) },
      greeting: given.greeting ?? subscribeFrame(customerId),
    },
    controller.signal,
  );
  return { peer, clock, frames, controller, ended };
}

/** Every end leaves no timer; the double sees the connection go. */
async function expectEnd(held: Awaited<ReturnType<typeof openHeld>>, end: Partial<SocketEnd>) {
  expect(await held.ended).toMatchObject(end);
  expect(held.clock.pending).toBe(0);
  await until(() => held.peer.hub.size === 0);
}

test('greets on opening and hands over text frames only', async () => {
  const held = await openHeld();
  await held.peer.hub.subscribed(1);
  held.peer.hub.raw(Buffer.from('binary'));
  held.peer.hub.raw('one');
  held.peer.hub.raw('grün ✓');
  await until(() => held.frames.length === 2);
  expect(held.frames).toEqual(['one', 'grün ✓']);
  held.controller.abort();
  await expectEnd(held, { type: 'aborted' });
});

test('tells a close with its code and a cut without one', async () => {
  const closed = await openHeld();
  await closed.peer.hub.subscribed(1);
  closed.peer.hub.cut(1001);
  await expectEnd(closed, { type: 'closed', code: 1001 });

  const cut = await openHeld();
  await cut.peer.hub.subscribed(1);
  cut.peer.hub.cut();
  await expectEnd(cut, { type: 'closed', code: 1006 });
});

test('is cut without a word for a topic that is not its own', async () => {
  const topics = ['customer_id::call:*'];
  const held = await openHeld({ greeting: JSON.stringify({ type: 'subscribe', topics }) });
  await expectEnd(held, { type: 'closed', code: 1006 });
});

test('tells a handshake that is refused', async () => {
  await expectEnd(await openHeld({ query: 'token=wrong' }), { type: 'refused', status: 401 });
});

test('tells an address where nobody answers', async () => {
  const clock = new FakeClock();
  const events = { onOpen: () => {}, onFrame: () => {} };
  const address = { url: 'ws://127.0.0.1:9/', headers: {}, ca: null };
  const { signal } = new AbortController();
  const end = await holdSocket(address, { clock, events, greeting: '' }, signal);
  expect(end).toMatchObject({ type: 'failed' });
  expect(clock.pending).toBe(0);
});

test.each([
  ['no address', {}],
  ['ws://127.0.0.1:9/', { authorization: 'Bearer two\nlines' }],
])('tells what cannot be written on the wire: %s', async (url, headers) => {
  const clock = new FakeClock();
  const events = { onOpen: () => {}, onFrame: () => {} };
  const { signal } = new AbortController();
  const end = await holdSocket({ url, headers, ca: null }, { clock, events, greeting: '' }, signal);
  expect(end).toMatchObject({ type: 'failed' });
  expect(clock.pending).toBe(0);
});

test('asks a silent peer for life, and is content with a pong', async () => {
  const held = await openHeld();
  await held.peer.hub.subscribed(1);
  for (let count = 0; count < 4; count += 1) {
    const timers = held.clock.delays.length;
    held.clock.advance(12_500);
    // One timer for the end of patience, and then, with the pong, one for the next count.
    await until(() => held.clock.delays.length === timers + 2);
  }
  held.controller.abort();
  await expectEnd(held, { type: 'aborted' });
});

test('gives up a peer that is silent for 25 s', async () => {
  const held = await openHeld();
  await held.peer.hub.subscribed(1);
  held.peer.hub.freeze();
  held.clock.advance(24_999);
  let isOver = false;
  void held.ended.then(() => (isOver = true));
  await held.clock.advanceAsync(0);
  expect(isOver).toBe(false);
  held.clock.advance(1);
  expect(await held.ended).toEqual({ type: 'silent' });
});

test('gives up a handshake that is never answered', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const address = { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, headers: {} };
  const connected = once(server, 'connection');
  const events = { onOpen: () => {}, onFrame: () => {} };
  const ended = holdSocket({ ...address, ca: null }, { clock, events, greeting: '' }, signal);
  await connected;
  clock.advance(15_000);
  expect(await ended).toEqual({ type: 'silent' });
  await new Promise((resolve) => server.close(resolve));
});

test('an abort while opening, or before, leaves nothing behind', async () => {
  const held = await openHeld();
  held.controller.abort();
  await expectEnd(held, { type: 'aborted' });
  const events = { onOpen: () => {}, onFrame: () => {} };
  const address = { url: 'ws://127.0.0.1:9/', headers: {}, ca: null };
  const options = { clock: held.clock, events, greeting: '' };
  expect(await holdSocket(address, options, AbortSignal.abort())).toEqual({ type: 'aborted' });
  expect(held.clock.pending).toBe(0);
});
