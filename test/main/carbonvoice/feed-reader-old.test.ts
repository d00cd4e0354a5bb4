import { beforeEach, expect, test } from 'vitest';
import { FeedScene, page, row, startAt } from './feed-scene.ts';

let scene: FeedScene;
beforeEach(() => {
  scene = new FeedScene();
});

/** By the older route there is no cursor. */
const old = { nextCursor: null, hasMore: true } as const;

test('pages are read on from where each says, and the place is kept as an instant', async () => {
  scene.place = { startedAt: startAt, cursor: 'c7', handledAt: startAt };
  scene.answers.push(
    page([row('a', { updatedAt: startAt + 3000 })], { ...old, onward: startAt + 2999 }),
    page([row('b', { updatedAt: startAt + 6000 })], { ...old, onward: startAt + 5999 }),
    page([], { ...old, onward: startAt + 5999 }),
  );

  await scene.read();

  // Today's feed goes on from its own place when it is back: what only it tells is not missed.
  expect(scene.log).toEqual([
    'read c7',
    `read c7 onward ${startAt + 2999}`,
    `read c7 onward ${startAt + 5999}`,
    'accept a b',
    `keep c7 ${startAt + 6000}`,
  ]);
});

test('pages go on where our clock is behind that of the service', async () => {
  const day = 86_400_000;
  scene.answers.push(
    page([row('a', { updatedAt: startAt + day })], { ...old, onward: startAt + day - 1 }),
    page([row('b')], { ...old, hasMore: false, onward: startAt + 2 * day - 1 }),
  );

  await scene.read();

  expect(scene.log).toContain('accept a b');
  expect(scene.place).toMatchObject({ cursor: null, handledAt: scene.clock.now() });
});

test('the next reading begins at the instant, not within what was read', async () => {
  scene.answers.push(page([row('a')], { ...old, hasMore: false, onward: startAt + 9 }));
  await scene.read();
  await scene.read();
  expect(scene.log.filter((line) => line.startsWith('read'))).toEqual([
    ...[`read since ${startAt}`, `read since ${startAt}`],
  ]);
});
