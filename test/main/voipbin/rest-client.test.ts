import { describe, expect, test } from 'vitest';
import { pathOf } from '../../../main/voipbin/rest-client.ts';
import type { RestRequest } from '../../../main/voipbin/rest-client.ts';
import { failure } from '../../peers/voipbin/routes.ts';
import { openRestScene, readCustomer } from './rest-scene.ts';
import { until } from './scene.ts';

const dial: RestRequest = {
  method: 'POST',
  path: '/calls',
  body: { destinations: [{ type: 'tel', target: '+15550002000' }] },
  effect: 'once',
  asked: 'place-call',
};

describe('a request', () => {
  test('carries its own id and no cookie, also after the service set one', async () => {
    const { client, peer, signal } = await openRestScene();
    peer.plan('GET', /customer/, {
      status: 200,
      body: peer.customer,
      headers: { 'set-cookie': 'token=stale' },
    });
    await client.ask(readCustomer, signal);
    await client.ask(readCustomer, signal);
    const ids = peer.received.map(({ headers }) => String(headers['x-request-id']));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(peer.received.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
  });

  test('is answered with the time of the service', async () => {
    const { client, peer, clock, signal } = await openRestScene();
    const there = clock.now() + 3_600_000;
    const headers = { date: new Date(there).toUTCString() };
    peer.plan('GET', /customer/, { status: 200, body: peer.customer, headers });
    await client.ask(readCustomer, signal);
    expect(client.time.of(clock.now())).toBe(Math.floor(there / 1000) * 1000);
  });

  test('follows no redirect, so that no key crosses one', async () => {
    const { client, peer, signal } = await openRestScene();
    const headers = { location: `${peer.url}/elsewhere` };
    peer.plan('GET', /customer/, { status: 307, headers });
    await expect(client.ask(readCustomer, signal)).rejects.toMatchObject({ status: 307 });
    expect(peer.count('GET', /elsewhere/)).toBe(0);
  });

  test('keeps an id in its place', () => {
    expect(pathOf('calls', '../customer?x=1', 'hangup')).toBe(
      '/calls/..%2Fcustomer%3Fx%3D1/hangup',
    );
  });
});

describe('an answer that is no success', () => {
  test.each([
    [402, failure(402, 'INSUFFICIENT_BALANCE'), /balance/],
    [402, { status: 402, body: '' }, /balance/],
    [403, failure(403, 'IDENTITY_VERIFICATION_REQUIRED'), /verify your identity/],
    [403, failure(403, 'ACCOUNT_FROZEN'), /frozen/],
    [409, failure(409, 'TRANSCRIBE_ALREADY_PROGRESSING'), /already/],
    [500, failure(500, 'INTERNAL'), /country.*source.*balance.*route/],
    [503, failure(503, 'REQUEST_TIMEOUT'), /in time/],
    [502, { status: 502, body: '<html>Bad Gateway</html>' }, /answered 502\.$/],
    [400, failure(400, 'INVALID_ARGUMENT', 'bad thing'), /answered 400: bad thing/],
  ])('%s is a sentence: %#', async (status, answer, sentence) => {
    const { client, peer, signal } = await openRestScene();
    peer.plan('POST', /calls/, answer);
    const failed = client.ask(dial, signal);
    await expect(failed).rejects.toMatchObject({ kind: 'remote', status });
    await expect(failed).rejects.toThrow(sentence);
    expect(peer.count('POST', /calls/)).toBe(1);
  });

  test('keeps code, request id and Retry-After', async () => {
    const { client, peer, signal } = await openRestScene();
    const answer = failure(429, 'RATE_LIMIT_EXCEEDED');
    peer.plan('POST', /calls/, { ...answer, headers: { 'retry-after': '3' } });
    await expect(client.ask(dial, signal)).rejects.toMatchObject({
      code: 'VOIPBIN_RATE_LIMIT_EXCEEDED',
      requestId: 'req_TEST',
      retryAfterMs: 3000,
    });
  });

  test('without a body has the request id of its header', async () => {
    const { client, peer, signal } = await openRestScene();
    peer.plan('POST', /calls/, { status: 500 });
    await expect(client.ask(dial, signal)).rejects.toMatchObject({ requestId: 'req_HEADER' });
  });

  test('a success that is no JSON is a ProtocolError', async () => {
    const { client, peer, signal } = await openRestScene();
    peer.plan('GET', /customer/, { status: 200, body: '<html>' });
    await expect(client.ask(readCustomer, signal)).rejects.toMatchObject({ kind: 'protocol' });
  });
});

describe('what is safe to repeat', () => {
  test('is repeated after a failure of the service, and after a lost answer', async () => {
    const { client, peer, clock, signal } = await openRestScene();
    peer.plan('GET', /customer/, { status: 503, body: '' });
    peer.plan('GET', /customer/, 'cut');
    const asked = client.ask(readCustomer, signal);
    await until(() => clock.pending === 1);
    clock.advance(300);
    await until(() => clock.pending === 1);
    clock.advance(1200);
    await expect(asked).resolves.toMatchObject({ id: peer.customer.id });
    expect(peer.received).toHaveLength(3);
  });

  test('waits as long as the service asks, once', async () => {
    const { client, peer, clock, signal } = await openRestScene();
    const slowDown = { ...failure(429, 'RATE_LIMIT_EXCEEDED'), headers: { 'retry-after': '2' } };
    peer.plan('GET', /customer/, slowDown);
    peer.plan('GET', /customer/, slowDown);
    const asked = client.ask(readCustomer, signal);
    await until(() => clock.pending === 1);
    clock.advance(1999);
    expect(peer.received).toHaveLength(1);
    clock.advance(1);
    await expect(asked).rejects.toMatchObject({ status: 429 });
    expect(peer.received).toHaveLength(2);
  });

  test('is not repeated for what is the request’s own fault', async () => {
    const { client, peer, signal } = await openRestScene();
    peer.plan('GET', /customer/, failure(400, 'INVALID_ID'));
    await expect(client.ask(readCustomer, signal)).rejects.toMatchObject({ status: 400 });
    expect(peer.received).toHaveLength(1);
  });
});

test.each([
  ['cut', 'network'],
  [{ status: 503, body: '' }, 'remote'],
  [{ status: 429, headers: { 'retry-after': '0' } }, 'remote'],
] as const)('a call is never dialled twice: after %j', async (answer, kind) => {
  const { client, peer, clock, signal } = await openRestScene();
  peer.plan('POST', /calls/, answer);
  await expect(client.ask(dial, signal)).rejects.toMatchObject({ kind });
  expect(clock.pending).toBe(0);
  expect(peer.count('POST', /calls/)).toBe(1);
});

test('a session is asked for again after a 429 only, by which nothing was done', async () => {
  const { client, peer, clock, signal } = await openRestScene();
  const create = {
    method: 'POST',
    path: '/flows',
    body: { name: 'a' },
    effect: 'creates',
  } as const;
  peer.plan('POST', /flows/, { status: 429, headers: { 'retry-after': '1' } });
  const asked = client.ask(create, signal);
  await until(() => clock.pending === 1);
  clock.advance(1000);
  await expect(asked).resolves.toMatchObject({ name: 'a' });
  peer.plan('POST', /flows/, { status: 503 });
  await expect(client.ask(create, signal)).rejects.toMatchObject({ status: 503 });
  expect(peer.count('POST', /flows/)).toBe(3);
});

test('tells whether a lost request may have arrived', async () => {
  const { client, peer, signal } = await openRestScene();
  peer.plan('POST', /calls/, 'cut');
  await expect(client.ask(dial, signal)).rejects.toMatchObject({ mayHaveArrived: true });
  await peer.close();
  await expect(client.ask(dial, signal)).rejects.toMatchObject({ mayHaveArrived: false });
});

test('gives up an answer that does not come', async () => {
  const { client, peer, signal } = await openRestScene();
  peer.plan('POST', /calls/, 'hang');
  const failed = client.ask({ ...dial, timeoutMs: 20 }, signal);
  await expect(failed).rejects.toMatchObject({ kind: 'network', code: 'TIMEOUT' });
});

describe('a list', () => {
  const parse = (line: unknown): string => String((line as { id: string }).id);

  test('ends at the empty page, though every other one names a next', async () => {
    const { client, peer, signal } = await openRestScene();
    peer.pageSize = 2;
    for (const id of ['a', 'b', 'c', 'd']) peer.numbers.push({ id, number: '+1' });
    expect(await client.list({ path: '/numbers', parse }, signal)).toEqual(['d', 'c', 'b', 'a']);
    expect(peer.count('GET', /numbers/)).toBe(3);
  });

  test('ends when the same page would come again and again', async () => {
    const { client, peer, signal } = await openRestScene();
    const answer = { status: 200, body: { result: [{ id: 'a' }], next_page_token: 'same' } };
    for (let count = 0; count < 5; count += 1) peer.plan('GET', /numbers/, answer);
    expect(await client.list({ path: '/numbers', parse }, signal)).toEqual(['a', 'a']);
  });

  test('keeps to the budget after its first page', async () => {
    const { client, peer, clock, signal } = await openRestScene();
    peer.pageSize = 1;
    for (let count = 0; count < 12; count += 1) peer.numbers.push({ id: `${count}`, number: '+1' });
    const listed = client.list({ path: '/numbers', parse }, signal);
    await until(() => clock.pending === 1);
    expect(peer.received).toHaveLength(9);
    const advancing = until(() => {
      clock.advance(200);
      return peer.received.length === 13;
    });
    await advancing;
    expect(await listed).toHaveLength(12);
  });
});
