import { beforeEach, describe, expect, test } from 'vitest';
import { NetworkError, RemoteError, StoreError } from '../../../shared/errors.ts';
import { FeedScene, page, row, startAt } from './feed-scene.ts';

let scene: FeedScene;
beforeEach(() => {
  scene = new FeedScene();
});

const refusedCursor = new RemoteError('X', 'Invalid cursor', { status: 400 });

test('begins at the first start and keeps the place after what came is durable', async () => {
  scene.answers.push(page([row('a', { updatedAt: startAt + 7000 })]));

  expect(await scene.read()).toBe(true);

  expect(scene.log).toEqual([
    `keep null ${startAt}`,
    `read since ${startAt}`,
    'accept a',
    `keep end ${startAt + 7000}`,
  ]);
});

test('hands on hints only: who wrote and where, as nobody in particular', async () => {
  scene.answers.push(page([row('a'), row('b', { conversationId: null, creatorId: null })]));

  await scene.read();

  const receivedAt = scene.clock.now();
  expect(await scene.ledger.pendingInbox()).toMatchObject([
    { channel: 'carbonvoice', remoteId: 'a', conversationId: 'c1', receivedAt },
    { channel: 'carbonvoice', remoteId: 'b', conversationId: null, receivedAt },
  ]);
  expect([...scene.ledger.messages.values()]).toMatchObject([
    { author: 'owner', principal: 'stranger', text: '' },
    { author: '', principal: 'stranger', text: '' },
  ]);
});

test('goes on from the place that is kept, and imports nothing of before the first start', async () => {
  scene.place = { startedAt: startAt, cursor: 'c7', handledAt: startAt };
  scene.answers.push(page([row('old', { createdAt: startAt - 1, updatedAt: startAt + 9 })]));

  expect(await scene.read()).toBe(false);

  expect(scene.log).toEqual(['read c7', 'accept', `keep end ${startAt + 9}`]);
});

test('leaves out own messages, also when they come as the parents of our replies', async () => {
  scene.answers.push(page([row('own', { creatorId: 'agent' }), row('a')]));

  await scene.read();

  expect(scene.log).toContain('accept a');
});

test.each([
  ...['initializing', 'inprogress', 'paused', 'offline', 'scheduled'],
  ...['canceled', 'failed', 'deleted', 'account-deleted'],
])('leaves out what is %s', async (status) => {
  scene.answers.push(page([row('a', { status })]));

  await scene.read();

  expect(scene.log).toContain('accept');
});

test('drops repeats, within a page and from the time before', async () => {
  scene.answers.push(page([row('a'), row('b'), row('a')]), page([row('b'), row('a')]));

  expect(await scene.read()).toBe(true);
  expect(await scene.read()).toBe(false);

  expect(await scene.ledger.pendingInbox()).toHaveLength(2);
});

test('puts many pages in the order in which people spoke', async () => {
  scene.answers.push(
    page([row('c', { createdAt: startAt + 3 }), row('b', { createdAt: startAt + 2 })], {
      ...{ hasMore: true, nextCursor: 'p2' },
    }),
    page([row('a', { createdAt: startAt + 1 }), row('d', { createdAt: null, updatedAt: null })]),
  );

  await scene.read();

  expect(scene.log.slice(1)).toEqual([
    ...[`read since ${startAt}`, 'read p2', 'accept a b c d', `keep end ${startAt}`],
  ]);
});

test('reads on after a bounded number of pages, each part kept by itself', async () => {
  for (let number = 1; number <= 60; number += 1) {
    scene.answers.push(page([row(`m${number}`)], { hasMore: true, nextCursor: `p${number}` }));
  }

  await scene.read();

  expect(await scene.ledger.pendingInbox()).toHaveLength(60);
  const kept = scene.log.filter((line) => line.startsWith('keep'));
  expect(kept.map((line) => line.split(' ')[1])).toEqual(['null', 'p25', 'p50', 'end']);
});

describe('a start', () => {
  const day = 86_400_000;

  test('that found nobody there counts from then on, also over the end of the app', async () => {
    await scene.reader.noteStart(startAt - day);
    await scene.reader.noteStart(startAt);
    scene.answers.push(page([row('a', { createdAt: startAt - day + 1 })]));

    await scene.read();

    expect(scene.log).toContain(`read since ${startAt - day}`);
    expect(scene.log).toContain('accept a');
  });

  test('of another account does not reach back to that of the first', async () => {
    await scene.reader.noteStart(startAt - day);
    await scene.read();
    await scene.reader.noteStart(startAt - day);

    await scene.read('another agent');

    const reads = scene.log.filter((line) => line.startsWith('read'));
    expect(reads).toEqual([`read since ${startAt - day}`, `read since ${startAt}`]);
    expect(scene.places.get('another agent')).toMatchObject({ startedAt: startAt });
  });
});

describe('a clock that is ahead of the service', () => {
  const hour = 3_600_000;
  beforeEach(() => {
    const now = scene.clock.now();
    const date = new Date(now - hour).toUTCString();
    scene.time.hear(new Headers({ date }), { askedAt: now, answeredAt: now });
  });

  test('loses nothing of what is said after the start', async () => {
    scene.answers.push(page([row('a', { createdAt: startAt - hour }), row('b')]));

    await scene.read();

    expect(scene.log).toContain('accept a b');
  });

  test('still imports nothing of before it', async () => {
    scene.answers.push(page([row('a', { createdAt: startAt - hour - 2000 })]));

    await scene.read();

    expect(scene.log).toContain('accept');
  });

  test('does not move the place into the future', async () => {
    scene.answers.push(page([row('a', { updatedAt: startAt + hour })], { nextCursor: null }));

    await scene.read();

    expect(scene.place?.handledAt).toBeLessThan(startAt + 10_001 - hour);
  });

  test('and was when nobody was there counts by what is known later', async () => {
    await scene.reader.noteStart(startAt - 1000);
    scene.answers.push(page([row('a', { createdAt: startAt - hour - 900 })]));

    await scene.read();

    expect(scene.log).toContain('accept a');
  });
});

test('a start by a clock that has been set back since is not in the future', async () => {
  await scene.reader.noteStart(startAt + 60_000);
  scene.clock.setNow(startAt);

  await scene.reader.read({ agentId: 'agent', since: startAt + 60_000 }, scene.controller.signal);

  expect(scene.place?.startedAt).toBe(startAt);
});

describe('a place', () => {
  test('that the service refuses is given up for the last instant that was taken', async () => {
    scene.place = { startedAt: startAt, cursor: 'stale', handledAt: startAt + 5000 };
    scene.answers.push(refusedCursor, page([row('a')], { nextCursor: 'fresh' }));

    await scene.read();

    expect(scene.log).toEqual([
      ...['read stale', `read since ${startAt + 5000}`, 'accept a', `keep fresh ${startAt + 5000}`],
    ]);
  });

  test('that was refused is forgotten also when nothing came since', async () => {
    scene.place = { startedAt: startAt, cursor: 'stale', handledAt: startAt };
    scene.answers.push(refusedCursor, page([], { nextCursor: null }));

    await scene.read();

    expect(scene.place).toMatchObject({ cursor: null });
  });

  test.each([
    ['a failure', new RemoteError('X', 'Broken', { status: 500 })],
    ['a dead network', new NetworkError('X', 'Gone')],
    ['a refusal for another reason', new RemoteError('X', 'No', { status: 403 })],
  ])('survives %s', async (_name, error) => {
    scene.place = { startedAt: startAt, cursor: 'c7', handledAt: startAt };
    scene.answers.push(error);

    await expect(scene.read()).rejects.toBe(error);

    expect(scene.place).toMatchObject({ cursor: 'c7' });
    expect(scene.log).toEqual(['read c7', 'accept']);
  });

  test('is the date while the service gives none', async () => {
    scene.answers.push(page([], { nextCursor: null }));
    await scene.read();
    await scene.read();

    expect(scene.log.filter((line) => line.startsWith('read'))).toEqual([
      ...[`read since ${startAt}`, `read since ${startAt}`],
    ]);
  });

  test('stays where it was while what came cannot be kept', async () => {
    scene.answers.push(page([row('a')]), page([row('a')]));
    scene.acceptError = new StoreError('STORE_FAILED', 'The disk is full.');
    await expect(scene.read()).rejects.toBe(scene.acceptError);
    expect(scene.place).toMatchObject({ cursor: null });

    scene.acceptError = null;
    await scene.read();

    expect(scene.place).toMatchObject({ cursor: 'end' });
    expect(await scene.ledger.pendingInbox()).toHaveLength(1);
  });

  test('moves up to the page that failed, and what came before it is not held back', async () => {
    const error = new RemoteError('X', 'Broken', { status: 500 });
    scene.answers.push(page([row('a')], { hasMore: true, nextCursor: 'p2' }), error);

    await expect(scene.read()).rejects.toBe(error);

    expect(scene.place).toMatchObject({ cursor: 'p2' });
    expect(await scene.ledger.pendingInbox()).toHaveLength(1);
  });

  test('that leads nowhere does not have us read for ever', async () => {
    scene.place = { startedAt: startAt, cursor: 'c7', handledAt: startAt };
    scene.answers.push(page([row('a')], { hasMore: true, nextCursor: 'c7' }));

    await scene.read();

    expect(scene.log.filter((line) => line.startsWith('read'))).toEqual(['read c7']);
  });

  test('does not follow a change that claims to come from the future', async () => {
    scene.answers.push(page([row('a', { updatedAt: scene.clock.now() + 86_400_000 })]));

    await scene.read();

    expect(scene.place).toMatchObject({ handledAt: scene.clock.now() });
  });
});

test('ends with the signal, and keeps nothing of a page that was under way', async () => {
  scene.answers.push(new DOMException('closed', 'AbortError'));

  await expect(scene.read()).rejects.toMatchObject({ name: 'AbortError' });

  expect(scene.log).toEqual([`keep null ${startAt}`, `read since ${startAt}`]);
});
