import { expect, test } from 'vitest';
import { newId } from '../../../../main/base/ids.ts';
import { CarbonVoiceClient } from '../../../../main/carbonvoice/client.ts';
import { openPractice, openWebhook, request, sendBody, subscribe } from './harness.ts';

const startBody = (channel: string): object => ({
  unique_client_id: 'one',
  transcript: 'Done.',
  is_text_message: true,
  is_streaming: false,
  channel_id: channel,
});

test('token-ends refuses the token from half a minute after it was switched on', async () => {
  const { service, clock } = await openPractice();
  service.setFault('token-ends', true);
  clock.advance(29_999);
  expect((await request(service, 'GET', '/whoami')).status).toBe(200);
  clock.advance(1);
  expect((await request(service, 'GET', '/whoami')).status).toBe(401);
  service.setFault('token-ends', false);
  expect((await request(service, 'GET', '/whoami')).status).toBe(200);
});

test('only-old-routes knows neither v5 nor v6, with or without a token', async () => {
  const { service } = await openPractice();
  service.setFault('only-old-routes', true);
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const updates = '/v6/messages/updates?direction=newer&date=2026-01-01T00:00:00Z';
  const answers = [
    await request(service, 'POST', '/v5/messages/text', sendBody(service)),
    await request(service, 'POST', '/v5/messages/attachment', sendBody(service)),
    await request(service, 'GET', updates),
    await request(service, 'GET', `/v6/messages/${messageId}`),
    await request(service, 'POST', '/v5/attachments/upload/signedurl', { files: [] }),
    await request(service, 'POST', `/reactions/message/${messageId}`, { reaction: '👀' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  expect(answers[0]?.body['message']).toBe('Not found');
  expect((await fetch(`${service.url}/v6/messages/${messageId}`)).status).toBe(404);
  const started = startBody(service.directConversationId);
  const old = [
    await request(service, 'POST', '/v3/messages/start', started),
    await request(service, 'POST', `/reactions/love/${messageId}`),
  ];
  expect(old.map(({ status }) => status)).toEqual([201, 201]);
});

test('only-new-routes knows no v3', async () => {
  const { service } = await openPractice();
  service.setFault('only-new-routes', true);
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const started = startBody(service.directConversationId);
  const answers = [
    await request(service, 'POST', '/v3/messages/start', started),
    await request(service, 'POST', '/v3/messages/recent', {}),
    await request(service, 'POST', '/v3/attachments/signedurl', {}),
    await request(service, 'POST', `/reactions/love/${messageId}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect((await request(service, 'POST', '/v5/messages/text', sendBody(service))).status).toBe(201);
});

test('text-limit refuses what is longer than 8000 characters', async () => {
  const { service } = await openPractice();
  const send = async (transcript: string): Promise<number> => {
    const body = sendBody(service, { transcript });
    return (await request(service, 'POST', '/v5/messages/text', body)).status;
  };
  expect(await send('x'.repeat(8001))).toBe(201);
  service.setFault('text-limit', true);
  expect(await send('x'.repeat(8001))).toBe(400);
  expect(await send('x'.repeat(8000))).toBe(201);
});

test('late-deliveries holds every delivery back for twenty seconds', async () => {
  const { service, clock } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('late-deliveries', true);
  const held = clock.whenScheduled(20_000);
  await service.sendVoiceMessage({ text: 'a' });
  await held;
  clock.advance(19_999);
  expect(hook.received).toEqual([]);
  clock.advance(1);
  await hook.delivery(0);
});

test('no-signals answers working signals 404 and keeps none', async () => {
  const { service } = await openPractice();
  const path = `/v5/conversations/${service.directConversationId}/signal`;
  service.setFault('no-signals', true);
  expect((await request(service, 'POST', path, { signal_type: 'typing' })).status).toBe(404);
  expect(service.records().signals).toEqual([]);
});

test.each([
  ['only-old-routes', 'v3'],
  ['only-new-routes', 'v5'],
] as const)('%s is met by the client of the app on routes of %s', async (fault, route) => {
  const { service, clock } = await openPractice();
  const { url, pat, directConversationId: conversationId } = service;
  service.setFault(fault, true);
  const token = (): Promise<string> => Promise.resolve(pat);
  const { sending, attachments } = new CarbonVoiceClient({ url, userAgent: 'x', token, clock });
  const { signal } = new AbortController();
  const text = { conversationId, text: 'Done.', idempotencyKey: newId(), replyTo: null };
  await sending.sendText(text, signal);
  const file = { fileName: 'a.pdf', mimeType: 'application/pdf', idempotencyKey: newId() };
  const address = await attachments.uploadUrl(file, signal);
  expect(address).toContain(`${url}/storage/`);
  expect(service.records()).toMatchObject({ sends: [{ route }], uploadOrders: [{ route }] });
});
