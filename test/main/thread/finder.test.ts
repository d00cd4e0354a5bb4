import { expect, test } from 'vitest';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

test('news that comes during a look has the message looked at again at once', async () => {
  const scene = new ThreadScene();
  const giveUp = { delivery: 'failed', reason: 'None.' } as const;
  const silent = sampleResolved({ text: '' });
  const looking = Promise.withResolvers<void>();
  scene.channel.looks.set('a', [
    async () => {
      await looking.promise;
      return { type: 'waiting', resolved: silent, limitMs: 300_000, giveUp };
    },
    () => ({ type: 'ready', resolved: sampleResolved({ text: 'Now.' }) }),
  ]);
  await scene.deliver('a');
  await scene.deliver('a');

  looking.resolve();
  await scene.settle();

  expect(scene.agent.heard).toEqual(['Now.']);
  expect(scene.clock.now()).toBe(startAt);
});
