import { expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import { Desk, DeskChannel } from '../../../main/thread/desk.ts';
import type { SayEvent } from '../../../main/thread/desk.ts';
import { ProtocolError } from '../../../shared/errors.ts';
import { ThreadScene } from './thread-scene.ts';

function setUp(options: { paused?: boolean } = {}) {
  const scene = new ThreadScene({
    ...options,
    channels: (ledger) => [new DeskChannel(ledger)],
  });
  const { inbox, news, gate, clock } = scene;
  const desk = new Desk({ inbox, news, gate, clock });
  const told: SayEvent[] = [];
  const controller = new AbortController();
  const say = (text: string): Promise<void> =>
    desk.say(text, (event) => told.push(event), controller.signal);
  return { scene, desk, told, say, controller, listeners: news.listenerCount };
}

test('keeps what the owner sends, and answers it where it was said', async () => {
  const { scene, desk } = setUp();

  const { messageId } = await desk.send('Note that the car needs oil');
  await scene.inbox.idle();

  expect(scene.message(messageId)).toMatchObject({
    ...{ channel: 'desktop', principal: 'owner', author: 'owner', delivery: 'handled' },
    ...{ conversationId: null, text: 'Note that the car needs oil' },
  });
  const reply = [...scene.ledger.messages.values()].at(-1);
  expect(reply).toMatchObject({ channel: 'desktop', delivery: 'sent', replyTo: null });
  expect(await scene.ledger.openOutbox()).toEqual([]);
});

test('takes the same words twice for two messages', async () => {
  const { scene, desk } = setUp();

  await desk.send('Hi');
  await desk.send('Hi');
  await scene.inbox.idle();

  expect(scene.agent.heard).toEqual(['Hi', 'Hi']);
});

test('tells the reply as it grows, and ends with the whole', async () => {
  const { scene, told, say, listeners } = setUp();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'model-asked' };
    yield { type: 'text', text: 'Noth' };
    yield { type: 'text', text: 'ing.' };
  };

  await say('What is on?');

  const [message] = scene.ledger.messages.values();
  expect(told).toEqual([
    { type: 'text', text: 'Noth' },
    { type: 'text', text: 'ing.' },
    { type: 'done', messageId: message?.id, turnId: message?.turnId, text: 'Nothing.' },
  ]);
  expect(scene.news.listenerCount).toBe(listeners);
});

test('tells each of two at once its own reply only', async () => {
  const { scene, desk } = setUp();
  const told: string[][] = [[], []];
  const { signal } = new AbortController();

  await Promise.all(
    ['one', 'two'].map((text, index) =>
      desk.say(text, (event) => void ('text' in event && told[index]?.push(event.text)), signal),
    ),
  );

  expect(told).toEqual([
    ['re: one', 're: one'],
    ['re: two', 're: two'],
  ]);
  expect(scene.agent.heard).toEqual(['one', 'two']);
});

test('refuses while paused, and keeps nothing', async () => {
  const { scene, say } = setUp({ paused: true });

  await expect(say('Hi')).rejects.toMatchObject({ kind: 'refused', code: 'PAUSED' });

  expect(scene.ledger.messages.size).toBe(0);
});

test('says why when the message will not be answered', async () => {
  const { scene, say, listeners } = setUp();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'model-asked' };
    throw new ProtocolError('X', 'It cannot be read.');
  };
  const said = say('Hi');
  said.catch(() => {
    // Looked at below.
  });

  await scene.clock.advanceAsync(60_000);

  await expect(said).rejects.toMatchObject({
    ...{ kind: 'refused', code: 'NOT_ANSWERED', message: 'It cannot be read.' },
  });
  expect(scene.news.listenerCount).toBe(listeners);
});

test('stops listening when whoever asked is gone; the answer comes all the same', async () => {
  const { scene, say, controller, told, listeners } = setUp();
  const go = Promise.withResolvers<void>();
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text', text: 'A' };
    await go.promise;
    yield { type: 'text', text: 'B' };
  };
  const said = say('Hi');
  await scene.settle();

  controller.abort(new Error('gone'));

  await expect(said).rejects.toThrow('gone');
  expect(scene.news.listenerCount).toBe(listeners);
  go.resolve();
  await scene.inbox.idle();
  expect(told).toEqual([{ type: 'text', text: 'A' }]);
  expect(scene.texts('out')).toEqual(['AB']);
});

test('survives that whoever asked is gone before the message is kept', async () => {
  const { scene, say, controller } = setUp();
  const accept = scene.ledger.accept.bind(scene.ledger);
  scene.ledger.accept = async (incoming) => {
    // A disk takes longer than a promise: an unheard rejection would end the process meanwhile.
    await new Promise(setImmediate);
    return accept(incoming);
  };
  const said = say('Hi');

  controller.abort(new Error('gone'));

  await expect(said).rejects.toThrow('gone');
  await scene.inbox.idle();
  expect(scene.texts('out')).toEqual(['re: Hi']);
});

test('keeps nothing of somebody who was gone before', async () => {
  const { scene, say, controller } = setUp();
  controller.abort(new Error('gone'));

  await expect(say('Hi')).rejects.toThrow('gone');

  expect(scene.ledger.messages.size).toBe(0);
});

test('has nothing to send, to look for, to acknowledge or to mark', async () => {
  const channel = new DeskChannel({ readMessage: () => Promise.reject(new Error('unasked')) });

  expect(channel).toMatchObject({ channel: 'desktop', out: null });
  expect(channel.ready.isOpen).toBe(true);
  expect(await channel.acknowledge()).toBeUndefined();
  expect(await channel.markRead()).toBeUndefined();
});
