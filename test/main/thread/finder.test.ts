import { expect, test } from 'vitest';
import { NetworkError } from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
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

test('an outage keeps the order, however long it lasts', async () => {
  const scene = new ThreadScene();
  const gone = new NetworkError('ECONNREFUSED', 'Nothing answers at its address.');
  scene.channel.looks.set('a', [failing(gone)]);
  await scene.deliver('a');
  await scene.deliver('b');
  scene.channel.ready.shut();
  await scene.clock.advanceAsync(600_000);
  const first = failing(gone);
  const then = () => ({ type: 'ready', resolved: sampleResolved({ text: 'a' }) }) as const;
  scene.channel.looks.set('a', [first, then]);

  scene.channel.ready.open();
  await scene.clock.advanceAsync(5000);

  expect(scene.agent.heard).toEqual(['a', 'b']);
});

test('a message whose look never ends in time lets its conversation go on', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(new NetworkError('TIMEOUT', 'No answer in time.'))]);
  await scene.deliver('a');
  await scene.deliver('b');

  await scene.clock.advanceAsync(65_000);

  expect(scene.agent.heard).toEqual(['b']);
});
