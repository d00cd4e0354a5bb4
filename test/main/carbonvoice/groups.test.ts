import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json } from '../../fakes/local-server.ts';
import { ChannelScene } from './channel-scene.ts';
import { ids } from './fixtures.ts';

let scene: ChannelScene;
beforeEach(async () => {
  scene = new ChannelScene();
  await scene.open();
  await scene.connect();
  // Old enough that no tags are to come any more.
  scene.clock.setNow(scene.clock.now() + 30_000);
});
afterEach(() => scene.close());

const people = (count: number) => ({
  type: 'namedConversation',
  json_collaborators: Array.from({ length: count }, (_, index) => ({ user_guid: `u${index}` })),
});
const channelRoute = 'GET /channel/';
const passedOver = {
  ...{ type: 'settled', delivery: 'ignored' },
  reason: 'It is a group conversation, and the agent is not tagged.',
  resolved: { text: 'Please add the release notes to the wiki.', principal: 'owner' },
};

describe('a conversation of more than two', () => {
  beforeEach(() => void scene.routes.set(channelRoute, json(200, people(3))));

  test('is listened to, with the words kept', async () => {
    expect(await scene.examine({})).toMatchObject(passedOver);
    expect(await scene.examine({ tagged_user_ids: ['somebody', 5] })).toMatchObject(passedOver);
  });

  test('is answered when the agent is tagged, without asking who is in it', async () => {
    expect(await scene.examine({ tagged_user_ids: ['x', ids.agent] })).toMatchObject({
      type: 'ready',
    });
    expect(scene.times(channelRoute)).toBe(0);
  });

  test('waits for the words, because the tags come with them', async () => {
    expect(await scene.examine({ content: null })).toMatchObject({
      ...{ type: 'waiting', isForUs: false },
    });
  });

  describe('is listened to for half a minute, because tags may come after the words', () => {
    const waits = {
      ...{ type: 'waiting', letsPass: true, limitMs: 30_000, resolved: passedOver.resolved },
      giveUp: { delivery: 'ignored', reason: passedOver.reason },
    };
    beforeEach(() => scene.clock.setNow(scene.clock.now() - 1000));

    test('and is answered when they do', async () => {
      expect(await scene.examine({ kind: 'text' })).toMatchObject(waits);
      expect(await scene.examine({ kind: 'text', tagged_user_ids: [ids.agent] })).toMatchObject({
        type: 'ready',
      });
    });

    test('and no longer', async () => {
      scene.clock.setNow(scene.clock.now() + 1000);
      expect(await scene.examine({})).toMatchObject(passedOver);
    });

    test('from when it was heard of, where the service does not tell since when it is there', async () => {
      const receivedAt = scene.clock.now();
      expect(await scene.examine({ created_at: null }, { receivedAt })).toMatchObject(waits);
      scene.clock.setNow(receivedAt + 30_000);
      expect(await scene.examine({ created_at: null }, { receivedAt })).toMatchObject(passedOver);
    });

    test('by the clock of the service', async () => {
      const date = new Date(scene.clock.now()).toUTCString();
      scene.routes.set(channelRoute, json(200, people(3), { date }));
      scene.clock.setNow(scene.clock.now() + 3_600_000);

      expect(await scene.examine({})).toMatchObject(waits);
    });
  });

  test('tells nobody about strangers: they are refused before', async () => {
    expect(await scene.examine({ creator_id: 'x' })).toMatchObject({
      reason: 'The sender is not allowed to write.',
    });
    expect(scene.times(channelRoute)).toBe(0);
  });

  test('is asked for once in ten minutes, also by several messages at once', async () => {
    await Promise.all([scene.examine({}), scene.examine({}), scene.examine({})]);
    scene.clock.setNow(scene.clock.now() + 599_000);
    await scene.examine({});
    expect(scene.times(channelRoute)).toBe(1);

    scene.clock.setNow(scene.clock.now() + 2000);
    scene.routes.set(channelRoute, json(200, people(2)));

    expect(await scene.examine({})).toMatchObject({ type: 'ready' });
  });
});

test.each([
  ['has two people', json(200, people(2))],
  ['names the same person twice', json(200, { json_collaborators: [{ user_guid: 'a' }] })],
  ['is one-to-one by its hash', json(200, { type: 'x', dm_hash: 'h' })],
  ['is a direct one by its type', json(200, { type: 'directMessage' })],
  ['is not told about', json(404, {})],
  ['is told about in a way that nobody understands', json(200, 'rubbish')],
])('a conversation that %s is answered', async (_name, answer) => {
  scene.routes.set(channelRoute, answer);

  expect(await scene.examine({})).toMatchObject({ type: 'ready' });
});

test('a conversation with a name and without people is taken for a group', async () => {
  scene.routes.set(channelRoute, json(200, { type: 'namedConversation', dm_hash: null }));

  expect(await scene.examine({})).toMatchObject(passedOver);
});

describe('a service that fails to tell who is in a conversation', () => {
  const usersRoute = 'GET /simplified/conversations/';
  const users = (count: number) => Array.from({ length: count }, (_, id) => ({ id: `u${id}` }));

  test.each([408, 500])('by %s is asked again later', async (status) => {
    scene.routes.set(channelRoute, json(status, {}));
    await expect(scene.examine({})).rejects.toMatchObject({ kind: 'remote', status });

    scene.routes.set(channelRoute, json(200, people(3)));

    expect(await scene.examine({})).toMatchObject(passedOver);
  });

  test.each([403, 404, 500])('by %s is asked for the list of people', async (status) => {
    scene.routes.set(channelRoute, json(status, {}));
    scene.routes.set(usersRoute, json(200, users(3)));
    expect(await scene.examine({})).toMatchObject(passedOver);
  });

  test('tells of two by that list', async () => {
    scene.routes.set(channelRoute, json(500, {}));
    scene.routes.set(usersRoute, json(200, users(2)));
    expect(await scene.examine({})).toMatchObject({ type: 'ready' });
  });

  test('may fail at the list as well: then it is asked again later', async () => {
    scene.routes.set(usersRoute, json(500, {}));
    await expect(scene.examine({})).rejects.toMatchObject({ kind: 'remote', status: 500 });
  });
});

test('a service that is too busy to tell is asked again later', async () => {
  scene.routes.set(channelRoute, json(429, {}));
  await expect(scene.examine({})).rejects.toMatchObject({ kind: 'remote', retryable: true });

  scene.routes.set(channelRoute, json(200, people(3)));

  expect(await scene.examine({})).toMatchObject(passedOver);
});
