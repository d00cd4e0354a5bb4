import { beforeEach, expect, test } from 'vitest';
import type { ReplyEvent } from '../../../main/agent/ports.ts';
import { Gate } from '../../../main/base/gate.ts';
import { RemoteError } from '../../../shared/errors.ts';
import type { Principal } from '../../../shared/thread.ts';
import { failing } from '../../fakes/fake-channel.ts';
import { sampleIncoming, sampleResolved } from '../../fakes/thread-samples.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

const hourMs = 3_600_000;
const known = new Gate(true);
let scene: ThreadScene;
beforeEach(() => {
  scene = new ThreadScene();
  known.open();
  scene.channel.backlog = { digestAfterMs: 12 * hourMs, caughtUp: known };
});

type Said = {
  readonly id: string;
  readonly hoursAgo: number;
  readonly conversation?: string;
  readonly principal?: Principal;
};

/** All of it comes at once, as a feed tells it. */
async function comes(...said: readonly Said[]): Promise<void> {
  for (const { id, hoursAgo, conversation = 'c1', principal = 'owner' } of said) {
    const at = startAt - hoursAgo * hourMs;
    const resolved = sampleResolved({ text: id, at, conversationId: conversation, principal });
    scene.channel.looks.set(id, [() => ({ type: 'ready', resolved })]);
  }
  await scene.inbox.acceptAll(
    said.map(({ id, conversation = 'c1' }) =>
      sampleIncoming({ remoteId: id, conversationId: conversation, receivedAt: startAt }),
    ),
  );
  await scene.settle();
}

const deliveries = () =>
  [...scene.ledger.messages.values()]
    .filter(({ direction }) => direction === 'in')
    .map(({ text, delivery }) => [text, delivery]);

test('what is old gets one answer for each conversation, what is young its own, in order', async () => {
  await comes(
    { id: 'a1', hoursAgo: 15, conversation: 'a' },
    { id: 'b1', hoursAgo: 14, conversation: 'b' },
    { id: 'a2', hoursAgo: 13, conversation: 'a' },
    { id: 'a3', hoursAgo: 2, conversation: 'a' },
    { id: 'a4', hoursAgo: 1, conversation: 'a' },
  );
  await scene.clock.advanceAsync(0);

  const asked = scene.agent.asked.map(({ text, conversationId, backlog }) => ({
    ...{ text, conversationId, together: backlog?.map((one) => one.text) ?? [] },
  }));
  expect(asked.filter(({ conversationId }) => conversationId === 'a')).toEqual([
    { text: 'a2', conversationId: 'a', together: ['a1', 'a2'] },
    { text: 'a3', conversationId: 'a', together: [] },
    { text: 'a4', conversationId: 'a', together: [] },
  ]);
  expect(asked.filter(({ conversationId }) => conversationId === 'b')).toEqual([
    { text: 'b1', conversationId: 'b', together: [] },
  ]);
  expect(deliveries().every(([, delivery]) => delivery === 'handled')).toBe(true);
});

test('a digest answers the newest message, is sent once, and all of them are marked as read', async () => {
  await comes({ id: 'a', hoursAgo: 20 }, { id: 'c', hoursAgo: 13 }, { id: 'b', hoursAgo: 15 });
  await scene.outbox.takeUp();
  await scene.outbox.idle();

  expect(scene.channel.sent).toMatchObject([{ replyTo: 'c', text: 're: c' }]);
  const log = scene.channel.log.filter((line) => !line.startsWith('examine'));
  expect(log.toSorted()).toEqual(['acknowledge c', 'read a', 'read b', 'read c', 'send re: c']);
  expect(scene.agent.asked[0]?.backlog?.map(({ text, at }) => [text, at])).toEqual([
    ['a', startAt - 20 * hourMs],
    ['b', startAt - 15 * hourMs],
    ['c', startAt - 13 * hourMs],
  ]);
});

test('a digest of several people may see what the least of them may', async () => {
  await comes(
    { id: 'a', hoursAgo: 20, principal: 'owner' },
    { id: 'b', hoursAgo: 15, principal: 'trusted' },
    { id: 'c', hoursAgo: 14, principal: 'owner' },
  );

  expect(scene.agent.asked).toMatchObject([{ principal: 'trusted' }]);
  const reply = [...scene.ledger.messages.values()].find(({ direction }) => direction === 'out');
  expect(reply?.principal).toBe('trusted');
});

test('a digest waits until everything that came meanwhile is known', async () => {
  known.shut();
  await comes({ id: 'a', hoursAgo: 20 }, { id: 'young', hoursAgo: 1, conversation: 'c2' });
  expect(scene.agent.heard).toEqual(['young']);
  await comes({ id: 'b', hoursAgo: 15 });
  expect(scene.agent.heard).toEqual(['young']);

  known.open();
  await scene.settle();

  expect(scene.agent.asked[1]?.backlog?.map(({ text }) => text)).toEqual(['a', 'b']);
});

test('a digest holds what was said before a pause that lasted long', async () => {
  scene = new ThreadScene({ paused: true });
  scene.channel.backlog = { digestAfterMs: 12 * hourMs, caughtUp: known };
  await comes({ id: 'a', hoursAgo: 1 }, { id: 'b', hoursAgo: 0 });
  await scene.clock.advanceAsync(13 * hourMs);

  scene.gate.open();
  await scene.settle();

  expect(scene.agent.asked.map(({ backlog }) => backlog?.length)).toEqual([2]);
});

test('a digest that cannot be kept is kept later, and nothing is lost or doubled', async () => {
  scene.ledger.failNext('completeTurn');
  await comes({ id: 'a', hoursAgo: 20 }, { id: 'b', hoursAgo: 15 });
  await scene.clock.advanceAsync(5000);

  expect(scene.agent.asked).toHaveLength(1);
  expect(deliveries()).toEqual([
    ['a', 'handled'],
    ['b', 'handled'],
  ]);
  expect(scene.texts('out')).toEqual(['re: b']);
});

test('what has no words yet is not part of a digest and holds it for half a minute only', async () => {
  const resolved = sampleResolved({ text: '', at: startAt - 14 * hourMs, conversationId: 'c1' });
  const giveUp = { delivery: 'failed', reason: 'None.', apology: 'Sorry.' } as const;
  const waits = { type: 'waiting', resolved, limitMs: 60_000, giveUp } as const;
  scene.channel.looks.set('silent', [() => waits]);
  await scene.inbox.acceptAll([sampleIncoming({ remoteId: 'silent', conversationId: 'c1' })]);
  await comes({ id: 'a', hoursAgo: 20 }, { id: 'b', hoursAgo: 15 });
  expect(scene.agent.heard).toEqual([]);

  await scene.clock.advanceAsync(35_000);
  expect(scene.agent.asked.map(({ backlog }) => backlog?.length)).toEqual([2]);
  await scene.clock.advanceAsync(60_000);

  expect(scene.texts('out')).toEqual(['re: b', 'Sorry.']);
});

test('many conversations are answered side by side, and not all at once', async () => {
  let running = 0;
  let most = 0;
  scene.agent.script = async function* (): AsyncIterable<ReplyEvent> {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => scene.clock.schedule(1000, resolve));
    running -= 1;
    yield { type: 'text', text: 'Done.' };
  };
  const said = Array.from({ length: 300 }, (_, index) => ({
    ...{ id: `m${index}`, hoursAgo: 14 - index / 1000, conversation: `c${index % 20}` },
  }));
  await comes(...said);
  await scene.clock.advanceAsync(10_000);

  expect(most).toBe(8);
  expect(scene.agent.asked).toHaveLength(20);
  expect(scene.agent.asked.every(({ backlog }) => backlog?.length === 15)).toBe(true);
  expect(deliveries().filter(([, delivery]) => delivery === 'handled')).toHaveLength(300);
});

test('fresh words do not wait behind a backlog', async () => {
  scene.agent.script = async function* (request): AsyncIterable<ReplyEvent> {
    if (request.backlog) await new Promise<void>(() => {});
    yield { type: 'text', text: `re: ${request.text}` };
  };
  const old = Array.from({ length: 20 }, (_, index) => ({
    ...{ id: `m${index}`, hoursAgo: 13, conversation: `c${index % 10}` },
  }));
  await comes(...old);

  await comes({ id: 'fresh', hoursAgo: 0, conversation: 'c99' });

  expect(scene.texts('out')).toEqual(['re: fresh']);
});

test('a message that the service cannot show lets its conversation go on after half a minute', async () => {
  const broken = new RemoteError('X', 'Broken.', { status: 500 });
  scene.channel.looks.set('stuck', [failing(broken)]);
  const stuck = await scene.deliver('stuck');
  await scene.deliver('next');
  await scene.clock.advanceAsync(20_000);
  expect(scene.agent.heard).toEqual([]);

  await scene.clock.advanceAsync(45_000);

  expect(scene.agent.heard).toEqual(['next']);
  expect(scene.message(stuck)).toMatchObject({ delivery: 'received', reason: 'Broken.' });
  scene.channel.looks.delete('stuck');
  await scene.clock.advanceAsync(60_000);
  expect(scene.agent.heard).toEqual(['next', 'stuck']);
});

test('all that can be kept is worked on when one cannot, and whoever told it hears of that', async () => {
  scene.ledger.failNext('accept');

  const all = scene.inbox.acceptAll(['a', 'b'].map((remoteId) => sampleIncoming({ remoteId })));

  await expect(all).rejects.toMatchObject({ code: 'STORE_FAILED' });
  await scene.settle();
  expect(scene.agent.heard).toEqual(['b']);
});
