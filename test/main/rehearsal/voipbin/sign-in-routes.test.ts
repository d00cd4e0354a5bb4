import { expect, test } from 'vitest';
import { bare, openPractice } from './harness.ts';

test('signs in at the root of the host and sets the cookie', async () => {
  const { service } = await openPractice({ username: 'u', password: 'p' });
  const body = { username: 'u', password: 'p' };
  const answer = await bare(service, 'POST', '/auth/login', { body });
  expect(answer.status).toBe(200);
  expect(answer.body['username']).toBe('u');
  const token = String(answer.body['token']);
  expect(answer.headers.get('set-cookie')).toBe(
    `token=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`,
  );
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ type: 'agent', agent: { customer_id: service.customerId } });
  const headers = { authorization: `Bearer ${token}` };
  expect((await bare(service, 'GET', '/v1.0/me', { headers })).status).toBe(200);
});

test.each([
  ['a wrong password', { username: 'u', password: 'x' }],
  ['a missing password', { username: 'u' }],
  ['what is not JSON', '{'],
])('answers %s with 400 and no body', async (_name, body) => {
  const { service } = await openPractice({ username: 'u', password: 'p' });
  const answer = await bare(service, 'POST', '/auth/login', { body });
  expect([answer.status, answer.text]).toEqual([400, '']);
});

test('knows no sign-in below /v1.0', async () => {
  const { service } = await openPractice();
  const { status, body } = await bare(service, 'POST', '/v1.0/auth/login', { body: {} });
  expect(status).toBe(404);
  expect(body).toMatchObject({ error: { status: 'NOT_FOUND', reason: 'ROUTE_NOT_FOUND' } });
});

test('ends a token after a week by its text claim', async () => {
  const { service, clock } = await openPractice();
  const headers = { authorization: `Bearer ${service.issueJwt()}` };
  clock.advance(7 * 24 * 3_600_000 - 1);
  expect((await bare(service, 'GET', '/v1.0/customer', { headers })).status).toBe(200);
  clock.advance(1);
  expect((await bare(service, 'GET', '/v1.0/customer', { headers })).status).toBe(401);
});

test('answers the health check without a credential', async () => {
  const { service } = await openPractice();
  expect((await bare(service, 'GET', '/ping')).body).toEqual({ message: 'pong' });
});
