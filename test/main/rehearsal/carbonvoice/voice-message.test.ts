import { expect, test } from 'vitest';
import { openPractice, request } from './harness.ts';

test('goes to the direct conversation, or to that of the message it answers', async () => {
  const { service } = await openPractice();
  const { directConversationId, groupConversationId } = service;
  const direct = await service.sendVoiceMessage({ text: 'Hello' });
  expect(direct.conversationId).toBe(directConversationId);
  const conversationId = groupConversationId;
  const group = await service.sendVoiceMessage({ text: 'Hello', conversationId });
  const reply = await service.sendVoiceMessage({ text: 'Again', replyTo: group.messageId });
  expect(reply.conversationId).toBe(groupConversationId);
});

test('can be spoken by anyone', async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello', senderId: 'stranger-1' });
  const { body } = await request(service, 'GET', `/v6/messages/${messageId}`);
  expect(body).toMatchObject({ message: { creator_id: 'stranger-1' } });
});

test('is refused without words and in places that do not exist', async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const inputs = [
    { text: '  ' },
    { text: 'Hello', replyTo: 'none' },
    { text: 'Hello', replyTo: messageId, conversationId: service.groupConversationId },
    { text: 'Hello', conversationId: 'none' },
  ];
  const codes = await Promise.all(
    inputs.map((input) =>
      service.sendVoiceMessage(input).then(
        () => 'sent',
        (error: unknown) => (error as { code?: unknown }).code,
      ),
    ),
  );
  expect(codes).toEqual([
    'REHEARSAL_NO_WORDS',
    'REHEARSAL_UNKNOWN_MESSAGE',
    'REHEARSAL_UNKNOWN_MESSAGE',
    'REHEARSAL_UNKNOWN_PLACE',
  ]);
});
