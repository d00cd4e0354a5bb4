import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import type { ToolStep } from '../../../shared/action.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { Desk, DeskChannel } from '../../../main/thread/desk.ts';
import { ThreadScene } from './thread-scene.ts';

const step: ToolStep = {
  ...{ id: 'action-1', tool: 'add_task', summary: 'Add the task “Oil”', result: '' },
  state: 'running',
};

/** The agent says these things and then hangs until it is aborted. */
async function setUp(...events: readonly ReplyEvent[]) {
  const scene = new ThreadScene({ channels: (ledger) => [new DeskChannel(ledger)] });
  const { inbox, news, gate, clock, agent, turns } = scene;
  agent.script = async function* (_request, signal): AsyncIterable<ReplyEvent> {
    yield* events;
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  };
  const desk = new Desk({ inbox, news, gate, clock });
  const { messageId } = await desk.send('Tell me everything');
  await scene.settle();
  const started = scene.heard.find((one) => one.type === 'reply-started');
  const replyId = started?.type === 'reply-started' ? started.reply.id : '';
  const stop = async (): Promise<boolean> => {
    const stopped = turns.stop(replyId);
    await inbox.idle();
    return stopped;
  };
  const reply = (): ThreadMessage | undefined => scene.message(replyId);
  return { scene, desk, messageId, replyId, stop, reply };
}

test('what was written when the owner stops it is the reply, marked and in the history', async () => {
  const { scene, messageId, stop, reply } = await setUp(
    { type: 'model-asked' },
    { type: 'text', text: 'First this. ' },
  );

  expect(await stop()).toBe(true);

  expect(reply()).toMatchObject({
    ...{ text: 'First this.', delivery: 'sent', reason: 'Stopped by the owner.' },
  });
  expect(scene.message(messageId)).toMatchObject({ delivery: 'handled' });
  expect(await scene.ledger.lastTurns({ limit: 1 })).toMatchObject([
    { interruptedAt: scene.clock.now(), doneAt: scene.clock.now() },
  ]);
  expect(await scene.ledger.pendingInbox()).toEqual([]);
});

test('what was done for it is told', async () => {
  const { stop, reply } = await setUp(
    { type: 'tool', step },
    { type: 'tool', step: { ...step, state: 'done' } },
  );

  await stop();

  expect(reply()?.text).toBe('(Already done: Add the task “Oil”)');
});

test('stopped before a word, the message is left unanswered, and no reply is kept', async () => {
  const { scene, messageId, replyId, stop, reply } = await setUp({ type: 'model-asked' });

  await stop();

  expect(reply()).toBeUndefined();
  expect(scene.message(messageId)).toMatchObject({
    ...{ delivery: 'ignored', reason: 'Stopped by the owner.' },
  });
  expect(scene.heard).toContainEqual({ type: 'reply-dropped', messageId, replyId });
  expect(await scene.ledger.pendingInbox()).toEqual([]);
});

test('the next message is answered as ever', async () => {
  const { scene, desk, stop } = await setUp({ type: 'text', text: 'Long' });
  await stop();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text', text: 'Short.' };
  };

  await desk.send('Shorter');
  await scene.inbox.idle();

  expect(scene.texts('out')).toEqual(['Long', 'Short.']);
});

test('a second stop, and one that comes too late, stop nothing', async () => {
  const { scene, stop } = await setUp({ type: 'text', text: 'A' });

  expect([await stop(), await stop(), scene.turns.stop('another')]).toEqual([true, false, false]);
});

test('the end of the app is no stop: the message is taken up again', async () => {
  const { scene, messageId, reply } = await setUp({ type: 'text', text: 'A' });

  await scene.end();

  expect(reply()).toBeUndefined();
  expect(await scene.ledger.pendingInbox()).toMatchObject([{ id: messageId }]);
});

test('a reply that leaves by a service is not cut off', async () => {
  const scene = new ThreadScene();
  const go = Promise.withResolvers<void>();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text', text: 'A' };
    await go.promise;
    yield { type: 'text', text: 'B' };
  };
  await scene.deliver('a');
  const started = scene.heard.find((one) => one.type === 'reply-started');

  expect(scene.turns.stop(started?.type === 'reply-started' ? started.reply.id : '')).toBe(false);

  go.resolve();
  await scene.inbox.idle();
  expect(scene.texts('out')).toEqual(['AB']);
});
