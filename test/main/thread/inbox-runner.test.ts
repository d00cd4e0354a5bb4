import { expect, test } from 'vitest';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import { ThreadScene } from './thread-scene.ts';

const waitingFor = {
  type: 'waiting',
  resolved: sampleResolved({ text: '' }),
  limitMs: 300_000,
  giveUp: { delivery: 'failed', reason: 'No transcript arrived within 5 minutes.' },
} as const;
const waiting: Examined = waitingFor;

function ready(text: string): Examined {
  return { type: 'ready', resolved: sampleResolved({ text }) };
}

test('brings a message to its turn and shows each step', async () => {
  const scene = new ThreadScene();

  const id = await scene.deliver('hello');

  expect(scene.message(id)).toMatchObject({ delivery: 'handled', text: 'hello' });
  expect(scene.texts('out')).toEqual(['re: hello']);
  expect(scene.channel.log).toEqual(['examine hello', 'acknowledge hello']);
  expect(scene.heard.map(({ type }) => type)).toEqual([
    ...['message-saved', 'message-saved', 'reply-started', 'reply-grown'],
    ...['message-saved', 'message-saved', 'reply-finished'],
  ]);
});

test('handles a message once, however often it is told', async () => {
  const scene = new ThreadScene();

  await Promise.all([scene.deliver('a'), scene.deliver('a')]);
  await scene.deliver('a');
  await scene.inbox.takeUp();
  await scene.inbox.idle();

  expect(scene.agent.heard).toEqual(['a']);
  expect(scene.texts('out')).toHaveLength(1);
});

test('answers a conversation in order, also when the first text comes last', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting, () => ready('first')]);

  await scene.deliver('a');
  await scene.deliver('b');
  expect(scene.agent.heard).toEqual([]);
  await scene.clock.advanceAsync(500);

  expect(scene.agent.heard).toEqual(['first', 'b']);
});

test('holds nobody up for a message that may not even exist', async () => {
  const scene = new ThreadScene();
  const giveUp = { delivery: 'ignored', reason: 'Unknown.' } as const;
  scene.channel.looks.set('a', [() => ({ type: 'waiting', limitMs: 60_000, giveUp })]);

  await scene.deliver('a');
  await scene.deliver('b');

  expect(scene.agent.heard).toEqual(['b']);
});

test('goes on without words that are much later than usual, and answers them when they come', async () => {
  const scene = new ThreadScene();
  let words = false;
  scene.channel.looks.set('a', [() => (words ? ready('at last') : waiting)]);
  await scene.deliver('a');
  await scene.deliver('b');

  await scene.clock.advanceAsync(25_000);
  expect(scene.agent.heard).toEqual([]);
  await scene.clock.advanceAsync(15_000);
  expect(scene.agent.heard).toEqual(['b']);
  words = true;
  await scene.clock.advanceAsync(10_000);
  expect(scene.agent.heard).toEqual(['b', 'at last']);
});

test('answers other conversations meanwhile', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting]);
  await scene.deliver('a');

  await scene.deliver('b', { conversationId: 'conversation-2' });

  expect(scene.agent.heard).toEqual(['b']);
  await scene.end();
});

test('shows who wrote while the transcript is awaited', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting]);

  const id = await scene.deliver('a');

  expect(scene.message(id)).toMatchObject({ principal: 'owner', text: '', delivery: 'received' });
  expect(scene.heard.at(-1)).toMatchObject({ type: 'message-saved', message: { id } });
  expect(scene.channel.log).toEqual(['examine a']);
  await scene.end();
});

test('looks again at growing distances and at once when the message is told again', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting]);
  const looks = (): number => scene.channel.log.length;
  await scene.deliver('a');
  const counts: number[] = [looks()];
  for (const ms of [500, 1000, 2000, 4000, 5000, 5000]) {
    await scene.clock.advanceAsync(ms - 1);
    const before = looks();
    await scene.clock.advanceAsync(1);
    counts.push(looks() - before);
  }
  expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1]);

  scene.channel.looks.set('a', [() => ready('here')]);
  await scene.deliver('a');

  expect(scene.agent.heard).toEqual(['here']);
});

test('gives up after the limit and says why', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting]);
  const id = await scene.deliver('a');

  await scene.clock.advanceAsync(299_000);
  expect(scene.message(id)).toMatchObject({ delivery: 'received' });
  await scene.clock.advanceAsync(10_000);

  expect(scene.message(id)).toMatchObject({
    delivery: 'failed',
    reason: 'No transcript arrived within 5 minutes.',
  });
  expect(scene.agent.heard).toEqual([]);
  expect(scene.heard.at(-1)).toMatchObject({ type: 'message-settled', message: { id } });
  await scene.inbox.idle();
});

test('tells whoever waits for an answer that their words did not come, once', async () => {
  const scene = new ThreadScene();
  const giveUp = { ...waitingFor.giveUp, apology: 'Please send it again.' };
  scene.channel.looks.set('a', [() => ({ ...waitingFor, giveUp })]);
  const id = await scene.deliver('a');
  await scene.clock.advanceAsync(310_000);

  expect(scene.message(id)).toMatchObject({ delivery: 'failed', reason: giveUp.reason });
  expect(scene.texts('out')).toEqual(['Please send it again.']);
  expect(scene.agent.heard).toEqual([]);
  await scene.inbox.takeUp();
  await scene.settle();
  expect(scene.texts('out')).toHaveLength(1);
});

test('does not count the time in which the service cannot be asked', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting]);
  const id = await scene.deliver('a');
  scene.channel.ready.shut();
  await scene.clock.advanceAsync(3_600_000);
  const looks = scene.channel.log.length;
  expect(looks).toBe(1);

  scene.channel.ready.open();
  await scene.settle();

  expect(scene.message(id)).toMatchObject({ delivery: 'received' });
  scene.channel.looks.set('a', [() => ready('late')]);
  await scene.clock.advanceAsync(5000);
  expect(scene.agent.heard).toEqual(['late']);
});

test('writes down what is not to be answered, with the reason', async () => {
  const scene = new ThreadScene();
  const resolved = sampleResolved({ author: 'user-9', principal: 'stranger', text: 'Buy this' });
  const reason = 'The sender is not allowed to write.';
  const settled = { type: 'settled', delivery: 'ignored', reason, resolved } as const;
  scene.channel.looks.set('a', [() => settled]);

  const id = await scene.deliver('a');

  expect(scene.message(id)).toMatchObject({ delivery: 'ignored', reason, author: 'user-9' });
  expect(scene.agent.heard).toEqual([]);
  expect(scene.channel.log).toEqual(['examine a']);
});

test('holds while paused before anybody notices, but shows the text', async () => {
  const scene = new ThreadScene({ paused: true });

  const id = await scene.deliver('a');
  await scene.deliver('b');
  await scene.clock.advanceAsync(600_000);
  expect(scene.channel.log).toEqual(['examine a', 'examine b']);
  expect(scene.message(id)).toMatchObject({ delivery: 'received', text: 'a' });

  scene.gate.open();
  await scene.inbox.idle();

  expect(scene.agent.heard).toEqual(['a', 'b']);
  expect(scene.texts('out')).toEqual(['re: a', 're: b']);
});

test('takes up in order what an earlier run left, and answers it once', async () => {
  const before = new ThreadScene({ paused: true });
  for (const remoteId of ['a', 'b', 'c']) await before.deliver(remoteId);
  await before.end();
  const scene = new ThreadScene({ ledger: before.ledger });

  await Promise.all([scene.inbox.takeUp(), scene.inbox.takeUp(), scene.deliver('b')]);
  await scene.inbox.idle();

  expect(before.agent.heard).toEqual([]);
  expect(scene.agent.heard).toEqual(['a', 'b', 'c']);
  expect(await scene.ledger.pendingInbox()).toEqual([]);
});

test('looks at no more than eight messages at once', async () => {
  const scene = new ThreadScene();
  const release = Promise.withResolvers<void>();
  let atOnce = 0;
  let most = 0;
  const remoteIds = Array.from({ length: 30 }, (_, index) => `r${index}`);
  for (const remoteId of remoteIds) {
    const look = async (): Promise<Examined> => {
      most = Math.max(most, (atOnce += 1));
      await release.promise;
      atOnce -= 1;
      return ready(remoteId);
    };
    scene.channel.looks.set(remoteId, [look]);
  }
  for (const remoteId of remoteIds) await scene.deliver(remoteId);

  release.resolve();
  await scene.inbox.idle();

  expect(most).toBe(8);
  expect(scene.agent.heard).toEqual(remoteIds);
});

test('leaves no timer and no work behind at the end', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting]);
  await scene.deliver('a');
  await scene.deliver('b');

  await scene.end();

  expect(scene.clock.pending).toBe(0);
  expect(await scene.ledger.pendingInbox()).toHaveLength(2);
});
