import { expect, test } from 'vitest';
import { openPractice, request } from './harness.ts';

test('gives a message without words first and with words and tags once they are known', async () => {
  const { service, clock } = await openPractice();
  const taggedUserIds = [service.agentId];
  const { messageId } = await service.sendVoiceMessage({ text: 'Add the notes', taggedUserIds });
  const path = `/v6/messages/${messageId}?fresh=true`;
  const before = (await request(service, 'GET', path)).body['message'];
  expect(before).toMatchObject({
    id: messageId,
    thread_id: messageId,
    kind: 'audio',
    creator_id: service.ownerId,
    tagged_user_ids: [],
    content: { time_codes: [] },
  });
  expect(before).not.toHaveProperty('content.transcript');
  expect(before).not.toHaveProperty('deleted_at');
  clock.advance(1500);
  const after = (await request(service, 'GET', path)).body['message'];
  expect(after).toMatchObject({
    tagged_user_ids: taggedUserIds,
    content: {
      transcript: 'Add the notes',
      time_codes: [{ t: 'Add' }, { t: 'the' }, { t: 'notes' }],
    },
    updated_at: new Date(clock.now()).toISOString(),
  });
});

test('answers 404 for an unknown message', async () => {
  const { service } = await openPractice();
  const { status, body } = await request(service, 'GET', '/v6/messages/none');
  expect([status, body['message']]).toEqual([404, 'Message not found']);
});

test('shows a message that was taken back as deleted, without its words', async () => {
  const { service, clock } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Never mind' });
  service.removeMessage(messageId);
  clock.advance(60_000);
  const { message } = (await request(service, 'GET', `/v6/messages/${messageId}`)).body;
  expect(message).toMatchObject({ status: 'deleted', deleted_at: expect.any(String) });
  expect(message).not.toHaveProperty('content');
});

test('gives several messages of one conversation as a bare array', async () => {
  const { service } = await openPractice();
  const a = await service.sendVoiceMessage({ text: 'One' });
  const b = await service.sendVoiceMessage({
    text: 'Elsewhere',
    conversationId: service.groupConversationId,
  });
  const { status, body } = await request(service, 'POST', '/v6/messages/by-ids', {
    conversation_id: a.conversationId,
    message_ids: [a.messageId, b.messageId, 'none'],
  });
  expect([status, body]).toEqual([200, [expect.objectContaining({ id: a.messageId })]]);
});

test.each([
  ['no conversation', { message_ids: ['x'] }],
  ['no ids', { conversation_id: 'x' }],
  ['an empty list', { conversation_id: 'x', message_ids: [] }],
])('refuses by-ids with %s', async (_name, body) => {
  const { service } = await openPractice();
  expect((await request(service, 'POST', '/v6/messages/by-ids', body)).status).toBe(400);
});

test('lists the ids of a conversation with their thread roots', async () => {
  const { service } = await openPractice();
  const root = await service.sendVoiceMessage({ text: 'One' });
  const reply = await service.sendVoiceMessage({ text: 'Two', replyTo: root.messageId });
  const path = `/messages/${service.directConversationId}/index?direction=newer&limit=200`;
  expect((await request(service, 'GET', path)).body['results']).toMatchObject([
    { message_id: root.messageId, parent_message_id: null },
    { message_id: reply.messageId, parent_message_id: root.messageId },
  ]);
});
