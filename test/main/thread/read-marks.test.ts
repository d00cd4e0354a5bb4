import { expect, test } from 'vitest';
import { ThreadScene } from './thread-scene.ts';

test('marks as read what had no reply to wait for', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');
  await scene.ledger.markOutbound({ id: 'a', state: 'sent', reason: null, at: 1 });

  await scene.outbox.takeUp();
  await scene.outbox.idle();

  expect(scene.channel.log).toEqual(['read in-a']);
});

test('lets nobody who sends or decides wait for a read mark that hangs', async () => {
  const scene = new ThreadScene();
  const marked = Promise.withResolvers<void>();
  scene.channel.markRead = () => marked.promise;
  await scene.queue('a');
  await scene.ledger.markOutbound({ id: 'a', state: 'sent', reason: null, at: 1 });
  let isDone = false;
  void scene.outbox.takeUp().then(() => {
    isDone = true;
  });

  await scene.settle();
  await scene.settle();

  expect(isDone).toBe(true);
  marked.resolve();
  await scene.outbox.idle();
});
