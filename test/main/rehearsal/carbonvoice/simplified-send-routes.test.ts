import { expect, test } from 'vitest';
import type { Json } from './harness.ts';
import { openPractice, request, resourceOf, openWebhook, subscribe } from './harness.ts';

const direct = '/simplified/messages/direct';

const content = {
  transcript: 'Hello',
  from_message_type: 'NewMessage',
  body_type: 'TextMessage',
} as const;

test('opens a conversation with an address, and uses it again', async () => {
  const { service } = await openPractice();
  const to = { emails: ['pat.smith@example.com'] };
  const links = ['https://example.com/a'];
  const { status, body } = await request(service, 'POST', direct, { to, links, ...content });
  const message = body['message'] as Json;
  expect([status, message]).toMatchObject([
    201,
    {
      id: expect.any(String),
      creator_id: service.agentId,
      transcript: 'Hello',
      status: 'active',
      attachments: [{ type: 'link', link: 'https://example.com/a' }],
    },
  ]);
  const id = String(message['conversation_id']);
  const conversation = await request(service, 'GET', `/simplified/conversations/${id}`);
  expect(conversation.body).toMatchObject({ name: 'Pat Smith', type: 'directMessage' });
  const again = await request(service, 'POST', direct, {
    to: { emails: ['Pat.Smith@example.com'] },
    ...content,
  });
  expect(again.body['message']).toMatchObject({ conversation_id: id });
  expect((again.body['message'] as Json)['id']).not.toBe(message['id']);
  expect(service.records().sends).toMatchObject([
    { route: 'direct', idempotencyKey: '', repeated: false, conversationId: id },
    { route: 'direct', repeated: false, conversationId: id },
  ]);
});

test('reaches people by their ids: the owner in the conversation that is there', async () => {
  const { service } = await openPractice();
  const { ownerId, colleagueId } = service;
  const send = async (ids: readonly string[]): Promise<Json> => {
    const { body } = await request(service, 'POST', direct, { to: { user_ids: ids }, ...content });
    return body['message'] as Json;
  };
  expect((await send([ownerId]))['conversation_id']).toBe(service.directConversationId);
  expect((await send([ownerId, colleagueId]))['conversation_id']).toBe(service.groupConversationId);
  const fresh = (await send([colleagueId]))['conversation_id'];
  expect([service.directConversationId, service.groupConversationId]).not.toContain(fresh);
});

test('has an address answer the first message, once, also after a restart', async () => {
  const first = await openPractice();
  const to = { emails: ['pat@example.com'] };
  const sent = await request(first.service, 'POST', direct, { to, ...content });
  const id = String((sent.body['message'] as Json)['conversation_id']);
  await first.service.close();
  const { service } = await openPractice({ dataDir: first.dataDir, clock: first.clock });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  const count = async (): Promise<number> => {
    const { body } = await request(service, 'GET', `/messages/${id}/index`);
    return (body['results'] as readonly unknown[]).length;
  };
  first.clock.advance(2999);
  expect(await count()).toBe(1);
  first.clock.advance(1);
  expect(resourceOf(await hook.delivery(0))).toMatchObject({
    channel_id: id,
    transcript_txt: null,
  });
  first.clock.advance(1500);
  expect(resourceOf(await hook.delivery(1))['transcript_txt']).toContain('This is Pat');
  await request(service, 'POST', direct, { to, ...content });
  first.clock.advance(60_000);
  expect(await count()).toBe(3);
});

test('sends into a conversation, without a key, so that a repetition is a second message', async () => {
  const { service } = await openPractice();
  const path = `/simplified/messages/conversation/${service.groupConversationId}`;
  for (let n = 0; n < 2; n += 1) {
    expect((await request(service, 'POST', path, content)).status).toBe(201);
  }
  expect(service.records().sends).toHaveLength(2);
  const none = '/simplified/messages/conversation/none';
  expect((await request(service, 'POST', none, content)).status).toBe(404);
});

test('makes speech of words that are not called text, and a bare card of links alone', async () => {
  const { service } = await openPractice();
  const path = `/simplified/messages/conversation/${service.directConversationId}`;
  const kindOf = async (body: Json): Promise<unknown> => {
    const sent = (await request(service, 'POST', path, body)).body['message'] as Json;
    const read = await request(service, 'GET', `/v6/messages/${String(sent['id'])}`);
    return (read.body['message'] as Json)['kind'];
  };
  expect(await kindOf({ transcript: 'Hello' })).toBe('audio');
  expect(await kindOf({ links: ['https://example.com'] })).toBe('attachment');
});

test.each<[number, Json]>([
  [400, { ...content, to: {} }],
  [400, { ...content, to: { emails: ['nobody'] } }],
  [400, { to: { emails: ['pat@example.com'] } }],
  [400, { ...content, to: { emails: ['pat@example.com'] }, idempotency_key: 'x' }],
  [400, { ...content, to: { emails: ['pat@example.com'] }, from_message_type: 'Forward' }],
  [400, { ...content, to: { emails: ['pat@example.com'] }, links: ['nowhere'] }],
  [404, { ...content, to: { user_ids: ['nobody'] } }],
  [404, { ...content, to: { emails: ['pat@example.com'] }, workspace_id: 'other' }],
])('answers %i to %j and makes nobody', async (wanted, body) => {
  const { service } = await openPractice();
  expect((await request(service, 'POST', direct, body)).status).toBe(wanted);
  expect(service.records().sends).toEqual([]);
  expect((await request(service, 'POST', '/contacts')).body).toHaveLength(3);
});

test('is hit by the faults of sends, too', async () => {
  const { service } = await openPractice();
  const body = { to: { emails: ['pat@example.com'] }, ...content };
  service.setFault('send-500', true);
  expect((await request(service, 'POST', direct, body)).status).toBe(500);
  service.setFault('send-500', false);
  service.setFault('lost-answer', true);
  await expect(request(service, 'POST', direct, body)).rejects.toThrow('fetch failed');
  expect(service.records().sends).toHaveLength(1);
});
