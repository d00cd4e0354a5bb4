import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../../../main/base/clock.ts';
import type { PracticeCarbonVoice } from '../../../../main/rehearsal/practice-carbon-voice.ts';
import { openPractice, request } from './harness.ts';

type Heard = readonly [event: string, payload: unknown];

/** The vendor's own client of the protocol; `heard` holds every event, in order. */
function join(
  { url, pat }: PracticeCarbonVoice,
  options: { readonly token?: string; readonly header?: boolean } = {},
): { readonly socket: Socket; readonly heard: Heard[] } {
  const authorization = `Bearer ${options.token ?? pat}`;
  const shown = options.header ? { extraHeaders: { authorization } } : { auth: { authorization } };
  const socket = io(url, {
    ...{ transports: ['websocket'], reconnection: false, forceNew: true, ...shown },
  });
  onTestFinished(() => void socket.disconnect());
  const heard: Heard[] = [];
  socket.onAny((event: string, payload: unknown) => void heard.push([event, payload]));
  return { socket, heard };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

test.each([true, false])('lets in whoever shows the token (in a header: %s)', async (header) => {
  const { service } = await openPractice();
  const { socket, heard } = join(service, { header });

  await until(() => heard.length > 0);

  expect(socket.connected).toBe(true);
  expect(heard).toEqual([['connected', { user_guid: service.agentId }]]);
});

test('refuses a wrong token', async () => {
  const { service } = await openPractice();
  const { socket } = join(service, { token: 'cv_pat_wrong' });

  const reason = await new Promise<string>((resolve) =>
    socket.once('connect_error', ({ message }) => resolve(message)),
  );

  expect(reason).toBe('Unauthorized');
});

test('tells of what is said, transcribed, reacted to and taken back, in the older shape', async () => {
  const { service, clock } = await openPractice({ transcriptDelayMs: 1500 });
  const { heard } = join(service);
  await until(() => heard.length > 0);
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  clock.advance(1500);
  service.addReaction({ messageId, reaction: '👍' });
  service.addReaction({ messageId, reaction: '👍' });
  service.removeMessage(messageId);

  await until(() => heard.length >= 5);

  expect(heard.slice(1).map(([event]) => event)).toEqual([
    ...['message:created', 'message:updated', 'message:updated', 'message:updated'],
  ]);
  expect(heard[1]?.[1]).toEqual({
    ...{ _id: messageId, message_id: messageId, status: 'active' },
    channel_ids: [service.directConversationId],
    last_updated_at: expect.any(Number),
  });
  expect(heard[4]?.[1]).toMatchObject({ status: 'deleted' });
});

test('tells who subscribed to a conversation of that one only', async () => {
  const { service } = await openPractice();
  const { socket, heard } = join(service);
  await until(() => heard.length > 0);
  await socket.emitWithAck('subscribe:channel', service.groupConversationId);
  await service.sendVoiceMessage({ text: 'Direct' });
  const { messageId } = await service.sendVoiceMessage({
    ...{ text: 'Group', conversationId: service.groupConversationId },
  });

  await until(() => heard.length > 1);

  expect(heard[1]?.[1]).toMatchObject({ _id: messageId });
});

test('stays up while it is pinged, and ends who does not answer', async () => {
  const { service, clock } = await openPractice();
  const { socket } = join(service);
  await until(() => socket.connected);
  const mute = new WebSocket(`${service.url.replace('http', 'ws')}/socket.io/?transport=websocket`);
  onTestFinished(() => mute.terminate());
  const pinged = new Promise((resolve) =>
    mute.on('message', (data: Buffer) => data.toString() === '2' && resolve(null)),
  );
  const closed = new Promise((resolve) => mute.once('close', resolve));
  await new Promise((resolve) => mute.once('message', resolve));

  const answered = new Promise((resolve) => socket.io.once('ping', () => resolve(null)));
  clock.advance(25_000);
  await Promise.all([pinged, answered]);
  // What is asked after the answer to a ping arrives after it.
  await socket.emitWithAck('subscribe:channel', service.groupConversationId);
  clock.advance(20_000);
  await closed;

  expect(socket.connected).toBe(true);
});

test('is silent, says rubbish, or is down by its faults', async () => {
  const { service } = await openPractice({ clock: systemClock });
  const { socket, heard } = join(service);
  await until(() => heard.length > 0);
  service.setFault('bell-silent', true);
  await service.sendVoiceMessage({ text: 'Unheard' });
  service.setFault('bell-silent', false);
  service.setFault('bell-rubbish', true);
  await service.sendVoiceMessage({ text: 'Rubbish' });
  await until(() => heard.length > 1);
  expect(heard[1]).toEqual(['message:created', 'rubbish']);

  service.setFault('bell-down', true);

  await until(() => !socket.connected);
  const again = join(service).socket;
  const error = await new Promise((resolve) => again.once('connect_error', resolve));
  expect(error).toBeInstanceOf(Error);
});

test('survives frames that are no packets', async () => {
  const { service } = await openPractice();
  const raw = new WebSocket(`${service.url.replace('http', 'ws')}/socket.io/?transport=websocket`);
  onTestFinished(() => raw.terminate());
  await new Promise((resolve) => raw.once('open', resolve));
  for (const frame of ['', '9', '40{', '42[', '42', '42["subscribe:channel"]', Buffer.from([0])]) {
    raw.send(frame);
  }
  const { heard } = join(service);

  await until(() => heard.length > 0);

  expect(heard[0]?.[0]).toBe('connected');
});

test('a forward shows what it forwards behind its share link', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const { messageId } = await service.sendVoiceMessage({ text: 'Buy milk' });
  const forward = await service.sendVoiceMessage({ text: '', forwardOf: messageId });

  const read = await request(service, 'GET', `/v6/messages/${forward.messageId}`);
  const { share_link_id: link } = read.body['message'] as { readonly share_link_id: string };
  const shared = await request(service, 'GET', `/v6/message-sharelinks/${link}`);

  expect(shared.body).toMatchObject({
    shared_message: { id: messageId, content: { transcript: 'Buy milk' } },
  });
  expect((await request(service, 'GET', '/v6/message-sharelinks/none')).status).toBe(404);
  await expect(service.sendVoiceMessage({ text: 'x', forwardOf: 'none' })).rejects.toMatchObject({
    code: 'REHEARSAL_UNKNOWN_MESSAGE',
  });
});

const feed = '/v6/messages/updates?date=2020-01-01T00:00:00.000Z';

test.each([
  ['feed-repeats', 200, 3],
  ['feed-damaged', 200, 5],
  ['stuck-message', 200, 1],
  ['feed-down', 500, 0],
])('the feed with the fault %s is answered %d with %d rows', async (fault, status, rows) => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const { messageId } = await service.sendVoiceMessage({ text: 'I am stuck here' });
  service.setFault(fault, true);

  const page = await request(service, 'GET', feed);
  const read = await request(service, 'GET', `/v6/messages/${messageId}`);

  expect(page.status).toBe(status);
  expect((page.body['data'] as readonly unknown[] | undefined) ?? []).toHaveLength(rows);
  expect(read.status).toBe(fault === 'stuck-message' ? 500 : 200);
});
