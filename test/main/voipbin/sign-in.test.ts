import { describe, expect, test } from 'vitest';
import { expiryNotice } from '../../../main/voipbin/sign-in.ts';
import { startAt } from '../../peers/voipbin/records.ts';
import { openRestScene, readCustomer } from './rest-scene.ts';
import { accessKey, password } from './scene.ts';

const dayMs = 86_400_000;

/** How the token of each request came. */
function names(received: readonly { query: URLSearchParams; headers: object }[]): string[] {
  return received.map(({ query, headers }) => {
    if ('authorization' in headers) return 'bearer';
    return ['accesskey', 'token'].find((name) => query.has(name)) ?? 'none';
  });
}

describe('the place of the token', () => {
  test('of an access key is its own name, and by the guide the other', async () => {
    const server = await openRestScene('server', accessKey);
    await server.client.ask(readCustomer, server.signal);
    expect(names(server.peer.received)).toEqual(['accesskey']);

    const guide = await openRestScene('guide', accessKey);
    await guide.client.ask(readCustomer, guide.signal);
    await guide.client.ask(readCustomer, guide.signal);
    expect(names(guide.peer.received)).toEqual(['accesskey', 'token', 'token']);
  });

  test('of a JWT is the header, and by the guide the name "token"', async () => {
    for (const behaviour of ['server', 'guide'] as const) {
      const { client, peer, secrets, signal } = await openRestScene(behaviour);
      secrets.change('voipbin-token', peer.gate.issue(startAt + dayMs));
      await client.ask(readCustomer, signal);
      await client.ask(readCustomer, signal);
      const expected = behaviour === 'server' ? ['bearer', 'bearer'] : ['bearer', 'token', 'token'];
      expect(names(peer.received)).toEqual(expected);
    }
  });

  test('is tried elsewhere once, and then the token is refused with a remedy', async () => {
    const { client, peer, signal } = await openRestScene('server', { 'voipbin-token': 'vb_wrong' });
    const failed = client.ask(readCustomer, signal);
    await expect(failed).rejects.toMatchObject({ kind: 'auth', code: 'VOIPBIN_TOKEN_REFUSED' });
    await expect(failed).rejects.toHaveProperty('remedy', expect.stringContaining('secret set'));
    expect(names(peer.received)).toEqual(['accesskey', 'token']);
  });
});

describe('a user and a password', () => {
  test('sign in at the root of the host, once for many requests', async () => {
    const { client, peer, signal } = await openRestScene('server', password);
    await Promise.all([client.ask(readCustomer, signal), client.ask(readCustomer, signal)]);
    expect(peer.count('POST', /^\/auth\/login$/)).toBe(1);
    expect(names(peer.received).filter((name) => name !== 'none')).toEqual(['bearer', 'bearer']);
  });

  test('that are wrong are refused, though the answer is an empty 400', async () => {
    const wrong = { ...password, 'voipbin-password': 'x' };
    const { client, signal } = await openRestScene('server', wrong);
    const failed = client.ask(readCustomer, signal);
    await expect(failed).rejects.toMatchObject({ kind: 'auth', code: 'VOIPBIN_LOGIN_REFUSED' });
  });

  test('sign in again a day before the token runs out', async () => {
    const { client, peer, clock, signal } = await openRestScene('server', password);
    await client.ask(readCustomer, signal);
    clock.advance(6 * dayMs - 60_000);
    await client.ask(readCustomer, signal);
    expect(peer.count('POST', /login/)).toBe(1);
    clock.advance(120_000);
    peer.now = clock.now();
    await client.ask(readCustomer, signal);
    expect(peer.count('POST', /login/)).toBe(2);
  });

  test('sign in again when the token was revoked', async () => {
    const { client, peer, signal } = await openRestScene('server', password);
    await client.ask(readCustomer, signal);
    peer.gate.jwts.clear();
    await expect(client.ask(readCustomer, signal)).resolves.toMatchObject({ id: peer.customer.id });
    expect(peer.count('POST', /login/)).toBe(2);
  });

  test('sign in once a minute where nothing takes what that gives', async () => {
    const { client, peer, clock, signal } = await openRestScene('server', password);
    await client.ask(readCustomer, signal);
    peer.gate.admits = () => false;
    for (let count = 0; count < 5; count += 1) {
      await expect(client.ask(readCustomer, signal)).rejects.toMatchObject({ kind: 'auth' });
      clock.advance(1000);
    }
    expect(peer.count('POST', /login/)).toBe(2);
    clock.advance(60_000);
    await expect(client.ask(readCustomer, signal)).rejects.toMatchObject({ kind: 'auth' });
    expect(peer.count('POST', /login/)).toBe(3);
  });

  test('sign in again when they are changed', async () => {
    const { client, peer, secrets, signal } = await openRestScene('server', password);
    await client.ask(readCustomer, signal);
    secrets.change('voipbin-password', 'wrong now');
    await expect(client.ask(readCustomer, signal)).rejects.toMatchObject({ kind: 'auth' });
    expect(peer.count('POST', /login/)).toBe(2);
  });

  test('that cannot be checked now are not called wrong', async () => {
    const { client, peer, clock, signal } = await openRestScene('server', password);
    peer.plan('POST', /login/, { status: 500 });
    const once = { ...readCustomer, effect: 'once' } as const;
    await expect(client.ask(once, signal)).rejects.toMatchObject({ kind: 'remote', status: 500 });
    expect(clock.pending).toBe(0);
  });
});

test('nothing set is told as such', async () => {
  const { client, peer, signal } = await openRestScene('server', {});
  const failed = client.ask(readCustomer, signal);
  await expect(failed).rejects.toMatchObject({ code: 'VOIPBIN_NO_CREDENTIAL' });
  expect(peer.received).toEqual([]);
});

test.each([
  ['jwt', 2 * dayMs, 'nothing'],
  ['jwt', dayMs, 'The token expires on 2026-01-16 09:30 UTC.'],
  ['jwt', -1, 'The token has expired.'],
  ['access-key', 8 * dayMs, 'nothing'],
  ['access-key', 7 * dayMs, 'The access key expires on 2026-01-22 09:30 UTC.'],
] as const)('the end of a %s in %i ms is told in time', (kind, leftMs, sentence) => {
  const notice = expiryNotice({ kind, expiresAt: startAt + leftMs }, startAt);
  expect(notice?.detail ?? 'nothing').toBe(sentence);
});
