import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FakeClock } from '../../../fakes/fake-clock.ts';
import { openPractice, openWebhook, request } from './harness.ts';

const from = '+12025550111';

/** Moves time by the pause between two tries once the service waits for its end. */
async function passPause(clock: FakeClock): Promise<void> {
  while (clock.nextAt !== clock.now() + 1000) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(1000);
}

test('delivers every event as type and data, signed over the raw body', async () => {
  const { service } = await openPractice({ webhookSecret: 'secret' });
  const hook = await openWebhook(service);
  const id = service.sendText({ from, text: 'Hi ✓' });
  const [delivery] = await hook.count(1);
  expect(delivery?.body).toMatchObject({ type: 'message_created', data: { id, text: 'Hi ✓' } });
  expect(delivery?.headers['content-type']).toBe('application/json');
  const hex = createHmac('sha256', 'secret')
    .update(delivery?.text ?? '')
    .digest('hex');
  expect(delivery?.headers['x-voipbin-signature']).toBe(`sha256=${hex}`);
});

test('signs nothing without a secret and uses the method of the account', async () => {
  const { service } = await openPractice();
  const hook = await openWebhook(service, 'PUT');
  service.sendText({ from, text: 'Hi' });
  const [delivery] = await hook.count(1);
  expect(delivery?.method).toBe('PUT');
  expect(delivery?.headers).not.toHaveProperty('x-voipbin-signature');
});

test('tries three times, a second apart, after errors of server and transport', async () => {
  const { service, clock } = await openPractice();
  const hook = await openWebhook(service);
  hook.answers.push(500, 0, 503);
  service.sendText({ from, text: 'Hi' });
  await passPause(clock);
  await passPause(clock);
  const three = await hook.count(3);
  expect(new Set(three.map(({ text }) => text)).size).toBe(1);
  while (service.records().pendingDeliveries > 0)
    await new Promise((resolve) => setImmediate(resolve));
  service.sendText({ from, text: 'Next' });
  expect((await hook.count(4))[3]?.body).toMatchObject({ data: { text: 'Next' } });
});

test.each([404, 400, 302])('takes %i for an answer', async (status) => {
  const { service, clock } = await openPractice();
  const hook = await openWebhook(service);
  hook.answers.push(status);
  service.sendText({ from, text: 'Hi' });
  await hook.count(1);
  while (service.records().pendingDeliveries > 0)
    await new Promise((resolve) => setImmediate(resolve));
  expect(clock.pending).toBe(0);
  expect(hook.received).toHaveLength(1);
});

test('does not let one delivery wait for another', async () => {
  const { service } = await openPractice();
  const hook = await openWebhook(service);
  hook.answers.push(500);
  service.sendText({ from, text: 'a' });
  service.sendText({ from, text: 'b' });
  await hook.count(2);
  while (service.records().pendingDeliveries > 1)
    await new Promise((resolve) => setImmediate(resolve));
  expect(service.records().pendingDeliveries).toBe(1);
});

test('sends nothing after the address is taken away, and while no-webhooks is on', async () => {
  const { service } = await openPractice();
  const hook = await openWebhook(service);
  service.setFault('no-webhooks', true);
  service.sendText({ from, text: 'a' });
  service.setFault('no-webhooks', false);
  service.sendText({ from, text: 'b' });
  await hook.count(1);
  await request(service, 'PUT', '/customer', {});
  service.sendText({ from, text: 'c' });
  await request(service, 'PUT', '/customer', { webhook_uri: hook.url });
  service.sendText({ from, text: 'd' });
  const texts = (await hook.count(2)).map(({ body }) => (body['data'] as { text: string }).text);
  expect(texts).toEqual(['b', 'd']);
});
