import { expect, test } from 'vitest';
import { listen, openPractice, request } from './harness.ts';

const to = { type: 'tel', target: '+12025550111' };

test('sends a text and tells when it has arrived', async () => {
  const { service, clock } = await openPractice();
  const client = await listen(service, ':message:message_');
  const given = { source: { type: 'tel', target: service.number }, destinations: [to], text: 'Hi' };
  const { status, body } = await request(service, 'POST', '/messages', given);
  expect(status).toBe(200);
  const sent = { type: 'sms', direction: 'outbound', text: 'Hi', targets: [{ status: 'sent' }] };
  expect(body).toMatchObject(sent);
  clock.advance(500);
  await client.until(({ targets }) => JSON.stringify(targets).includes('delivered'));
  expect(client.frames).toHaveLength(2);
  expect(client.frames[0]).toEqual(body);
});

test('refuses a foreign source with a bare 500, and what lacks something with 400', async () => {
  const { service } = await openPractice();
  const source = { type: 'tel', target: '+12025550998' };
  const send = async (body: unknown): Promise<number> =>
    (await request(service, 'POST', '/messages', body)).status;
  expect(await send({ source, destinations: [to], text: 'Hi' })).toBe(500);
  expect(await send({ source, destinations: [], text: 'Hi' })).toBe(400);
  expect(await send({ source, destinations: [to], text: '' })).toBe(400);
});

test('receives a text for an own number', async () => {
  const { service } = await openPractice();
  const client = await listen(service, ':message:message_created');
  const id = service.sendText({ from: '+12025550111', text: 'Call me' });
  expect(await client.until(() => true)).toMatchObject({
    id,
    direction: 'inbound',
    source: { target: '+12025550111' },
    targets: [{ destination: { target: service.number }, status: 'received' }],
  });
  expect((await request(service, 'GET', `/messages/${id}`)).body['text']).toBe('Call me');
  await request(service, 'DELETE', `/messages/${id}`);
  expect((await request(service, 'GET', '/messages')).body['result']).toEqual([]);
  expect(() => service.sendText({ from: '+1', to: '+2', text: 'x' })).toThrow('practice numbers');
});
