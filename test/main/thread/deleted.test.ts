import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import { Gate } from '../../../main/base/gate.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { failing, FakeChannel } from '../../fakes/fake-channel.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { ThreadScene } from './thread-scene.ts';

/** Writes nothing before that. */
function afterwards(ready: Promise<void>) {
  return async function* (): AsyncIterable<ReplyEvent> {
    await ready;
    yield { type: 'text', text: 'Done.' };
  };
}

async function remove(scene: ThreadScene, id: string): Promise<void> {
  await scene.ledger.eraseMessages({ ids: [id], notes: 'delete' });
  scene.news.emit({ type: 'messages-removed', messageIds: [id] });
}

test('a message that is deleted while its words are awaited gets no turn, and leaves nothing', async () => {
  const scene = new ThreadScene();
  const giveUp = { delivery: 'failed', reason: 'None.' } as const;
  const resolved = sampleResolved({ text: '' });
  const waiting = () => ({ type: 'waiting', resolved, limitMs: 300_000, giveUp }) as const;
  scene.channel.looks.set('a', [waiting, () => ({ type: 'ready', resolved: sampleResolved() })]);
  const id = await scene.deliver('a');

  await remove(scene, id);
  await scene.clock.advanceAsync(60_000);

  expect([scene.agent.heard, scene.channel.sent, scene.ledger.messages.size]).toEqual([[], [], 0]);
  expect(scene.clock.pending).toBe(0);
});

test('a message that is deleted while its service is away holds nobody up', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(new NetworkError('TIMEOUT', 'No answer in time.'))]);
  const id = await scene.deliver('a');
  await scene.deliver('b');

  await remove(scene, id);
  await scene.clock.advanceAsync(1000);

  expect(scene.agent.heard).toEqual(['b']);
  expect(scene.clock.pending).toBe(0);
});

test('a message that is deleted while it is answered gets no reply', async () => {
  const scene = new ThreadScene();
  const writing = Promise.withResolvers<void>();
  scene.agent.script = afterwards(writing.promise);
  const id = await scene.deliver('a');

  await remove(scene, id);
  writing.resolve();
  await scene.clock.advanceAsync(60_000);

  expect([scene.channel.sent, scene.ledger.messages.size]).toEqual([[], 0]);
  expect(scene.heard.at(-1)).toMatchObject({ type: 'reply-dropped' });
  expect(scene.clock.pending).toBe(0);
});

test('a digest leaves out what is deleted while it is written, and the others get theirs', async () => {
  const scene = new ThreadScene();
  scene.channel.backlog = { digestAfterMs: 0, caughtUp: new Gate(true) };
  const old = { receivedAt: scene.clock.now() - 1000 };
  const writing = Promise.withResolvers<void>();
  scene.agent.script = afterwards(writing.promise);
  const [, middle = ''] = await Promise.all(
    ['a', 'b', 'c'].map((name) => scene.deliver(name, old)),
  );

  await remove(scene, middle);
  writing.resolve();
  await scene.clock.advanceAsync(60_000);

  const left = [...scene.ledger.messages.values()].filter(({ direction }) => direction === 'in');
  expect(left.map(({ text, delivery }) => `${text} ${delivery}`)).toEqual([
    'a handled',
    'c handled',
  ]);
  expect(scene.texts('out')).toEqual(['Done.']);
});

test('a reply that is deleted before it is sent is not sent', async () => {
  const scene = new ThreadScene();
  scene.channel.ready.shut();
  const id = await scene.queue('r');
  await scene.outbox.takeUp();

  await remove(scene, id);
  scene.channel.ready.open();
  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.sent).toEqual([]);
});

test('what was said before a restore is kept and not answered, until the owner asks for it', async () => {
  const reason = 'It is from before the backup was restored.';
  const scene = new ThreadScene({ heldBackReason: (at) => (at < 5000 ? reason : null) });
  const id = await scene.deliver('before', { receivedAt: 4999, conversationId: 'c' });
  await scene.deliver('after', { receivedAt: 5000, conversationId: 'c' });

  expect(scene.message(id)).toMatchObject({ text: 'before', delivery: 'ignored', reason });
  expect(scene.agent.heard).toEqual(['after']);

  await scene.care.retry(id, null);
  await scene.settle();

  expect(scene.agent.heard).toEqual(['after', 'before']);
  expect(scene.message(id)).toMatchObject({ delivery: 'handled' });
});

test('nobody gets an apology for what was said before a restore', async () => {
  const scene = new ThreadScene({ heldBackReason: () => 'It is from before.' });
  const resolved = sampleResolved({ text: '' });
  const apology = 'Sorry, I could not hear you.';
  scene.channel.looks.set('a', [
    () => ({ type: 'settled', delivery: 'failed', reason: 'No words.', apology, resolved }),
  ]);

  const id = await scene.deliver('a');

  expect(scene.message(id)).toMatchObject({ delivery: 'ignored', reason: 'It is from before.' });
  expect(scene.channel.sent).toEqual([]);
});

test('what is typed at the desk is answered, whatever was restored', async () => {
  const desk = Object.assign(new FakeChannel(), { channel: 'desktop' as const });
  const scene = new ThreadScene({
    heldBackReason: () => 'It is from before.',
    channels: () => [desk],
  });

  await scene.deliver('a', { channel: 'desktop' });

  expect(scene.agent.heard).toEqual(['a']);
});
