import { expect, test } from 'vitest';
import type { Json } from './harness.ts';
import { openPractice, openWebhook, request, resourceOf, subscribe } from './harness.ts';

const webhookURL = 'http://127.0.0.1:9/hooks';

test('answers a subscription with its id and client id', async () => {
  const { service } = await openPractice();
  const body = await subscribe(service, webhookURL);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    client_id: expect.any(String),
    user_id: service.agentId,
    webhookURL,
    subscription_filters: [{ key: 'creator_id', operator: 'ne', value: service.agentId }],
  });
});

test('refuses the same address twice, naming the same webhook url', async () => {
  const { service } = await openPractice();
  await subscribe(service, webhookURL);
  const again = await request(service, 'POST', '/apps/subscribe', { webhookURL });
  expect([again.status, again.body['errmsg']]).toEqual([
    400,
    expect.stringContaining('same webhook url'),
  ]);
});

test.each<[string, Json]>([
  ['no address', {}],
  ['an address of another kind', { webhookURL: 'ftp://127.0.0.1/x' }],
  ['an unknown event', { webhookURL, subscriptions: ['message.created'] }],
  [
    'an unknown filter key',
    { webhookURL, subscription_filters: [{ key: 'kind', operator: 'eq', value: 'x' }] },
  ],
  [
    'an unknown operator',
    { webhookURL, subscription_filters: [{ key: '_id', operator: 'like', value: 'x' }] },
  ],
  ['no operator', { webhookURL, subscription_filters: [{ key: '_id', value: 'x' }] }],
  [
    'a single value for "in"',
    { webhookURL, subscription_filters: [{ key: '_id', operator: 'in', value: 'x' }] },
  ],
])('refuses %s with 400', async (_name, body) => {
  const { service } = await openPractice();
  expect((await request(service, 'POST', '/apps/subscribe', body)).status).toBe(400);
  expect(service.records().subscriptions).toEqual([]);
});

test('removes a subscription once, with what was queued for it', async () => {
  const { service } = await openPractice();
  service.setFault('no-deliveries', true);
  const { id, client_id: client } = await subscribe(service, webhookURL);
  await service.sendVoiceMessage({ text: 'Hello' });
  expect(service.records().pendingDeliveries).toBe(1);
  const path = `/apps/${String(client)}/unsubscribe/${String(id)}`;
  expect((await request(service, 'DELETE', path)).status).toBe(204);
  expect(service.records()).toMatchObject({ subscriptions: [], pendingDeliveries: 0 });
  expect((await request(service, 'DELETE', path)).status).toBe(404);
});

test('delivers only what all filters let through', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const { ownerId, colleagueId, groupConversationId } = service;
  const hook = await openWebhook();
  await subscribe(service, hook.url, [
    { key: 'creator_id', operator: 'in', value: [ownerId, 'another'] },
    { key: '_id', operator: 'eq', value: groupConversationId },
  ]);
  await service.sendVoiceMessage({ text: 'direct' });
  const conversationId = groupConversationId;
  await service.sendVoiceMessage({ text: 'other', conversationId, senderId: colleagueId });
  const wanted = await service.sendVoiceMessage({ text: 'group', conversationId });
  expect(resourceOf(await hook.delivery(0))['id']).toBe(wanted.messageId);
  expect(service.records().pendingDeliveries).toBeLessThanOrEqual(1);
});

test('delivers every event, own sends included, where nothing was said of either', async () => {
  const { service } = await openPractice();
  const hook = await openWebhook();
  await request(service, 'POST', '/apps/subscribe', { webhookURL: hook.url });
  await request(service, 'POST', '/v5/messages/text', {
    conversation_id: service.directConversationId,
    transcript: 'Mine',
    idempotency_key: crypto.randomUUID(),
  });
  expect(resourceOf(await hook.delivery(0))).toMatchObject({
    creator_id: service.agentId,
    kind: 'text',
    transcript_txt: 'Mine',
  });
});
