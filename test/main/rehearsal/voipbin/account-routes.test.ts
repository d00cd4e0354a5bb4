import { expect, test } from 'vitest';
import type { Json } from './harness.ts';
import { bare, openPractice, reasonOf, request } from './harness.ts';

const whole = {
  name: 'Ours',
  detail: 'd',
  email: 'a@example.invalid',
  phone_number: '+12025550100',
  address: 'x',
  webhook_method: 'POST',
  webhook_uri: 'http://127.0.0.1:9/hooks',
};

test('tells who the customer is, the secret only where there is one', async () => {
  const { service } = await openPractice({ webhookSecret: 's' });
  const { body } = await request(service, 'GET', '/customer');
  expect(body).toMatchObject({
    id: service.customerId,
    identity_verification_status: 'verified',
    webhook_uri: '',
    webhook_secret: 's',
  });
  const older = await openPractice();
  expect((await request(older.service, 'GET', '/customer')).body).not.toHaveProperty(
    'webhook_secret',
  );
});

test('overwrites all seven members of the customer, a missing one with nothing', async () => {
  const { service } = await openPractice();
  expect((await request(service, 'PUT', '/customer', whole)).body).toMatchObject(whole);
  const uri = { webhook_uri: whole.webhook_uri };
  const { body } = await request(service, 'PUT', '/customer', uri);
  const emptied = Object.fromEntries(Object.keys(whole).map((key) => [key, '']));
  expect(body).toMatchObject({ ...emptied, ...uri });
});

test.each([{ webhook_uri: 'ftp://x' }, { webhook_uri: 'x' }, { webhook_method: 'PATCH' }])(
  'refuses %j and keeps what was',
  async (change) => {
    const { service } = await openPractice();
    await request(service, 'PUT', '/customer', whole);
    const answer = await request(service, 'PUT', '/customer', { ...whole, ...change });
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'INVALID_ARGUMENT']);
    expect((await request(service, 'GET', '/customer')).body).toMatchObject(whole);
  },
);

test('answers /me to an agent and 403 to an access key', async () => {
  const { service } = await openPractice();
  const me = await bare(service, 'GET', `/v1.0/me?token=${service.issueJwt()}`);
  expect(me.body).toMatchObject({ customer_id: service.customerId });
  const refused = await request(service, 'GET', '/me');
  expect([refused.status, reasonOf(refused)]).toEqual([403, 'AGENT_AUTH_REQUIRED']);
});

test('shows the token of a new key once, and takes it until it is deleted or over', async () => {
  const { service, clock } = await openPractice();
  const made = await request(service, 'POST', '/accesskeys', { name: 'n', expire: 86_400 });
  const token = String(made.body['token']);
  expect(token).toMatch(/^vb_/);
  const id = String(made.body['id']);
  const read = (await request(service, 'GET', `/accesskeys/${id}`)).body;
  expect(read).toMatchObject({ name: 'n', token_prefix: token.slice(0, 11) });
  expect(read).not.toHaveProperty('token');
  const use = async (): Promise<number> =>
    (await bare(service, 'GET', `/v1.0/customer?accesskey=${token}`)).status;
  expect(await use()).toBe(200);
  await request(service, 'DELETE', `/accesskeys/${id}`);
  expect(await use()).toBe(401);
  expect((await request(service, 'GET', `/accesskeys/${id}`)).status).toBe(404);
  const second = await request(service, 'POST', '/accesskeys', { expire: 86_400 });
  clock.advance(86_400_000);
  const late = `/v1.0/customer?accesskey=${String(second.body['token'])}`;
  expect((await bare(service, 'GET', late)).status).toBe(401);
});

test.each([{}, { expire: 86_399 }, { expire: '86400' }])('refuses a key with %j', async (body) => {
  const { service } = await openPractice();
  expect((await request(service, 'POST', '/accesskeys', body)).status).toBe(400);
});

test('keeps what may be dialled', async () => {
  const { service } = await openPractice();
  const before = (await request(service, 'GET', '/outbound_config')).body;
  expect(before['destination_whitelist']).toContain('us');
  const after = { destination_whitelist: ['de'], name: 'n' };
  await request(service, 'PUT', '/outbound_config', after);
  expect((await request(service, 'GET', '/outbound_config')).body).toMatchObject(after);
});

test('pages a list newest first, with a token on every page that is not empty', async () => {
  const { service } = await openPractice();
  for (const name of ['a', 'b', 'c']) {
    await request(service, 'POST', '/flows', { name, detail: '', actions: [] });
  }
  const seen: string[] = [];
  let token = '';
  for (;;) {
    const path = `/flows?page_size=2&page_token=${encodeURIComponent(token)}`;
    const { body } = await request(service, 'GET', path);
    const rows = body['result'] as readonly Json[];
    token = String(body['next_page_token']);
    if (rows.length === 0) break;
    expect(token).not.toBe('');
    seen.push(rows.map((row) => row['name']).join(''));
  }
  expect(seen).toEqual(['cb', 'a']);
});
