import { expect, test } from 'vitest';
import type { Json } from './harness.ts';
import { openPractice, reasonOf, request } from './harness.ts';

test('lists the own numbers in the order they were given', async () => {
  const { service } = await openPractice({ numbers: ['+12025550198', '+899123456789'] });
  const { body } = await request(service, 'GET', '/numbers');
  expect(body['result']).toMatchObject([
    { number: '+12025550198', type: 'normal', status: 'active' },
    { number: '+899123456789', type: 'virtual' },
  ]);
  expect(service.number).toBe('+12025550198');
});

test('overwrites both flows of a number and wants both', async () => {
  const { service } = await openPractice();
  const [number] = (await request(service, 'GET', '/numbers')).body['result'] as readonly Json[];
  const path = `/numbers/${String(number?.['id'])}`;
  const set = { call_flow_id: 'a', message_flow_id: 'b' };
  expect((await request(service, 'PUT', `${path}/flow_ids`, set)).body).toMatchObject(set);
  const half = await request(service, 'PUT', `${path}/flow_ids`, { call_flow_id: 'c' });
  expect([half.status, reasonOf(half)]).toEqual([400, 'INVALID_ARGUMENT']);
  expect((await request(service, 'GET', path)).body).toMatchObject(set);
  const named = { ...set, name: 'n', detail: 'd' };
  expect((await request(service, 'PUT', path, named)).body).toMatchObject(named);
});

test('makes, changes and deletes flows', async () => {
  const { service } = await openPractice();
  const given = { name: 'n', detail: 'd', actions: [{ type: 'answer' }] };
  const made = await request(service, 'POST', '/flows', given);
  expect(made.body).toMatchObject({ ...given, type: 'flow' });
  expect(made.body['direct_hash']).toMatch(/^[0-9a-f]{12}$/);
  const path = `/flows/${String(made.body['id'])}`;
  const change = { ...given, actions: [] };
  expect((await request(service, 'PUT', path, change)).body).toMatchObject(change);
  expect((await request(service, 'DELETE', path)).body['tm_delete']).toEqual(expect.any(String));
  expect((await request(service, 'GET', path)).status).toBe(404);
  expect((await request(service, 'GET', '/flows')).body).toEqual({
    result: [],
    next_page_token: '',
  });
});

test.each([{}, { name: 'n', detail: 'd' }, { name: 'n', detail: 'd', actions: [{}] }])(
  'refuses the flow %j',
  async (body) => {
    const { service } = await openPractice();
    expect((await request(service, 'POST', '/flows', body)).status).toBe(400);
  },
);
