import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { placeCall, EventClient, listen, openPractice, request, socketUrl } from './harness.ts';
import type { Json, Practice } from './harness.ts';

/** Sends a text message in, which is told by one event, and waits for it. */
async function tellOne({ service }: Practice, client: EventClient): Promise<Json> {
  const id = service.sendText({ from: '+12025550111', text: 'Hi' });
  const frame = await client.until((seen) => seen['id'] === id || dataOf(seen)['id'] === id);
  await client.sync();
  return frame;
}

function dataOf(frame: Json): Json {
  return (frame['data'] ?? {}) as Json;
}

async function refusal(address: string): Promise<number> {
  const socket = new WebSocket(address);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  socket.terminate();
  return response.statusCode;
}

test('takes a JWT and a key in their own places and refuses all else with 401', async () => {
  const { service } = await openPractice();
  const root = `${service.url.replace('http', 'ws')}/v1.0/ws`;
  for (const query of [`?token=${service.issueJwt()}`, `?accesskey=${service.accessKey}`]) {
    const { socket } = new EventClient(root + query);
    await once(socket, 'open');
  }
  for (const query of ['', `?token=${service.accessKey}`, `?accesskey=${service.issueJwt()}`]) {
    expect(await refusal(root + query)).toBe(401);
  }
  service.setFault('unauthorized', true);
  expect(await refusal(socketUrl(service))).toBe(401);
  service.setFault('unauthorized', false);
  service.setFault('webhook-only', true);
  expect(await refusal(socketUrl(service))).toBe(503);
  expect(await refusal(`${service.url.replace('http', 'ws')}/ws`)).toBe(404);
});

test('sends a three-part prefix every event twice, one with the type once', async () => {
  const practice = await openPractice();
  const twice = await listen(practice.service, ':message');
  const single = await listen(practice.service, ':message:message_created');
  const all = await listen(practice.service, '');
  const none = await listen(practice.service, ':call');
  await tellOne(practice, twice);
  await single.sync();
  await all.sync();
  await none.sync();
  const counts = [twice, single, all, none].map(({ frames }) => frames.length);
  expect(counts).toEqual([2, 1, 2, 0]);
  expect(twice.frames[0]).toEqual(twice.frames[1]);
});

test('counts overlapping prefixes of one socket once', async () => {
  const practice = await openPractice();
  const client = await listen(practice.service, ':message', '');
  await tellOne(practice, client);
  expect(client.frames).toHaveLength(2);
});

test('ends a subscription by the very same text only', async () => {
  const practice = await openPractice();
  const { service } = practice;
  const client = await listen(service, ':message');
  const other = await listen(service, ':message');
  const leave = async (topic: string): Promise<void> => {
    client.socket.send(JSON.stringify({ type: 'unsubscribe', topics: [topic] }));
    await client.sync();
  };
  await leave(`customer_id:${service.customerId}`);
  await tellOne(practice, client);
  expect(client.frames).toHaveLength(2);
  await leave(`customer_id:${service.customerId}:message`);
  await tellOne(practice, other);
  await client.sync();
  expect(client.frames).toHaveLength(2);
});

test.each([
  'customer_id::call:*',
  'customer_id:00000000-0000-4000-8000-000000000000:call',
  'agent_id:00000000-0000-4000-8000-000000000000',
  'everything',
])('cuts the connection without a close frame for topic %s', async (topic) => {
  const { service } = await openPractice();
  const client = await listen(service);
  client.socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] }));
  expect(await client.closed).toBe(1006);
});

test('lets an agent, but no key, subscribe to its own agent topic', async () => {
  const { service } = await openPractice();
  const token = service.issueJwt();
  const me = await fetch(`${service.url}/v1.0/me?token=${token}`, {
    headers: { connection: 'close' },
  });
  const topic = `agent_id:${((await me.json()) as { id: string }).id}`;
  const agent = new EventClient(socketUrl(service).replace(/accesskey=.*/, `token=${token}`));
  await once(agent.socket, 'open');
  await agent.subscribe(topic);
  const key = await listen(service);
  key.socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] }));
  expect(await key.closed).toBe(1006);
  expect(agent.socket.readyState).toBe(WebSocket.OPEN);
});

test('passes over text that it does not understand and closes at a binary frame', async () => {
  const practice = await openPractice();
  const client = await listen(practice.service, ':message');
  for (const text of ['{', '[]', '{"type":"hello"}', '{"type":"subscribe","topics":"x"}']) {
    client.socket.send(text);
  }
  await tellOne(practice, client);
  client.socket.send(Buffer.from([1]));
  expect(await client.closed).not.toBe(1006);
});

test('pings every ten seconds and drops who does not answer for sixty', async () => {
  const { service, clock } = await openPractice();
  const client = await listen(service);
  let pings = 0;
  client.socket.on('ping', () => (pings += 1));
  clock.advance(10_000);
  await client.sync();
  expect(pings).toBe(1);
  const mute = new WebSocket(socketUrl(service), { autoPong: false });
  const closed = once(mute, 'close');
  await once(mute, 'open');
  // The other client answers each ping before time goes on.
  for (let times = 0; times < 7; times += 1) {
    clock.advance(10_000);
    await client.sync();
  }
  expect((await closed)[0]).toBe(1006);
  expect(client.socket.readyState).toBe(WebSocket.OPEN);
});

test('takes no harm from a target that is no address', async () => {
  const { service } = await openPractice();
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toContain('HTTP/1.1 404');
  await once(socket.resume(), 'close');
});

test('has three shapes of frames', async () => {
  const practice = await openPractice();
  const { service } = practice;
  const client = await listen(service, ':message:message_created');
  expect(await tellOne(practice, client)).toMatchObject({ direction: 'inbound', text: 'Hi' });
  service.setFault('typed-frames', true);
  expect(await tellOne(practice, client)).toMatchObject({
    type: 'message_created',
    data: { text: 'Hi' },
  });
  service.setFault('typed-frames', false);
  service.setFault('enveloped-frames', true);
  const frame = await tellOne(practice, client);
  expect(Object.keys(frame)).toEqual(['event_type', 'timestamp', 'topic', 'data']);
  expect(frame['topic']).toBe(
    `customer_id:${service.customerId}:message:message_created:${String(dataOf(frame)['id'])}`,
  );
});

test('old-times writes times without a zone, in frames and answers', async () => {
  const practice = await openPractice();
  practice.service.setFault('old-times', true);
  const client = await listen(practice.service, ':message:message_created');
  const frame = await tellOne(practice, client);
  const old = /^2023-11-14 22:13:20\.\d{6}$/;
  expect(frame['tm_create']).toMatch(old);
  expect(frame['tm_delete']).toBe('9999-01-01 00:00:00.000000');
  const path = '/messages?page_size=1';
  const { body } = await request(practice.service, 'GET', path);
  expect(body['next_page_token']).toMatch(old);
  const next = `${path}&page_token=${encodeURIComponent(String(body['next_page_token']))}`;
  expect((await request(practice.service, 'GET', next)).body['result']).toEqual([]);
});

test('duplicate-events sends everything twice', async () => {
  const practice = await openPractice();
  practice.service.setFault('duplicate-events', true);
  const client = await listen(practice.service, ':message:message_created');
  await tellOne(practice, client);
  expect(client.frames).toHaveLength(2);
});

test('disordered-events changes the places of neighbours and keeps a lone one briefly', async () => {
  const { service, clock } = await openPractice();
  service.setFault('disordered-events', true);
  const client = await listen(service, ':message:message_created');
  for (const text of ['a', 'b', 'c']) service.sendText({ from: '+12025550111', text });
  await client.until(({ text }) => text === 'a');
  expect(client.frames.map(({ text }) => text)).toEqual(['b', 'a']);
  clock.advance(300);
  await client.until(({ text }) => text === 'c');
});

test('socket-silent stays connected and tells nothing', async () => {
  const practice = await openPractice();
  const client = await listen(practice.service, ':message');
  practice.service.setFault('socket-silent', true);
  practice.service.sendText({ from: '+12025550111', text: 'Hi' });
  await client.sync();
  expect(client.frames).toEqual([]);
  practice.service.setFault('socket-silent', false);
  await tellOne(practice, client);
});

test.each(['socket-drops', 'service-down', 'webhook-only'])(
  '%s cuts open sockets',
  async (fault) => {
    const { service } = await openPractice();
    const client = await listen(service);
    service.setFault(fault, true);
    expect(await client.closed).toBe(1006);
  },
);

test('socket-drops cuts a new socket two seconds after it opened', async () => {
  const { service, clock } = await openPractice();
  service.setFault('socket-drops', true);
  const client = await listen(service);
  clock.advance(2000);
  expect(await client.closed).toBe(1006);
});

test('tells of speaking sessions only when switched on', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const client = await listen(service, ':speaking', ':streaming');
  await placeCall(service);
  clock.advance(2300);
  const [call] = service.calls();
  const given = { reference_type: 'call', reference_id: call?.id, language: 'en-US' };
  await request(service, 'POST', '/speakings', given);
  await client.sync();
  expect(client.frames).toEqual([]);
  service.setFault('session-events', true);
  await request(service, 'POST', '/transcribes', given);
  await client.sync();
  expect(client.frames).toHaveLength(4);
});

test('hangup-not-told ends a call by no event', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const client = await listen(service, ':call', ':message');
  service.setFault('hangup-not-told', true);
  service.startCall({ from: '+12025550111' });
  clock.advance(200);
  await tellOne(practice, client);
  expect(client.frames.some(({ status }) => status === 'hangup')).toBe(false);
  expect(service.calls()[0]?.status).toBe('hangup');
});
