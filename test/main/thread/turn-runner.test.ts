import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

function firstReply(scene: ThreadScene): ThreadMessage {
  const reply = [...scene.ledger.messages.values()].find(({ direction }) => direction === 'out');
  if (!reply) throw new Error('there is no reply');
  return reply;
}

test('stamps the stages in order, each at its first time', async () => {
  const scene = new ThreadScene();
  const tick = (ms: number): void => scene.clock.advance(ms);
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    tick(1);
    yield { type: 'model-asked' };
    tick(2);
    yield { type: 'text', text: 'Nothing' };
    tick(4);
    yield { type: 'text', text: ' today. ' };
    tick(8);
    yield { type: 'text', text: 'Rest. ' };
    tick(16);
  };

  await scene.deliver('a', { receivedAt: startAt - 5 });

  expect(await scene.ledger.lastTurns({ limit: 1 })).toMatchObject([
    {
      ...{ channel: 'carbonvoice', callId: null, interruptedAt: null },
      ...{ receivedAt: startAt - 5, transcriptAt: startAt, modelAskedAt: startAt + 1 },
      ...{ firstTokenAt: startAt + 3, firstSentenceAt: startAt + 7, firstSentAt: null },
      doneAt: startAt + 31,
    },
  ]);
});

test('takes the end of a reply without a full stop for the end of its first sentence', async () => {
  const scene = new ThreadScene();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text', text: 'Nothing' };
    scene.clock.advance(9);
  };

  await scene.deliver('a');

  expect(await scene.ledger.lastTurns({ limit: 1 })).toMatchObject([
    { modelAskedAt: null, firstTokenAt: startAt, firstSentenceAt: startAt + 9 },
  ]);
});

test('asks the agent who said what, and where', async () => {
  const scene = new ThreadScene();
  const resolved = sampleResolved({ text: 'Hi', author: 'user-7', principal: 'trusted' });
  scene.channel.looks.set('a', [() => ({ type: 'ready', resolved })]);

  const messageId = await scene.deliver('a');

  const turnId = scene.message(messageId)?.turnId;
  expect(scene.agent.asked).toEqual([
    {
      ...{ turnId, messageId, channel: 'carbonvoice', principal: 'trusted', author: 'user-7' },
      ...{ conversationId: 'conversation-1', text: 'Hi' },
    },
  ]);
});

test('queues the reply for the message, without the blanks around it', async () => {
  const scene = new ThreadScene();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text', text: '\n Nothing. ' };
  };

  await scene.deliver('a');

  expect(firstReply(scene)).toMatchObject({
    ...{ text: 'Nothing.', delivery: 'queued', author: 'agent', principal: 'owner' },
    ...{ replyTo: 'a', conversationId: 'conversation-1', channel: 'carbonvoice' },
  });
  const [outbound] = await scene.ledger.openOutbox();
  expect(outbound?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
});

test('answers a reply into the thread that it belongs to', async () => {
  const scene = new ThreadScene();
  const resolved = sampleResolved({ replyTo: 'root' });
  scene.channel.looks.set('a', [() => ({ type: 'ready', resolved })]);

  await scene.deliver('a');

  expect(firstReply(scene).replyTo).toBe('root');
});

test('tells the reply as it grows under one id, which is also that of the whole', async () => {
  const scene = new ThreadScene();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text', text: 'No' };
    yield { type: 'text', text: 'thing.' };
  };

  const messageId = await scene.deliver('a');

  const { id } = firstReply(scene);
  const about = scene.heard.filter(({ type }) => type.startsWith('reply-'));
  expect(about).toMatchObject([
    { type: 'reply-started', messageId, reply: { id, text: '', delivery: 'sending' } },
    { type: 'reply-grown', replyId: id, text: 'No' },
    { type: 'reply-grown', replyId: id, text: 'thing.' },
    { type: 'reply-finished', messageId, reply: { id, text: 'Nothing.' } },
  ]);
});
