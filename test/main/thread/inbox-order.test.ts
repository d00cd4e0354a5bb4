import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { ThreadScene } from './thread-scene.ts';

const unplaced = { conversationId: null };
const giveUp = { delivery: 'failed', reason: 'None.' } as const;

function ready(text: string, conversationId = 'c1'): Examined {
  return { type: 'ready', resolved: sampleResolved({ text, conversationId }) };
}

function waiting(conversationId: string): Examined {
  const resolved = sampleResolved({ text: '', conversationId });
  return { type: 'waiting', resolved, limitMs: 300_000, giveUp };
}

/** A scene in which a turn takes a second; `most` tells how many there were at once. */
function withSlowTurns(): { readonly scene: ThreadScene; readonly most: () => number } {
  const scene = new ThreadScene();
  let [atOnce, most] = [0, 0];
  scene.agent.script = async function* ({ text }): AsyncIterable<ReplyEvent> {
    most = Math.max(most, (atOnce += 1));
    await new Promise<void>((resolve) => scene.clock.schedule(1000, resolve));
    atOnce -= 1;
    yield { type: 'text', text: `re: ${text}` };
  };
  return { scene, most: () => most };
}

test('answers in order, one at a time, what only a look places in one conversation', async () => {
  const { scene, most } = withSlowTurns();
  const slow = Promise.withResolvers<Examined>();
  scene.channel.looks.set('a', [() => slow.promise]);
  scene.channel.looks.set('b', [() => ready('b')]);
  await scene.deliver('a', unplaced);
  await scene.deliver('b', unplaced);
  slow.resolve(ready('a'));

  await scene.clock.advanceAsync(10_000);

  expect(scene.texts('out')).toEqual(['re: a', 're: b']);
  expect(most()).toBe(1);
});

test('keeps the order where the words of the first come later, and others do not wait', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => waiting('c1'), () => ready('a')]);
  scene.channel.looks.set('b', [() => ready('b')]);
  scene.channel.looks.set('c', [() => ready('c', 'c2')]);

  for (const name of ['a', 'b', 'c']) await scene.deliver(name, unplaced);
  expect(scene.agent.heard).toEqual(['c']);
  await scene.clock.advanceAsync(500);

  expect(scene.agent.heard).toEqual(['c', 'a', 'b']);
});

test('a message that does not say where it belongs is not answered beside one that does', async () => {
  const { scene, most } = withSlowTurns();
  scene.channel.looks.set('a', [() => ready('a')]);
  scene.channel.looks.set('b', [() => ready('b')]);
  await scene.deliver('a', { conversationId: 'c1' });
  await scene.deliver('b', unplaced);

  await scene.clock.advanceAsync(10_000);

  expect(scene.texts('out')).toEqual(['re: a', 're: b']);
  expect(most()).toBe(1);
});

test('what is likely not for us holds up nobody, and has its turn when it is after all', async () => {
  const scene = new ThreadScene();
  const looked = waiting('c1');
  scene.channel.looks.set('a', [() => ({ ...looked, letsPass: true }), () => ready('a')]);
  scene.channel.looks.set('b', [() => ready('b')]);
  await scene.deliver('a', { conversationId: 'c1' });
  await scene.deliver('b', { conversationId: 'c1' });
  expect(scene.agent.heard).toEqual(['b']);

  await scene.clock.advanceAsync(500);

  expect(scene.agent.heard).toEqual(['b', 'a']);
});

test('what cannot be seen yet holds up no other that does not say where it belongs', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [
    () => ({ type: 'waiting', limitMs: 60_000, giveUp }),
    () => ready('a'),
  ]);
  scene.channel.looks.set('b', [() => ready('b')]);
  await scene.deliver('a', unplaced);
  await scene.deliver('b', unplaced);
  expect(scene.agent.heard).toEqual(['b']);

  await scene.clock.advanceAsync(500);

  expect(scene.agent.heard).toEqual(['b', 'a']);
  expect(scene.clock.pending).toBe(0);
});
