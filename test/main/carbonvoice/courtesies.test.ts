import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorkSign } from '../../../main/thread/channel-ports.ts';
import { json } from '../../fakes/local-server.ts';
import { ChannelScene } from './channel-scene.ts';
import { ids } from './fixtures.ts';

let scene: ChannelScene;
beforeEach(async () => {
  scene = new ChannelScene();
  await scene.open();
  await scene.connect();
});
afterEach(() => scene.close());

const sign: WorkSign = { kind: 'thinking', lastsMs: 4000, messageId: ids.message };
const signalRoute = 'POST /v5/conversations/';
const reactions = (): readonly string[] =>
  scene.asked.filter((asked) => asked.startsWith('POST /reactions'));

function signWork(conversationId = 'c1'): Promise<boolean> {
  return scene.channel.signWork(conversationId, sign, scene.controller.signal);
}

function react(): Promise<void> {
  return scene.client.courtesies.react(ids.message, '👀', scene.controller.signal);
}

test('a signal tells what is done, about which message, and for how long', async () => {
  scene.routes.set(signalRoute, json(204, undefined));

  expect(await signWork('c/1')).toBe(true);

  expect(scene.asked.at(-1)).toBe('POST /v5/conversations/c%2F1/signal');
  expect(JSON.parse(scene.server.requests.at(-1)?.body ?? '')).toEqual({
    ...{ signal_type: 'thinking', ttl_ms: 4000, message_id: ids.message },
  });
});

test.each([405, 501])(
  'a service that answers %i is asked for no further signal',
  async (status) => {
    scene.routes.set(signalRoute, json(status, {}));

    expect(await signWork('c1')).toBe(false);
    expect(await signWork('c2')).toBe(false);

    expect(scene.times(signalRoute)).toBe(1);
  },
);

test('a service that answers 404 in three conversations is asked for no further signal', async () => {
  scene.routes.set(signalRoute, json(404, { message: 'Not found' }));

  for (const id of ['c1', 'c1', 'c1', 'c1', 'c2', 'c3']) expect(await signWork(id)).toBe(false);
  expect(scene.times(signalRoute)).toBe(6);
  expect(await signWork('c4')).toBe(false);

  expect(scene.times(signalRoute)).toBe(6);
});

test('conversations that are gone do not end the signals of others', async () => {
  scene.routes.set(signalRoute, json(404, { message: 'Not found' }));
  expect(await signWork('c1')).toBe(false);
  scene.routes.set(signalRoute, json(204, undefined));
  expect(await signWork('c2')).toBe(true);

  scene.routes.set(signalRoute, json(404, { message: 'Not found' }));
  for (const id of ['c3', 'c4', 'c5', 'c6']) expect(await signWork(id)).toBe(false);
  scene.routes.set(signalRoute, json(204, undefined));

  expect(await signWork('c2')).toBe(true);
});

test('too many signals are followed by a rest, as long as the service asks', async () => {
  scene.routes.set(signalRoute, json(429, {}, { 'retry-after': '90' }));
  expect(await signWork()).toBe(false);
  scene.routes.set(signalRoute, json(204, undefined));

  scene.clock.advance(89_000);
  expect(await signWork()).toBe(false);
  expect(scene.times(signalRoute)).toBe(1);
  scene.clock.advance(1000);
  expect(await signWork()).toBe(true);
});

test.each([500, 502, 503])('a signal that is answered %i is not repeated', async (status) => {
  scene.routes.set(signalRoute, json(status, {}));

  expect(await signWork()).toBe(false);

  expect(scene.times(signalRoute)).toBe(1);
});

test('a signal is left out while the service is away', async () => {
  scene.routes.set(signalRoute, json(204, undefined));
  scene.channel.ready.shut();

  expect(await signWork()).toBe(true);

  expect(scene.times(signalRoute)).toBe(0);
});

test.each([404, 405, 501])(
  'a build that answers %i to an emoji gets the old sign',
  async (status) => {
    scene.routes.set('POST /reactions/message/', json(status, {}));
    scene.routes.set('POST /reactions/acknowledged/', json(201, {}));

    await react();
    await react();

    expect(reactions()).toEqual([
      `POST /reactions/message/${ids.message}`,
      `POST /reactions/acknowledged/${ids.message}`,
      `POST /reactions/acknowledged/${ids.message}`,
    ]);
    expect(scene.server.requests.at(-1)?.body).toBe('');
  },
);

test('a message that is gone says nothing about the route', async () => {
  scene.routes.set('POST /reactions/', json(404, {}));
  await expect(react()).rejects.toMatchObject({ status: 404 });
  scene.routes.set('POST /reactions/', json(201, {}));

  await react();

  expect(reactions().at(-1)).toBe(`POST /reactions/message/${ids.message}`);
});

test.each([
  ['by an emoji', { top_user_emojis: [{ reaction: '👀', count: 1, user_ids: [ids.agent] }] }, true],
  ['by an old id', { top_user_reactions: [{ user_id: ids.agent, reaction_id: 'love' }] }, true],
  ['by somebody else', { top_user_emojis: [{ reaction: '👀', user_ids: ['x'] }] }, false],
  ['in an odd way', { top_user_emojis: [{ user_ids: 'x' }], top_user_reactions: 7 }, false],
])('a message that was reacted to %s is told so', async (_name, summary, isAcknowledged) => {
  expect(await scene.examine({ reaction_summary: summary })).toMatchObject({ isAcknowledged });
});

test('between two a message is for us before its words are here', async () => {
  expect(await scene.examine({ content: null })).toMatchObject({
    ...{ type: 'waiting', isForUs: true, isAcknowledged: false },
  });
});

test('one whose company cannot be told is not taken for ours before its tags are here', async () => {
  scene.routes.set('GET /channel/', json(503, {}));
  const examined = scene.examine({ content: null });
  await scene.until(() => scene.times('GET /channel/') === 1 && scene.clock.pending > 1);
  scene.clock.advance(400);
  await scene.until(() => scene.times('GET /channel/') === 2 && scene.clock.pending > 1);
  scene.clock.advance(800);

  expect(await examined).toMatchObject({ type: 'waiting', isForUs: false });
});
