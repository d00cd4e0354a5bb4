import { afterEach, beforeEach, expect, test } from 'vitest';
import { json, LocalServer } from '../../fakes/local-server.ts';
import { fixture, ids } from './fixtures.ts';
import { ServiceScene } from './service-scene.ts';

let scene: ServiceScene;
beforeEach(async () => {
  scene = await new ServiceScene().open();
});
afterEach(() => scene.close());

test('begins with asking, and nobody gets through before the answer', () => {
  expect(scene.state.status).toBe('connecting');
  expect(scene.connection.identity).toBeNull();
  expect(scene.connection.ready.isOpen).toBe(false);
});

test('knows the account, registers the webhook and keeps what was registered', async () => {
  await scene.connect();

  expect(scene.state).toEqual({
    ...{ status: 'connected', detail: 'Signed in as Desk Agent.', remedy: '' },
  });
  expect(scene.connection.identity).toMatchObject({ agentId: ids.agent, ownerId: ids.owner });
  expect(scene.connection.ready.isOpen).toBe(true);
  expect(scene.asked).toEqual(['GET /whoami', 'POST /apps/subscribe']);
  expect(scene.registrations.all).toMatchObject([
    {
      ...{ id: '64f0c0ffee0000000000abcd', clientId: 'client-1', state: 'standing' },
      ...{ url: 'https://a.example/hook', agentId: ids.agent, filter: 'sent' },
    },
  ]);
});

test('is off without a token, and looks again when one is set', async () => {
  scene.token = null;
  await scene.connect();
  expect(scene.state).toEqual({ status: 'off', detail: 'No token is set.', remedy: 'Set one.' });
  expect(scene.asked).toEqual([]);

  scene.token = 'cv_pat_2';
  scene.connection.check();
  await scene.until(() => scene.state.status === 'connected');

  expect(scene.server.requests[0]?.headers.authorization).toBe('Bearer cv_pat_2');
});

test('tells a refused token with what to do, every minute anew, and forgets who it was', async () => {
  await scene.connect();
  scene.routes.set('GET /whoami', json(401, {}));

  scene.connection.check();
  await scene.until(() => scene.state.status === 'refused');

  expect(scene.state.remedy).toContain('secret set carbonvoice-pat');
  expect(scene.connection.identity).toBeNull();
  expect(scene.connection.ready.isOpen).toBe(false);
  await scene.until(() => scene.clock.pending > 0);
  expect(await scene.nextLook()).toBe(60_000);
  expect(scene.asked.filter((request) => request === 'GET /whoami')).toHaveLength(3);
});

test('has failed while the service cannot be reached, tries at growing distances, and connects', async () => {
  scene.routes.set('GET /whoami', json(500, {}));
  await scene.connect();
  expect(scene.state.status).toBe('failed');
  const waits: number[] = [];
  for (let look = 0; look < 8; look += 1) waits.push(await scene.nextLook());
  for (const [index, wait] of waits.entries()) {
    const full = Math.min(60_000, 1000 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(full * 0.8);
    expect(wait).toBeLessThanOrEqual(full);
  }

  scene.routes.set('GET /whoami', json(200, fixture('whoami')));
  await scene.nextLook();

  expect(scene.state.status).toBe('connected');
});

test('is reconnecting when it was connected before, and keeps who it is', async () => {
  await scene.connect();
  scene.routes.set('GET /whoami', json(500, {}));

  scene.connection.check();
  await scene.until(() => scene.state.status !== 'connected');

  expect(scene.state.status).toBe('reconnecting');
  expect(scene.connection.identity).toMatchObject({ agentId: ids.agent });
  expect(scene.connection.ready.isOpen).toBe(false);
});

test('names an address where nothing answers', async () => {
  const gone = new LocalServer();
  await gone.open();
  await gone.close();
  const { url } = gone;
  Object.defineProperty(scene.server, 'url', { get: () => url });

  await scene.connect();

  expect(scene.state).toMatchObject({
    status: 'failed',
    detail: 'Carbon Voice cannot be reached. Nothing answers at its address.',
  });
});

test('says of an answer that cannot be read just that', async () => {
  scene.routes.set('GET /whoami', json(200, {}));

  await scene.connect();

  const detail = 'Carbon Voice answered with an account that cannot be read.';
  expect(scene.state).toMatchObject({ status: 'failed', detail });
});

test('goes on after what is broken inside', async () => {
  scene.tokenFault = new TypeError('private');
  await scene.connect();
  expect(scene.state).toMatchObject({ status: 'reconnecting', detail: 'An unexpected error.' });

  scene.tokenFault = null;
  await scene.nextLook();

  expect(scene.state.status).toBe('connected');
});

test('asks now and then whether the token still holds, without registering anew', async () => {
  await scene.connect();

  expect(await scene.nextLook()).toBe(600_000);

  expect(scene.asked).toEqual(['GET /whoami', 'POST /apps/subscribe', 'GET /whoami']);
});

test('registers a changed address, removes the old one and tells it', async () => {
  const told: string[] = [];
  scene.connection.registered.on((url) => told.push(url));
  await scene.connect();
  scene.webhook = { url: 'https://b.example/hook' };

  scene.connection.check();
  await scene.until(() => scene.states.length > 1);

  expect(scene.asked.slice(2)).toEqual([
    ...['GET /whoami', 'POST /apps/subscribe'],
    'DELETE /apps/client-1/unsubscribe/64f0c0ffee0000000000abcd',
  ]);
  expect(scene.registrations.all).toMatchObject([{ url: 'https://b.example/hook' }]);
  expect(scene.state.status).toBe('connected');
  expect(told).toEqual(['https://a.example/hook', 'https://b.example/hook']);
});

test('sees a change of the address that comes while it is registering', async () => {
  scene.routes.set('POST /apps/subscribe', (request, answer) => {
    json(201, fixture('subscription'))(request, answer);
    if (scene.registrations.all.some(({ url }) => url.includes('//b.'))) return;
    scene.webhook = { url: 'https://b.example/hook' };
    scene.connection.check();
  });

  scene.start();
  await scene.until(() => scene.connection.webhook.url === 'https://b.example/hook');
  await scene.until(() => scene.clock.pending > 0);

  expect(scene.state.status).toBe('connected');
});

test('is connected although the old registration cannot be removed', async () => {
  await scene.connect();
  scene.routes.set('DELETE /apps/', json(500, {}));
  scene.webhook = { url: 'https://b.example/hook' };

  scene.connection.check();
  await scene.until(() => scene.states.length > 1);

  expect(scene.state).toMatchObject({ status: 'connected', detail: 'Signed in as Desk Agent.' });
});

test('takes "same webhook url" for registered', async () => {
  scene.routes.set('POST /apps/subscribe', json(400, { message: 'same webhook url' }));

  await scene.connect();
  await scene.nextLook();

  expect(scene.state).toMatchObject({ status: 'connected', detail: 'Signed in as Desk Agent.' });
  expect(scene.asked.filter((request) => request.startsWith('POST'))).toHaveLength(1);
});

test('does not remove the registration that it was told is there already', async () => {
  await scene.connect();
  const whoami = fixture('whoami');
  const user = { ...(whoami['user'] as object), user_guid: 'other-agent' };
  scene.routes.set('GET /whoami', json(200, { ...whoami, user }));
  scene.routes.set('POST /apps/subscribe', json(400, { message: 'same webhook url' }));

  scene.connection.check();
  await scene.until(() => scene.states.length > 1);

  expect(scene.asked.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  expect(scene.registrations.all).toMatchObject([{ agentId: 'other-agent', filter: 'unknown' }]);
});

test('stays connected when the webhook is refused, says so, and tries at growing distances', async () => {
  scene.routes.set('POST /apps/subscribe', json(403, { message: 'Not allowed.' }));
  await scene.connect();
  expect(scene.state).toMatchObject({ status: 'connected' });
  expect(scene.state.detail).toContain('the webhook could not be registered');
  expect(scene.state.detail).toContain('Not allowed.');
  expect(scene.state.remedy).toContain('by hand');

  let last = 0;
  for (let look = 0; look < 8; look += 1) last = await scene.nextLook();

  expect(last).toBeGreaterThan(30_000);
  scene.routes.set('POST /apps/subscribe', json(201, fixture('subscription')));
  await scene.nextLook();
  expect(scene.state.detail).toBe('Signed in as Desk Agent.');
});

test('says how messages come without a public address', async () => {
  scene.webhook = 'later';

  await scene.connect();

  const who = 'Signed in as Desk Agent. There is no public address:';
  const alone = `${who} new messages are fetched every five seconds.`;
  expect(scene.state).toEqual({ status: 'connected', detail: alone, remedy: '' });
  expect(scene.asked).toEqual(['GET /whoami']);
  scene.connection.tell({ bellUp: true, fault: null });
  const rung = `${who} the live connection tells of new messages, and they are fetched.`;
  expect(scene.state.detail).toBe(rung);
});

test('says when new messages cannot be fetched, webhook or not', async () => {
  await scene.connect();

  scene.connection.tell({ bellUp: true, fault: 'Carbon Voice answered 500' });

  expect(scene.state).toMatchObject({
    status: 'connected',
    detail:
      'Signed in as Desk Agent, but new messages cannot be fetched. Carbon Voice answered 500',
  });
});

test('is linked since the first question with the token that holds', async () => {
  scene.token = null;
  await scene.connect();
  await scene.nextLook();
  scene.token = 'cv_pat_2';
  scene.routes.set('GET /whoami', json(500, {}));
  await scene.nextLook();
  const askedAt = scene.clock.now();
  await scene.nextLook();

  scene.routes.set('GET /whoami', json(200, fixture('whoami')));
  await scene.nextLook();

  expect(scene.state.status).toBe('connected');
  expect(scene.connection.linkedSince).toBe(askedAt);
});

test('says that nobody is answered when the account names no owner', async () => {
  scene.routes.set('GET /whoami', json(200, { user: { id: ids.agent } }));

  await scene.connect();

  expect(scene.state.detail).toBe(
    'Signed in, but the account names no owner, so nobody is answered.',
  );
});

test('ends with the signal and leaves nothing behind', async () => {
  await scene.connect();

  await scene.close();

  expect(scene.clock.pending).toBe(0);
  scene = await new ServiceScene().open();
});
