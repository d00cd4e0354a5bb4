import { afterEach, beforeEach, expect, test } from 'vitest';
import { json } from '../../fakes/local-server.ts';
import { fixture, ids } from './fixtures.ts';
import { ServiceScene } from './service-scene.ts';

let scene: ServiceScene;
beforeEach(async () => {
  scene = await new ServiceScene().open();
});
afterEach(() => scene.close());

const page = 'developer.carbonvoice.app → Agents → Desk Agent → Webhook subscription';

test('shows the clicks and the exact texts where the webhook is refused', async () => {
  scene.routes.set('POST /apps/subscribe', json(403, { message: 'Not allowed.' }));

  await scene.connect();

  expect(scene.state.remedy).toBe(
    `Adjutant goes on trying; or add it by hand: ${page} → URL https://a.example/hook → filter creator_id ne ${ids.agent} → Subscribe.`,
  );
});

test('says that the filter was refused, and how to set it by hand', async () => {
  scene.routes.set('POST /apps/subscribe', (request, answer) => {
    const isFiltered = request.body.includes('subscription_filters');
    const told = isFiltered
      ? json(400, { message: 'bad key' })
      : json(201, fixture('subscription'));
    told(request, answer);
  });

  await scene.connect();

  expect(scene.state.detail).toContain('the service refused the filter of the webhook');
  expect(scene.state.remedy).toContain(`${page} → URL https://a.example/hook → filter`);
  expect(scene.connection.webhook).toMatchObject({ filter: 'refused', fault: null });
});

test('says for a day that own messages are delivered, so that a filter is missing', async () => {
  await scene.connect();

  scene.arrivals.delivered('m', true, scene.clock.now());
  scene.connection.noteOwnDelivery();

  expect(scene.state.detail).toContain('a webhook without a filter is registered');
  expect(scene.state.remedy).toBe(
    `Remove it, or give it the filter creator_id ne ${ids.agent}: ${page}.`,
  );
  for (let hours = 0; hours < 24; hours += 1) scene.clock.setNow(scene.clock.now() + 3_600_000);
  await scene.nextLook();
  expect(scene.state.detail).toBe('Signed in as Desk Agent.');
});

test('removes the webhook when none is wanted any more', async () => {
  await scene.connect();
  scene.webhook = 'none';

  scene.connection.check();
  await scene.until(() => scene.states.length > 1);

  expect(scene.asked.at(-1)).toBe('DELETE /apps/client-1/unsubscribe/64f0c0ffee0000000000abcd');
  expect(scene.registrations.all).toEqual([]);
  expect(scene.state.detail).toContain('There is no public address');
});

test('a webhook that is not answered for keeps nobody from what needs none', async () => {
  const asked = Promise.withResolvers<() => void>();
  scene.routes.set('POST /apps/subscribe', (request, answer) =>
    asked.resolve(() => json(201, fixture('subscription'))(request, answer)),
  );
  const connecting = scene.connect();
  const answer = await asked.promise;
  expect(scene.connection.ready.isOpen).toBe(true);
  answer();
  await connecting;
  expect(scene.state.status).toBe('connected');
});

test('what is told of a former token does not count for the one that took its place', async () => {
  const asked = Promise.withResolvers<() => void>();
  scene.routes.set('GET /whoami', (request, answer) =>
    asked.resolve(() => json(200, fixture('whoami'))(request, answer)),
  );
  const connecting = scene.connect();
  const answerLate = await asked.promise;
  scene.routes.set('GET /whoami', json(200, { user: { user_guid: 'other', first_name: 'Other' } }));
  scene.connection.forget();
  answerLate();
  await connecting;

  expect(scene.connection.identity?.agentId).toBe('other');
  expect(scene.states.map(({ detail }) => detail).join(' ')).not.toContain('Desk Agent');
  expect(scene.registrations.all).toMatchObject([{ agentId: 'other' }]);
});
