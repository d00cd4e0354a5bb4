import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { OvertakingScene as Scene } from './overtaking-scene.ts';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.thread.end());

test('a message whose bell was lost is answered before a later one that a delivery tells', async () => {
  await scene.start();
  await scene.say('first');
  await scene.say('second');

  await scene.thread.deliver('second');
  await scene.thread.clock.advanceAsync(500);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('deliveries that come in the wrong order are answered in the right one', async () => {
  await scene.start();
  for (const id of ['first', 'second', 'third']) await scene.say(id);

  for (const id of ['third', 'first', 'second']) await scene.thread.deliver(id);
  await scene.thread.clock.advanceAsync(500);

  expect(scene.thread.agent.heard).toEqual(['first', 'second', 'third']);
});

test('a feed that does not answer holds a delivered message up for five seconds', async () => {
  await scene.start();
  scene.mood = 'hangs';
  await scene.say('first');
  await scene.say('second');
  await scene.thread.deliver('second');
  await scene.thread.clock.advanceAsync(4999);
  expect(scene.thread.agent.heard).toEqual([]);

  await scene.thread.clock.advanceAsync(1);

  expect(scene.thread.agent.heard).toEqual(['second']);
});

test('without the feed, what was delivered meanwhile comes in order as well', async () => {
  await scene.start();
  scene.mood = 'hangs';
  await scene.say('first');
  await scene.say('second');

  await scene.thread.deliver('second');
  await scene.thread.deliver('first');
  await scene.thread.clock.advanceAsync(5000);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('nobody waits for a feed that has failed for a while', async () => {
  scene.mood = 'fails';
  await scene.start();
  await scene.say('first');

  await scene.thread.deliver('first');

  expect(scene.thread.agent.heard).toEqual(['first']);
});

test('a feed that failed once is waited for', async () => {
  await scene.start();
  await scene.say('first');
  await scene.say('second');
  scene.mood = 'fails';
  scene.feed.ring();
  await scene.thread.settle();
  await scene.thread.deliver('second');
  expect(scene.thread.agent.heard).toEqual([]);

  scene.mood = 'well';
  await scene.thread.clock.advanceAsync(1000);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('a feed that fails once while it is waited for is waited for on', async () => {
  await scene.start();
  await scene.say('first');
  await scene.say('second');
  scene.mood = 'fails';
  await scene.thread.deliver('second');
  await scene.thread.clock.advanceAsync(500);
  expect(scene.thread.agent.heard).toEqual([]);

  scene.mood = 'well';
  await scene.thread.clock.advanceAsync(1000);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('one that fails on is not', async () => {
  await scene.start();
  await scene.say('first');
  scene.mood = 'fails';

  await scene.thread.deliver('first');
  await scene.thread.clock.advanceAsync(1500);

  expect(scene.thread.agent.heard).toEqual(['first']);
});

test('after an outage the feed is read before what is delivered first is answered', async () => {
  scene.mood = 'fails';
  await scene.start();
  scene.ready.shut();
  await scene.say('first');
  await scene.say('second');
  await scene.thread.deliver('second');
  await scene.thread.clock.advanceAsync(60_000);

  scene.mood = 'well';
  scene.ready.open();
  scene.feed.catchUp();
  await scene.thread.clock.advanceAsync(500);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('what a killed run left comes after what was said before it', async () => {
  await scene.thread.deliver('second');
  await scene.thread.end();
  const { ledger } = scene.thread;
  scene = new Scene({ ledger });
  await scene.say('first');
  await scene.say('second');

  await scene.thread.inbox.takeUp();
  await scene.start();

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('what becomes known during a pause comes in order after it', async () => {
  scene = new Scene({ paused: true });
  await scene.start();
  scene.mood = 'hangs';
  await scene.say('first');
  await scene.say('second');
  await scene.thread.deliver('second');
  await scene.thread.clock.advanceAsync(60_000);
  await scene.thread.deliver('first');

  scene.thread.gate.open();
  await scene.thread.clock.advanceAsync(5000);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

const toCome: Examined = {
  ...{ type: 'waiting', resolved: sampleResolved({ text: '' }), limitMs: 300_000 },
  giveUp: { delivery: 'failed', reason: 'None.' },
};
const ready: Examined = { type: 'ready', resolved: sampleResolved({ text: 'first' }) };

test('an earlier one whose words are still to come is waited for', async () => {
  await scene.start();
  await scene.say('first', [toCome, toCome, ready]);
  await scene.say('second');
  await scene.thread.deliver('second');
  await scene.thread.clock.advanceAsync(500);
  expect(scene.thread.agent.heard).toEqual([]);

  await scene.thread.clock.advanceAsync(2000);

  expect(scene.thread.agent.heard).toEqual(['first', 'second']);
});

test('an earlier one whose words are much later than usual is not', async () => {
  await scene.start();
  await scene.say('first', [toCome]);
  await scene.say('second');
  await scene.thread.deliver('second');

  await scene.thread.clock.advanceAsync(40_000);

  expect(scene.thread.agent.heard).toEqual(['second']);
});

test('messages of the feed wait for nothing more', async () => {
  await scene.start();
  await scene.say('first');

  scene.feed.ring();
  await scene.thread.settle();

  expect(scene.thread.agent.heard).toEqual(['first']);
});

test('a delivered message waits no longer once the feed has told of it', async () => {
  await scene.start();
  await scene.say('first');
  scene.feed.ring();
  await scene.thread.deliver('first');

  expect(scene.thread.agent.heard).toEqual(['first']);
});

test('leaves no wait behind', async () => {
  await scene.start();
  await scene.say('first');
  await scene.thread.deliver('first');

  await scene.thread.end();

  expect(scene.thread.clock.pending).toBe(0);
});

/** One message of a busy hour: when after the one before, in which conversation, and what tells of it how much later, in ms. */
const happening = fc.record({
  gapMs: fc.integer({ min: 1, max: 1500 }),
  talk: fc.integer({ min: 1, max: 2 }),
  bellMs: fc.option(fc.integer({ min: 0, max: 300 })),
  deliveryMs: fc.option(fc.integer({ min: 0, max: 3000 })),
});

test('whatever is lost, late or overtaken: each conversation is answered in its order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 12 }), async (all) => {
      const one = new Scene();
      const { clock, agent, channel } = one.thread;
      await one.start();
      for (const [index, { gapMs, talk, bellMs, deliveryMs }] of all.entries()) {
        await clock.advanceAsync(gapMs);
        const id = `${talk}: ${String(index).padStart(2, '0')}`;
        one.utter(id, { conversationId: `talk ${talk}` });
        if (bellMs !== null) clock.schedule(bellMs, () => one.feed.ring());
        if (deliveryMs === null) continue;
        const deliver = (): void => void one.thread.deliver(id, { conversationId: `talk ${talk}` });
        clock.schedule(deliveryMs, deliver);
      }
      await clock.advanceAsync(400_000);

      expect(agent.heard.toSorted()).toEqual([...channel.looks.keys()].toSorted());
      for (const talk of ['1', '2']) {
        const heard = agent.heard.filter((text) => text.startsWith(talk));
        expect(heard).toEqual(heard.toSorted());
      }
      await one.thread.end();
    }),
    { numRuns: 60 },
  );
});
