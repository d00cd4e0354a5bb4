import { expect, test } from 'vitest';
import type { PracticeVoipBin } from '../../../../main/rehearsal/practice-voip-bin.ts';
import { bare, openPractice, placeCall, reasonOf, request } from './harness.ts';

type Shown = { readonly query?: string; readonly headers?: Record<string, string> };

type Given = {
  readonly query?: string;
  readonly header?: string | true;
  readonly cookie?: boolean;
  readonly key?: string;
};

const good: readonly (readonly [string, (service: PracticeVoipBin) => Shown])[] = [
  ['a JWT in the query', (s) => ({ query: `token=${s.issueJwt()}` })],
  ['a JWT in the header', (s) => ({ headers: { authorization: `Bearer ${s.issueJwt()}` } })],
  ['a JWT in the cookie', (s) => ({ headers: { cookie: `a=b; token=${s.issueJwt()}` } })],
  ['a key in its query', (s) => ({ query: `accesskey=${s.accessKey}` })],
  ['a key in its cookie', (s) => ({ headers: { cookie: `accesskey=${s.accessKey}` } })],
];

const bad: readonly (readonly [string, string, (service: PracticeVoipBin) => Shown])[] = [
  ['nothing', 'AUTHENTICATION_REQUIRED', () => ({})],
  ['a key as token', 'INVALID_CREDENTIALS', (s) => ({ query: `token=${s.accessKey}` })],
  [
    'a key in the header',
    'INVALID_CREDENTIALS',
    (s) => ({ headers: { authorization: `Bearer ${s.accessKey}` } }),
  ],
  ['a JWT as key', 'INVALID_CREDENTIALS', (s) => ({ query: `accesskey=${s.issueJwt()}` })],
  ['a JWT that is over', 'INVALID_CREDENTIALS', (s) => ({ query: `token=${s.issueJwt(-1)}` })],
  ['a forged JWT', 'INVALID_CREDENTIALS', (s) => ({ query: `token=${s.issueJwt()}x` })],
  [
    'a good key behind a stale cookie',
    'INVALID_CREDENTIALS',
    (s) => ({ query: `accesskey=${s.accessKey}`, headers: { cookie: 'token=old' } }),
  ],
];

test.each([
  ['the cookie before the query', { query: 'token=old', cookie: true }, 200],
  ['the cookie before the header', { header: 'Bearer old', cookie: true }, 200],
  ['the query before the header', { query: 'token=old', header: true }, 401],
  ['any token before any key', { query: 'token=old&accesskey=KEY' }, 401],
  ['the key in the cookie before the query', { query: 'accesskey=KEY', key: 'old' }, 401],
] as const)('looks at %s', async (_name, given, status) => {
  const { service } = await openPractice();
  const jwt = service.issueJwt();
  const { query, header, cookie, key }: Given = given;
  const answer = await show(service, {
    query: (query ?? '').replace('KEY', service.accessKey),
    headers: {
      ...(header === undefined
        ? {}
        : { authorization: header === true ? `Bearer ${jwt}` : header }),
      ...(cookie ? { cookie: `token=${jwt}` } : {}),
      ...(key === undefined ? {} : { cookie: `accesskey=${key}` }),
    },
  });
  expect(answer.status).toBe(status);
});

async function show(service: PracticeVoipBin, { query = '', headers = {} }: Shown) {
  return bare(service, 'GET', `/v1.0/customer?${query}`, { headers });
}

test.each(good)('takes %s', async (_name, shown) => {
  const { service } = await openPractice();
  expect((await show(service, shown(service))).status).toBe(200);
});

test.each(bad)('refuses %s with 401 %s', async (_name, reason, shown) => {
  const { service } = await openPractice();
  const answer = await show(service, shown(service));
  expect([answer.status, reasonOf(answer)]).toEqual([401, reason]);
});

test('gives every refusal the same envelope, with the id of the request', async () => {
  const { service } = await openPractice();
  const answer = await bare(service, 'GET', '/v1.0/customer');
  const id = answer.headers.get('x-request-id');
  expect(id).toMatch(/^req_[A-Z2-7]{26}$/);
  expect(answer.body).toEqual({
    error: {
      status: 'UNAUTHENTICATED',
      reason: 'AUTHENTICATION_REQUIRED',
      message: 'Sign in first.',
      request_id: id,
      details: [],
    },
  });
});

test('keeps the request id of a client when it is a proper one', async () => {
  const { service } = await openPractice();
  const ask = async (id: string): Promise<string | null> =>
    (await bare(service, 'GET', '/ping', { headers: { 'x-request-id': id } })).headers.get(
      'x-request-id',
    );
  expect(await ask('mine_1')).toBe('mine_1');
  expect(await ask('x'.repeat(65))).toMatch(/^req_/);
});

test('answers a wrong method and an unknown route with 404', async () => {
  const { service } = await openPractice();
  for (const [method, path] of [
    ['PATCH', '/customer'],
    ['GET', '/webhooks'],
  ] as const) {
    const answer = await request(service, method, path);
    expect([answer.status, reasonOf(answer)]).toEqual([404, 'ROUTE_NOT_FOUND']);
  }
});

test('names a body that is not JSON and an id that is none', async () => {
  const { service } = await openPractice();
  expect(reasonOf(await request(service, 'POST', '/flows', '{"name":'))).toBe('INVALID_JSON_BODY');
  expect(reasonOf(await request(service, 'GET', '/calls/not-an-id'))).toBe('INVALID_ID');
});

test.each([
  ['unauthorized', 401, 'INVALID_CREDENTIALS'],
  ['account-frozen', 403, 'ACCOUNT_FROZEN'],
  ['server-500', 500, 'INTERNAL'],
])('%s refuses every request until it is off', async (fault, status, reason) => {
  const { service } = await openPractice();
  service.setFault(fault, true);
  const answer = await request(service, 'GET', '/customer');
  expect([answer.status, reasonOf(answer)]).toEqual([status, reason]);
  service.setFault(fault, false);
  expect((await request(service, 'GET', '/customer')).status).toBe(200);
});

test('send-429 refuses sends and nothing else', async () => {
  const { service } = await openPractice();
  service.setFault('send-429', true);
  const answer = await placeCall(service);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  expect(answer.body).toMatchObject({
    error: { status: 'RESOURCE_EXHAUSTED', details: [{ limited_by: 'customer' }] },
  });
  expect(service.calls()).toEqual([]);
  expect((await request(service, 'GET', '/calls')).status).toBe(200);
});

test('has no rate limit until it is switched on, and then refills with time', async () => {
  const { service, clock } = await openPractice();
  const burst = async (count: number): Promise<readonly number[]> => {
    const answers = Array.from({ length: count }, () => request(service, 'GET', '/customer'));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  expect(new Set(await burst(40))).toEqual(new Set([200]));
  service.setFault('rate-limits', true);
  expect((await burst(34)).filter((status) => status === 429)).toHaveLength(1);
  clock.advance(1000);
  expect((await burst(17)).filter((status) => status === 429)).toHaveLength(1);
});

test('slow-answers holds the answer for five seconds', async () => {
  const { service, clock } = await openPractice();
  service.setFault('slow-answers', true);
  let isAnswered = false;
  const answer = request(service, 'GET', '/customer').finally(() => (isAnswered = true));
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(4999);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  clock.advance(1);
  expect((await answer).status).toBe(200);
});

test('lost-answer carries a write out and cuts the connection', async () => {
  const { service } = await openPractice();
  service.setFault('lost-answer', true);
  await expect(placeCall(service)).rejects.toThrow('fetch failed');
  expect(service.calls()).toHaveLength(1);
  expect((await request(service, 'GET', '/calls')).status).toBe(200);
});

test('service-down resets connections', async () => {
  const { service } = await openPractice();
  service.setFault('service-down', true);
  await expect(bare(service, 'GET', '/ping')).rejects.toThrow('fetch failed');
});
