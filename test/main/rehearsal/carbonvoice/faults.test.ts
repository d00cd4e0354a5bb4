import { expect, test } from 'vitest';
import type { Json, Practice } from './harness.ts';
import { openPractice, openWebhook, request, resourceOf, sendBody, subscribe } from './harness.ts';

const send = '/v5/messages/text';

async function statuses({ service }: Practice, count: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let n = 0; n < count; n += 1) {
    found.push((await request(service, 'GET', '/whoami')).status);
  }
  return found;
}

async function contentOf({ service }: Practice, messageId: string): Promise<Json> {
  const { message } = (await request(service, 'GET', `/v6/messages/${messageId}`)).body;
  return (message as Json)['content'] as Json;
}

test('wrong-token refuses the right token everywhere but on the health check', async () => {
  const practice = await openPractice();
  practice.service.setFault('wrong-token', true);
  expect(await statuses(practice, 1)).toEqual([401]);
  expect((await request(practice.service, 'GET', '/health')).status).toBe(200);
  practice.service.setFault('wrong-token', false);
  expect(await statuses(practice, 1)).toEqual([200]);
});

test('service-down resets connections and holds deliveries back', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const { service } = practice;
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('service-down', true);
  await expect(request(service, 'GET', '/health')).rejects.toMatchObject({
    cause: { code: 'ECONNRESET' },
  });
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  expect(service.records().pendingDeliveries).toBe(1);
  service.setFault('service-down', false);
  expect(resourceOf(await hook.delivery(0))['id']).toBe(messageId);
  expect(await statuses(practice, 1)).toEqual([200]);
});

test('slow answers after five seconds', async () => {
  const { service, clock } = await openPractice();
  service.setFault('slow', true);
  const waiting = clock.whenScheduled(5000);
  let isAnswered = false;
  const answer = request(service, 'GET', '/whoami').finally(() => (isAnswered = true));
  await waiting;
  clock.advance(4999);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  clock.advance(1);
  expect((await answer).status).toBe(200);
});

test('gateway-errors lets every third request through and carries out no other', async () => {
  const practice = await openPractice();
  const { service } = practice;
  service.setFault('gateway-errors', true);
  const first = await request(service, 'POST', send, sendBody(service));
  expect([first.status, service.records().sends]).toEqual([502, []]);
  expect(await statuses(practice, 3)).toEqual([503, 200, 502]);
});

test('rate-limited answers 429 with the headers of the limit', async () => {
  const { service } = await openPractice();
  service.setFault('rate-limited', true);
  const { status, headers } = await request(service, 'POST', send, sendBody(service));
  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe('1');
  expect(headers.get('x-ratelimit-remaining')).toBe('0');
  expect(service.records().sends).toEqual([]);
});

test('send-500 refuses sends and stores nothing', async () => {
  const { service } = await openPractice();
  service.setFault('send-500', true);
  expect((await request(service, 'POST', send, sendBody(service))).status).toBe(500);
  expect((await request(service, 'POST', '/v3/messages/start', {})).status).toBe(500);
  expect(service.records().sends).toEqual([]);
});

test('lost-answer stores the send and cuts the connection', async () => {
  const { service } = await openPractice();
  const body = sendBody(service);
  service.setFault('lost-answer', true);
  await expect(request(service, 'POST', send, body)).rejects.toThrow('fetch failed');
  expect(service.records().sends).toMatchObject([{ idempotencyKey: body['idempotency_key'] }]);
  service.setFault('lost-answer', false);
  const again = await request(service, 'POST', send, body);
  expect(again.body['id']).toBe(service.records().sends[0]?.messageId);
});

test('kept-503 stores the send and denies it', async () => {
  const { service } = await openPractice();
  const body = sendBody(service);
  service.setFault('kept-503', true);
  expect((await request(service, 'POST', send, body)).status).toBe(503);
  expect(service.records().sends).toMatchObject([{ idempotencyKey: body['idempotency_key'] }]);
});

test('no-transcript never brings the words, also not after it is switched off', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  service.setFault('no-transcript', true);
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  service.setFault('no-transcript', false);
  clock.advance(3_600_000);
  expect(await contentOf(practice, messageId)).not.toHaveProperty('transcript');
});

test('late-transcript brings the words after thirty seconds', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  service.setFault('late-transcript', true);
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  clock.advance(29_999);
  expect(await contentOf(practice, messageId)).not.toHaveProperty('transcript');
  clock.advance(1);
  expect(await contentOf(practice, messageId)).toMatchObject({ transcript: 'Hello' });
});

test('blank-transcript puts the words into the time codes only', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(practice.service, hook.url);
  practice.service.setFault('blank-transcript', true);
  const { messageId } = await practice.service.sendVoiceMessage({ text: 'Hello there' });
  expect(await contentOf(practice, messageId)).toMatchObject({
    transcript: '',
    time_codes: [{ t: 'Hello' }, { t: 'there' }],
  });
  expect(resourceOf(await hook.delivery(0))['transcript_txt']).toBe('');
});

test('no-deliveries queues until it is switched off', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('no-deliveries', true);
  for (const text of ['a', 'b']) await service.sendVoiceMessage({ text });
  expect([service.records().pendingDeliveries, hook.received.length]).toEqual([2, 0]);
  service.setFault('no-deliveries', false);
  await hook.delivery(1);
});

test('duplicate-deliveries posts the same delivery twice', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('duplicate-deliveries', true);
  await service.sendVoiceMessage({ text: 'a' });
  const second = await hook.delivery(1);
  expect(second.text).toBe(hook.received[0]?.text);
});

test('delivery-before-message hides a message for two seconds after its delivery', async () => {
  const { service, clock } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('delivery-before-message', true);
  const { messageId, conversationId } = await service.sendVoiceMessage({ text: 'a' });
  await hook.delivery(0);
  const path = `/v6/messages/${messageId}`;
  const byIds = { conversation_id: conversationId, message_ids: [messageId] };
  clock.advance(1999);
  expect((await request(service, 'GET', path)).status).toBe(404);
  expect((await request(service, 'POST', '/v6/messages/by-ids', byIds)).body).toEqual([]);
  clock.advance(1);
  expect((await request(service, 'GET', path)).status).toBe(200);
});

test('guide-shape flattens every delivery', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('guide-shape', true);
  const { messageId } = await service.sendVoiceMessage({ text: 'a' });
  const { body } = await hook.delivery(0);
  expect(body).toMatchObject({ message_guid: messageId, transcript_txt: 'a' });
  expect(body).not.toHaveProperty('data');
});

test('without-guids leaves no retired name in a delivery', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  service.setFault('without-guids', true);
  const { messageId } = await service.sendVoiceMessage({ text: 'a' });
  const delivery = await hook.delivery(0);
  expect(resourceOf(delivery)['id']).toBe(messageId);
  expect(delivery.text).not.toMatch(/_guid|userId"/);
});

test('stale-cursor refuses every cursor but no date', async () => {
  const { service, clock } = await openPractice({ transcriptDelayMs: 0 });
  await service.sendVoiceMessage({ text: 'a' });
  const feed = '/v6/messages/updates?direction=newer&';
  const dated = `${feed}date=${new Date(clock.now()).toISOString()}`;
  const cursor = (await request(service, 'GET', dated)).body['next_cursor'];
  service.setFault('stale-cursor', true);
  const stale = await request(service, 'GET', `${feed}cursor=${String(cursor)}`);
  expect([stale.status, stale.body['message']]).toEqual([400, 'Invalid cursor']);
  expect((await request(service, 'GET', dated)).status).toBe(200);
});

test('lists its faults by their stable names', async () => {
  const { service } = await openPractice();
  expect(service.faults().map(({ name }) => name)).toEqual([
    'wrong-token',
    'service-down',
    'token-ends',
    'slow',
    'gateway-errors',
    'rate-limited',
    'send-500',
    'lost-answer',
    'kept-503',
    ...['only-old-routes', 'only-new-routes', 'text-limit'],
    'no-transcript',
    'late-transcript',
    'blank-transcript',
    'no-deliveries',
    'duplicate-deliveries',
    'late-deliveries',
    'delivery-before-message',
    'guide-shape',
    'without-guids',
    'stale-cursor',
    ...['bell-down', 'bell-silent', 'bell-rubbish', 'feed-down', 'feed-repeats', 'feed-damaged'],
    'stuck-message',
    'no-signals',
    ...['upload-refused', 'signed-address-expired', 'upload-fails-once', 'upload-lost-once'],
    ...['upload-hangs', 'finishing-fails', 'finishing-refused', 'finishing-lost'],
    ...['download-gone', 'download-too-large', 'download-wrong-type', 'download-hangs'],
  ]);
});
