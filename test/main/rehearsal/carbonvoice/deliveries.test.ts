import { expect, test } from 'vitest';
import { systemClock } from '../../../../main/base/clock.ts';
import { openPractice, openWebhook, request, resourceOf, sendBody, subscribe } from './harness.ts';

test('tells of a message at once and again when its words are known', async () => {
  const { service, clock } = await openPractice();
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  const { messageId, conversationId } = await service.sendVoiceMessage({ text: 'Add the notes' });
  const first = await hook.delivery(0);
  expect(first.body).toMatchObject({
    eventName: 'message.posted.to.channel',
    subscribedUserIds: [service.agentId],
    data: {
      eventName: 'message.posted.to.channel',
      resourceId: messageId,
      resourceType: 'Message',
      resource: {
        id: messageId,
        message_guid: messageId,
        channel_id: conversationId,
        channel_guid: conversationId,
        conversation_id: conversationId,
        creator_id: service.ownerId,
        creator_guid: service.ownerId,
        parent_message_id: null,
        transcript_txt: null,
        kind: 'audio',
        status: 'active',
        duration_ms: 1050,
      },
    },
  });
  clock.advance(1500);
  const second = resourceOf(await hook.delivery(1));
  expect(second).toMatchObject({ id: messageId, transcript_txt: 'Add the notes' });
  expect(second['last_updated_at']).not.toBe(resourceOf(first)['last_updated_at']);
});

test('delivers the flat shape of the integration guide when a message asks for it', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  const root = await service.sendVoiceMessage({ text: 'One' });
  const reply = await service.sendVoiceMessage({
    text: 'Two',
    replyTo: root.messageId,
    shape: 'guide',
  });
  expect((await hook.delivery(1)).body).toEqual({
    message_guid: reply.messageId,
    channel_id: reply.conversationId,
    parent_message_id: root.messageId,
    transcript_txt: 'Two',
    creator_id: service.ownerId,
    created_at: expect.any(String),
  });
});

test('keeps the order of creation while an endpoint refuses and recovers', async () => {
  const options = { clock: systemClock, redeliverMs: 1, transcriptDelayMs: 0 };
  const { service } = await openPractice(options);
  const hook = await openWebhook();
  hook.answers.push(500, 404, 302);
  await subscribe(service, hook.url);
  for (const text of ['a', 'b', 'c']) await service.sendVoiceMessage({ text });
  await hook.delivery(5);
  expect(hook.received.map((d) => resourceOf(d)['transcript_txt'])).toEqual([
    'a',
    'a',
    'a',
    'a',
    'b',
    'c',
  ]);
});

test('waits longer after each refusal, up to thirty seconds', async () => {
  const { service, clock } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  hook.answers.push(...Array.from({ length: 7 }, () => 503));
  await subscribe(service, hook.url);
  await service.sendVoiceMessage({ text: 'Hello' });
  const waits: number[] = [];
  for (let index = 0; index < 7; index += 1) {
    await hook.delivery(index);
    await expect.poll(() => (clock.nextAt ?? 0) - clock.now()).not.toBe(10_000);
    await expect.poll(() => clock.pending).toBe(1);
    const wait = (clock.nextAt ?? 0) - clock.now();
    waits.push(wait);
    clock.advance(wait);
  }
  const nominal = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  expect(
    waits.map((wait, n) => wait <= (nominal[n] ?? 0) && wait >= (nominal[n] ?? 0) * 0.8),
  ).toEqual(nominal.map(() => true));
  await hook.delivery(7);
});

test('queues for an endpoint that is offline and delivers when it is back', async () => {
  const options = { clock: systemClock, redeliverMs: 5, transcriptDelayMs: 0 };
  const { service } = await openPractice(options);
  const gone = await openWebhook();
  const port = Number(new URL(gone.url).port);
  await subscribe(service, gone.url);
  await gone.close();
  for (const text of ['a', 'b']) await service.sendVoiceMessage({ text });
  const back = await openWebhook(port);
  await back.delivery(1);
  expect(back.received.map((d) => resourceOf(d)['transcript_txt'])).toEqual(['a', 'b']);
});

test('a refusing endpoint does not hold up another one', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const refusing = await openWebhook();
  const other = await openWebhook();
  refusing.answers.push(...Array.from({ length: 9 }, () => 500));
  await subscribe(service, refusing.url);
  await subscribe(service, other.url);
  for (const text of ['a', 'b']) await service.sendVoiceMessage({ text });
  await other.delivery(1);
  await refusing.delivery(0);
  expect(refusing.received).toHaveLength(1);
});

test('gives up on a delivery after a week and goes on with the next', async () => {
  const { service, clock } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  service.setFault('no-deliveries', true);
  await subscribe(service, hook.url);
  await service.sendVoiceMessage({ text: 'old' });
  clock.advance(7 * 24 * 3_600_000 + 1);
  await service.sendVoiceMessage({ text: 'new' });
  service.setFault('no-deliveries', false);
  expect(resourceOf(await hook.delivery(0))['transcript_txt']).toBe('new');
});

test('does not tell of own sends under the self filter, nor of reactions', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const hook = await openWebhook();
  await subscribe(service, hook.url);
  const { messageId } = await service.sendVoiceMessage({ text: 'a' });
  const body = sendBody(service, { reply_to_message_id: messageId });
  await request(service, 'POST', '/v5/messages/text', body);
  await request(service, 'POST', `/reactions/message/${messageId}`, { reaction: '👀' });
  await service.sendVoiceMessage({ text: 'b' });
  await hook.delivery(1);
  const words = hook.received.map((d) => resourceOf(d)['transcript_txt']);
  expect(words).toEqual(['a', 'b']);
});
