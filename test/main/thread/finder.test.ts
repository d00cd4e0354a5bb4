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

const apology = 'Please send it again.';

/** A voice message whose words come later, and one that is said after it. */
async function voiceAndText() {
  const scene = new ThreadScene();
  const giveUp = { delivery: 'failed', reason: 'No transcript arrived.', apology } as const;
  const resolved = sampleResolved({ text: '' });
  scene.channel.looks.set('voice', [
    () => ({ type: 'waiting', resolved, limitMs: 300_000, giveUp }),
  ]);
  await scene.deliver('voice');
  await scene.deliver('text');
  return scene;
}

test.each([
  ['ahead', 3_600_000],
  ['back', -3_600_000],
])(
  'a clock that is set %s by an hour neither cuts nor stretches the wait for words',
  async (_how, byMs) => {
    const scene = await voiceAndText();
    scene.clock.setNow(scene.clock.now() + byMs);

    await scene.clock.advanceAsync(10_000);
    expect(scene.agent.heard).toEqual([]);
    expect(scene.texts('out')).toEqual([]);
    await scene.clock.advanceAsync(60_000);
    expect(scene.agent.heard).toEqual(['text']);
    expect(scene.texts('out')).not.toContain(apology);
    await scene.clock.advanceAsync(300_000);
    expect(scene.texts('out')).toContain(apology);
  },
);

test('a clock that is set back does not make a message that cannot be shown hold up its conversation', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(new NetworkError('TIMEOUT', 'No answer in time.'))]);
  await scene.deliver('a');
  await scene.deliver('b');
  await scene.clock.advanceAsync(1000);
  scene.clock.setNow(scene.clock.now() - 3_600_000);

  await scene.clock.advanceAsync(130_000);

  expect(scene.agent.heard).toEqual(['b']);
});
