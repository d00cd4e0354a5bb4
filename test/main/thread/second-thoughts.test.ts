import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import { Gate } from '../../../main/base/gate.ts';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import { notAllowedReason } from '../../../shared/sender.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

function ready(text: string, author = 'ada'): Examined {
  const resolved = sampleResolved({ text, author, principal: 'trusted', at: startAt });
  return { type: 'ready', resolved };
}

/** A scene in which the words of `head` hold up its conversation until `speak`. */
async function behindHead(): Promise<{ readonly scene: ThreadScene; speak(): Promise<void> }> {
  const scene = new ThreadScene();
  const words = Promise.withResolvers<Examined>();
  scene.channel.looks.set('head', [() => words.promise]);
  await scene.deliver('head');
  const speak = async (): Promise<void> => {
    words.resolve(ready('head', 'owner'));
    await scene.settle();
  };
  return { scene, speak };
}

const settled = (reason: string): Examined => ({
  ...{ type: 'settled', delivery: 'ignored', reason },
  resolved: sampleResolved({ text: 'b', author: 'ada', principal: 'stranger', at: startAt }),
});

test('a message that is wanted after all is handled, also while its turn had not come', async () => {
  const { scene, speak } = await behindHead();
  scene.channel.looks.set('b', [() => settled('Not tagged.')]);
  const id = await scene.deliver('b');
  expect(scene.message(id)).toMatchObject({ delivery: 'ignored' });
  scene.channel.looks.set('b', [() => ready('b')]);

  await scene.care.retry(id, null);
  await scene.settle();
  await speak();

  expect(scene.agent.heard).toEqual(['head', 'b']);
  expect(scene.message(id)).toMatchObject({ delivery: 'handled' });
  expect(scene.texts('out')).toHaveLength(2);
});

test('what a sender wrote before they were allowed is taken up while its turn had not come', async () => {
  const { scene, speak } = await behindHead();
  scene.channel.looks.set('b', [() => settled(notAllowedReason)]);
  await scene.deliver('b');
  scene.channel.looks.set('b', [() => ready('b')]);
  const ofAda = { channel: 'carbonvoice', senderId: 'ada', since: 0 } as const;

  expect(await scene.ledger.reopenRefused(ofAda)).toHaveLength(1);
  await scene.inbox.takeUp();
  await scene.settle();
  await speak();

  expect(scene.agent.heard).toEqual(['head', 'b']);
  expect(await scene.ledger.pendingInbox()).toEqual([]);
});

test('whoever is disallowed before their turn comes gets none, and the others theirs', async () => {
  const { scene, speak } = await behindHead();
  scene.channel.looks.set('b', [() => ready('b')]);
  scene.channel.looks.set('c', [() => ready('c', 'owner')]);
  const id = await scene.deliver('b');
  await scene.deliver('c');

  scene.channel.refused.add('ada');
  await speak();

  expect(scene.agent.heard).toEqual(['head', 'c']);
  expect(scene.message(id)).toMatchObject({ delivery: 'ignored', reason: notAllowedReason });
});

test('whoever is disallowed while everything is paused gets no answer after', async () => {
  const scene = new ThreadScene({ paused: true });
  scene.channel.looks.set('b', [() => ready('b')]);
  await scene.deliver('b');

  scene.channel.refused.add('ada');
  scene.gate.open();
  await scene.inbox.idle();

  expect([scene.agent.heard, scene.texts('out')]).toEqual([[], []]);
});

test('a digest leaves out whoever is disallowed', async () => {
  const scene = new ThreadScene({ paused: true });
  scene.channel.backlog = { digestAfterMs: 0, caughtUp: new Gate(true) };
  scene.channel.looks.set('a', [() => ready('a')]);
  scene.channel.looks.set('b', [() => ready('b', 'owner')]);
  await Promise.all([scene.deliver('a'), scene.deliver('b')]);
  await scene.clock.advanceAsync(1000);

  scene.channel.refused.add('ada');
  scene.gate.open();
  await scene.inbox.idle();

  expect(scene.agent.asked).toMatchObject([{ text: 'b' }]);
  expect(scene.agent.asked[0]).not.toHaveProperty('backlog');
  expect(await scene.ledger.pendingInbox()).toEqual([]);
});

test('a digest leaves out what is dropped while it waits for the end of a pause', async () => {
  const scene = new ThreadScene({ paused: true });
  scene.channel.backlog = { digestAfterMs: 0, caughtUp: new Gate(true) };
  const words = Promise.withResolvers<Examined>();
  scene.channel.looks.set('c', [() => words.promise]);
  const [, dropped] = await Promise.all(['a', 'b', 'c'].map((name) => scene.deliver(name)));
  await scene.clock.advanceAsync(1000);
  scene.gate.open();
  await scene.settle();
  // Who is told of together is known by now, but for the words of one of them.
  scene.gate.shut();
  words.resolve(ready('c', 'owner'));
  await scene.settle();

  await scene.care.drop(dropped ?? '');
  scene.gate.open();
  await scene.inbox.idle();

  expect(scene.agent.asked.map(({ backlog }) => backlog?.map(({ text }) => text))).toEqual([
    ['a', 'c'],
  ]);
  expect(scene.message(dropped ?? '')).toMatchObject({ delivery: 'ignored' });
  expect(await scene.ledger.pendingInbox()).toEqual([]);
});

test('a reply that waits is not sent to whoever was disallowed meanwhile, unless allowed again', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => ready('a')]);
  scene.channel.looks.set('b', [() => ready('b', 'owner')]);
  await scene.deliver('a');
  await scene.deliver('b');
  scene.channel.ready.shut();
  await scene.outbox.takeUp();

  scene.channel.refused.add('ada');
  scene.channel.ready.open();
  await scene.outbox.idle();

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['re: b']);
  const [entry] = await scene.ledger.ledgerEntries();
  expect(entry).toMatchObject({ text: 're: a', state: 'failed' });
  expect(entry?.reason).toContain('no longer allowed');
  scene.channel.refused.clear();
  await scene.care.retry(entry?.id ?? '', null);
  await scene.outbox.idle();
  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['re: b', 're: a']);
});

test('a digest is written again without what is dropped meanwhile', async () => {
  const scene = new ThreadScene();
  scene.channel.backlog = { digestAfterMs: 0, caughtUp: new Gate(true) };
  const writing = Promise.withResolvers<void>();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    await writing.promise;
    yield { type: 'text', text: 'Done.' };
  };
  const old = { receivedAt: startAt - 1000 };
  const ids = await Promise.all(['a', 'b', 'c'].map((name) => scene.deliver(name, old)));

  await scene.care.drop(ids[1] ?? '');
  writing.resolve();
  await scene.settle();

  expect(ids.map((id) => scene.message(id)?.delivery)).toEqual(['handled', 'ignored', 'handled']);
  expect(scene.texts('out')).toEqual(['Done.']);
  await scene.inbox.idle();
});

test('an answer after an apology is a turn of its own: neither stands for the other', async () => {
  const scene = new ThreadScene();
  const resolved = sampleResolved({ text: '', author: 'ada', principal: 'trusted', at: startAt });
  const apology = 'Sorry, I could not hear you.';
  scene.channel.looks.set('a', [
    () => ({ type: 'settled', delivery: 'failed', reason: 'No words.', apology, resolved }),
  ]);
  const id = await scene.deliver('a');
  expect(scene.texts('out')).toEqual([apology]);
  scene.channel.looks.set('a', [() => ready('a')]);

  await scene.care.retry(id, null);
  await scene.settle();

  const replies = [...scene.ledger.messages.values()].filter(
    ({ direction }) => direction === 'out',
  );
  expect(new Set(replies.map(({ turnId }) => turnId)).size).toBe(2);
  expect(await scene.ledger.lastTurns({ limit: 9 })).toHaveLength(2);
});
