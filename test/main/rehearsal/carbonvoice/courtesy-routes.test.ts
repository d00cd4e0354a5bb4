import { expect, test } from 'vitest';
import type { Json } from './harness.ts';
import { openPractice, request } from './harness.ts';

const read = 'type=message&notification_removal_mode=hard';

test('marks a message read and records it', async () => {
  const { service, clock } = await openPractice();
  const { messageId, conversationId } = await service.sendVoiceMessage({ text: 'Hello' });
  const path = `/notifications/${conversationId}/${messageId}?${read}`;
  expect((await request(service, 'DELETE', path)).status).toBe(200);
  expect(service.records().readMarks).toEqual([{ at: clock.now(), conversationId, messageId }]);
});

test('refuses read marks with another mode and of another conversation', async () => {
  const { service } = await openPractice();
  const { messageId, conversationId } = await service.sendVoiceMessage({ text: 'Hello' });
  const paths = [
    `/notifications/${conversationId}/${messageId}`,
    `/notifications/${conversationId}/${messageId}?type=message&notification_removal_mode=soft`,
    `/notifications/${service.groupConversationId}/${messageId}?${read}`,
  ];
  const answers = await Promise.all(paths.map((path) => request(service, 'DELETE', path)));
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 404]);
  expect(service.records().readMarks).toEqual([]);
});

test('takes one emoji or a legacy id and raises the time of the message once', async () => {
  const { service, clock } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  clock.advance(100);
  const path = `/reactions/message/${messageId}`;
  expect((await request(service, 'POST', path, { reaction: '👀' })).status).toBe(201);
  expect((await request(service, 'POST', `/reactions/acknowledged/${messageId}`)).status).toBe(201);
  clock.advance(100);
  await request(service, 'POST', path, { reaction: '👀' });
  const { message } = (await request(service, 'GET', `/v6/messages/${messageId}`)).body;
  expect(message).toMatchObject({
    updated_at: new Date(clock.now() - 100).toISOString(),
    reaction_summary: {
      reaction_counts: { '👀': 1, acknowledged: 1 },
      top_user_reactions: [{ user_id: service.agentId, reaction_id: 'acknowledged' }],
      top_user_emojis: [{ reaction: '👀', count: 1, user_ids: [service.agentId] }],
    },
  });
  expect(service.records().reactions.map(({ reaction }) => reaction)).toEqual([
    '👀',
    'acknowledged',
    '👀',
  ]);
});

test("shows a person's tap on a message", async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  service.addReaction({ messageId, reaction: 'affirmative' });
  const { message } = (await request(service, 'GET', `/v6/messages/${messageId}`)).body;
  expect(message).toMatchObject({
    reaction_summary: {
      top_user_reactions: [{ user_id: service.ownerId, reaction_id: 'affirmative' }],
    },
  });
  expect(() => service.addReaction({ messageId: 'none', reaction: 'lol' })).toThrow('no such');
});

test.each([
  ['two emoji', '👀👀'],
  ['words', 'ok'],
  ['nothing', ''],
  ['an emoji of more than 32 code units', `${'👩‍'.repeat(11)}👩`],
])('refuses %s as a reaction', async (_name, reaction) => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const path = `/reactions/message/${messageId}`;
  expect((await request(service, 'POST', path, { reaction })).status).toBe(400);
});

test.each(['👍🏽', '❤️', '👨‍👩‍👧‍👦', '🇮🇸', '1️⃣'])('takes %s as one emoji', async (reaction) => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const path = `/reactions/message/${messageId}`;
  expect((await request(service, 'POST', path, { reaction })).status).toBe(201);
});

test('refuses reactions to unknown messages and by ids that may only be read', async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const unknown = await request(service, 'POST', '/reactions/message/none', { reaction: '👀' });
  const busy = await request(service, 'POST', `/reactions/busy/${messageId}`);
  expect([unknown.status, busy.status]).toEqual([404, 400]);
});

test.each<[number, Json]>([
  [204, { signal_type: 'thinking', ttl_ms: 4000 }],
  [204, { signal_type: 'typing', ttl_ms: 500, body: 'x'.repeat(200) }],
  [400, { signal_type: 'typing', body: 'x'.repeat(201) }],
  [400, { signal_type: 'typing', ttl_ms: 499 }],
  [400, { signal_type: 'typing', ttl_ms: 30_001 }],
  [400, { signal_type: 'sleeping' }],
])('answers %i to the hint %j', async (wanted, body) => {
  const { service } = await openPractice();
  const path = `/v5/conversations/${service.directConversationId}/signal`;
  expect((await request(service, 'POST', path, body)).status).toBe(wanted);
  expect(service.records().signals).toHaveLength(wanted === 204 ? 1 : 0);
});

test('answers 404 to a hint for an unknown conversation', async () => {
  const { service } = await openPractice();
  const body = { signal_type: 'typing' };
  const { status } = await request(service, 'POST', '/v5/conversations/none/signal', body);
  expect(status).toBe(404);
});
