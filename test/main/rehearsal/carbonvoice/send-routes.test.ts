import { expect, test } from 'vitest';
import type { Json } from './harness.ts';
import { openPractice, request, sendBody } from './harness.ts';

const send = '/v5/messages/text';

test('answers a send with the created message without an envelope', async () => {
  const { service } = await openPractice();
  const body = sendBody(service, { attachments: [{ type: 'link', link: 'https://example.com' }] });
  const answer = await request(service, 'POST', send, body);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    id: expect.any(String),
    kind: 'text',
    conversation_id: service.directConversationId,
    creator_id: service.agentId,
    parent_message_id: null,
    idempotency_key: body['idempotency_key'],
    transcript: 'Done.',
    attachments: [{ id: expect.any(String), type: 'link', url: 'https://example.com' }],
  });
});

test('files a reply to a reply under the root of the thread', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const root = await service.sendVoiceMessage({ text: 'Hello' });
  const inner = await service.sendVoiceMessage({ text: 'And', replyTo: root.messageId });
  const body = sendBody(service, { reply_to_message_id: inner.messageId });
  const { body: reply } = await request(service, 'POST', send, body);
  expect(reply['parent_message_id']).toBe(root.messageId);
  expect(service.records().sends).toMatchObject([
    { replyTo: inner.messageId, threadId: root.messageId, route: 'v5', repeated: false },
  ]);
});

test('answers a repeated key with the first message, makes none, and records both', async () => {
  const { service } = await openPractice();
  const body = sendBody(service);
  const first = await request(service, 'POST', send, body);
  const again = await request(service, 'POST', send, { ...body, transcript: 'Other words' });
  expect([again.status, again.body['id']]).toEqual([201, first.body['id']]);
  expect(service.records().sends.map(({ repeated, text }) => [repeated, text])).toEqual([
    [false, 'Done.'],
    [true, 'Done.'],
  ]);
  const path = `/messages/${service.directConversationId}/index`;
  expect((await request(service, 'GET', path)).body['results']).toHaveLength(1);
});

test.each<[string, Json, string]>([
  ['an empty transcript', { transcript: ' ' }, 'transcript'],
  ['the retired thread_id', { thread_id: 'x' }, 'property thread_id should not exist'],
  ['the retired channel_id', { channel_id: 'x' }, 'property channel_id should not exist'],
  ['a missing key', { idempotency_key: undefined }, 'idempotency_key'],
  ['a key that is no UUID', { idempotency_key: 'mine' }, 'idempotency_key'],
  ['an unknown reply target', { reply_to_message_id: 'none' }, 'not in this conversation'],
])('refuses %s with 400', async (_name, more, text) => {
  const { service } = await openPractice();
  const { status, body } = await request(service, 'POST', send, sendBody(service, more));
  expect([status, JSON.stringify(body['message'])]).toEqual([400, expect.stringContaining(text)]);
  expect(service.records().sends).toEqual([]);
});

test('refuses a reply target of another conversation with 400', async () => {
  const { service } = await openPractice();
  const conversationId = service.groupConversationId;
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello', conversationId });
  const body = sendBody(service, { reply_to_message_id: messageId });
  expect((await request(service, 'POST', send, body)).status).toBe(400);
});

test('answers 404 for an unknown conversation and 400 for a broken body', async () => {
  const { service } = await openPractice();
  const unknown = await request(service, 'POST', send, sendBody(service, { conversation_id: 'x' }));
  expect(unknown.status).toBe(404);
  const headers = { authorization: `Bearer ${service.pat}`, 'content-type': 'application/json' };
  const broken = await fetch(service.url + send, { method: 'POST', headers, body: '{"a":' });
  expect(broken.status).toBe(400);
  const missing = await request(service, 'POST', send);
  expect(missing.status).toBe(400);
});

test('takes the old send, but there no reply to a reply', async () => {
  const { service } = await openPractice();
  const root = await service.sendVoiceMessage({ text: 'Hello' });
  const inner = await service.sendVoiceMessage({ text: 'And', replyTo: root.messageId });
  const body = {
    unique_client_id: 'one',
    transcript: 'Done.',
    is_text_message: true,
    is_streaming: false,
    channel_id: service.directConversationId,
  };
  const path = '/v3/messages/start';
  const good = { ...body, reply_to_message_id: root.messageId };
  const answer = await request(service, 'POST', path, good);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    message_id: expect.any(String),
    channel_ids: [service.directConversationId],
    parent_message_id: root.messageId,
  });
  const bad = { ...body, unique_client_id: 'two', reply_to_message_id: inner.messageId };
  expect((await request(service, 'POST', path, bad)).status).toBe(400);
});

test('makes a message of attachments alone, which has no words', async () => {
  const { service } = await openPractice();
  const { transcript: _none, ...body } = sendBody(service, {
    attachments: [{ type: 'link', link: 'https://example.com' }],
  });
  const path = '/v5/messages/attachment';
  const answer = await request(service, 'POST', path, body);
  expect([answer.status, answer.body]).toMatchObject([
    201,
    { kind: 'attachment', transcript: null, status: 'active', attachments: [{ type: 'link' }] },
  ]);
  expect((await request(service, 'POST', path, body)).body['id']).toBe(answer.body['id']);
  const refused = [
    await request(service, 'POST', path, { ...body, transcript: 'Words' }),
    await request(service, 'POST', path, { ...body, attachments: [] }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 400]);
});
