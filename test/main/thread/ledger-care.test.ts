import { expect, test } from 'vitest';
import { parseLetterAddress } from '../../../main/thread/letter-address.ts';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

const lost = new NetworkError('ECONNRESET', 'The connection failed.');
const notArrived = new NetworkError('ECONNREFUSED', 'Nothing answers.', { mayHaveArrived: false });
const hourMs = 3_600_000;

function remote(status: number): RemoteError {
  return new RemoteError('X', `status ${status}`, { status });
}

async function sendAndSettle(scene: ThreadScene): Promise<void> {
  await scene.outbox.takeUp();
  await scene.settle();
}

test('sends the parts of a reply one after the other', async () => {
  const scene = new ThreadScene();
  await scene.queue('one\n\ntwo\n\nthree');

  await scene.outbox.takeUp();
  await scene.outbox.idle();

  expect(scene.channel.log).toEqual([
    ...['send one', 'send two', 'send three', 'read in-one\n\ntwo\n\nthree'],
  ]);
  expect(new Set(scene.channel.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
});

test('sends nothing after a part that is refused, and goes on there when the owner says so', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(() => 'r1', failing(remote(400)));
  const id = await scene.queue('one\n\ntwo\n\nthree');
  await sendAndSettle(scene);
  expect(scene.channel.log).toEqual(['send one', 'send two']);
  expect(scene.message(id)).toMatchObject({ delivery: 'failed', reason: 'status 400' });

  await scene.care.retry(id, null);
  await scene.outbox.idle();

  expect(scene.channel.log.slice(2)).toEqual([
    ...['try now', 'send two', 'send three', `read in-${id}`],
  ]);
  expect(scene.message(id)).toMatchObject({ delivery: 'sent', reason: null });
});

test('tells what has become too old, and does not send it', async () => {
  const scene = new ThreadScene();
  scene.channel.ready.shut();
  await scene.queue('a', 'conversation-1', startAt + 50 * hourMs);
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(51 * hourMs);
  scene.channel.ready.open();
  await scene.outbox.idle();

  expect(scene.channel.sent).toEqual([]);
  expect(scene.message('a')).toMatchObject({
    ...{ delivery: 'failed', reason: 'It could not leave for 2 days, and is too old now.' },
  });
  expect(scene.texts('out')).toContain('Not sent, because it was 2 days old: “a”');
  expect(scene.heard.some((news) => 'message' in news && news.message.channel === 'system')).toBe(
    true,
  );
});

test('gives up what a service that is there refuses for an hour, and not what is cut off', async () => {
  const scene = new ThreadScene();
  for (let index = 0; index < 100; index += 1) scene.channel.sendSteps.push(failing(notArrived));
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(2 * hourMs);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });

  for (let index = 0; index < 100; index += 1) scene.channel.sendSteps.push(failing(remote(500)));
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(3 * hourMs);

  expect(scene.message('b')).toMatchObject({ delivery: 'failed', attempts: 60 });
  expect(scene.message('b')?.reason).toContain('60 times');
});

test('counts refusals on over a restart', async () => {
  const first = new ThreadScene();
  for (let index = 0; index < 100; index += 1) first.channel.sendSteps.push(failing(remote(500)));
  await first.queue('a');
  await first.outbox.takeUp();
  await first.clock.advanceAsync(10_000);
  await first.end();
  const [waiting] = await first.ledger.openOutbox();
  const refusals = waiting?.refusals ?? 0;

  const second = new ThreadScene({ ledger: first.ledger });
  second.channel.sendSteps.push(...first.channel.sendSteps);
  await second.outbox.takeUp();
  await second.clock.advanceAsync(3 * hourMs);

  expect(refusals).toBeGreaterThan(1);
  expect(second.channel.sent.length).toBe(60 - refusals);
});

test('leaves a letter that may have been sent to the owner, and the way free for others', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost));
  const letter = await scene.care.write(parseLetterAddress('ada@example.com'), 'Hello');
  await scene.clock.advanceAsync(10_000);
  expect(scene.message(letter.id)).toMatchObject({ delivery: 'unknown' });
  const looks = scene.channel.log.filter((entry) => entry.startsWith('find')).length;

  const next = await scene.care.write(parseLetterAddress('ada@example.com'), 'Again');
  await scene.clock.advanceAsync(10_000);
  expect(scene.message(next.id)).toMatchObject({ delivery: 'sent', conversationId: 'opened' });
  expect(scene.channel.log.filter((entry) => entry.startsWith('find'))).toHaveLength(looks);
  await scene.care.retry(letter.id, null);
  await scene.outbox.idle();

  expect(scene.message(letter.id)).toMatchObject({ delivery: 'sent', attempts: 2 });
});

test('sends no part of a letter after one that may have been sent, until the owner decides', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(remote(503)));
  const letter = await scene.care.write(parseLetterAddress('ada@example.com'), 'one\n\ntwo');
  await scene.clock.advanceAsync(60_000);
  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['one']);
  expect(scene.message(letter.id)).toMatchObject({ delivery: 'unknown' });

  await scene.care.retry(letter.id, null);
  await scene.outbox.idle();

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['one', 'one', 'two']);
  expect(scene.message(letter.id)).toMatchObject({ delivery: 'sent' });
});

test('looks for a letter by all that is known to be out', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(() => 'r1', failing(lost));
  scene.channel.findSteps.push(() => 'r2');
  await scene.care.write(parseLetterAddress('user:u1'), 'Hello');
  const second = await scene.care.write(parseLetterAddress('user:u2'), 'Hello');
  await scene.clock.advanceAsync(10_000);

  expect(scene.channel.taken[0]).toEqual(['r1']);
  expect(scene.message(second.id)).toMatchObject({ delivery: 'sent' });
});

test('drops a reply that waits for its next try, and the next of the conversation goes', async () => {
  const scene = new ThreadScene();
  for (let index = 0; index < 5; index += 1) scene.channel.sendSteps.push(failing(remote(429)));
  await scene.queue('a');
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(10_000);
  scene.channel.sendSteps.length = 0;

  await scene.care.drop('a');
  await scene.outbox.idle();

  expect(scene.message('a')).toMatchObject({ delivery: 'failed', reason: 'Dropped by the owner.' });
  expect(scene.message('b')).toMatchObject({ delivery: 'sent' });
  expect(scene.channel.sent.filter(({ text }) => text === 'b')).toHaveLength(1);
});

test('drops a message whose words are awaited: it is looked at no more, and not answered', async () => {
  const scene = new ThreadScene();
  const giveUp = { delivery: 'failed', reason: 'x' } as const;
  scene.channel.looks.set('a', [() => ({ type: 'waiting', limitMs: hourMs, giveUp })]);
  const id = await scene.deliver('a');
  await scene.clock.advanceAsync(2000);

  await scene.care.drop(id);
  scene.channel.looks.delete('a');
  await scene.clock.advanceAsync(600_000);

  expect(scene.message(id)).toMatchObject({ delivery: 'ignored', reason: 'Dropped by the owner.' });
  expect(scene.texts('out')).toEqual([]);
  await scene.end();
});

test('drops a message that waits for its turn: nobody is asked, and nothing is said', async () => {
  const scene = new ThreadScene();
  scene.gate.shut();
  const id = await scene.deliver('a');
  await scene.clock.advanceAsync(2000);

  await scene.care.drop(id);
  scene.gate.open();
  await scene.clock.advanceAsync(60_000);
  await scene.inbox.idle();

  expect(scene.message(id)).toMatchObject({ delivery: 'ignored', reason: 'Dropped by the owner.' });
  expect(scene.agent.asked).toEqual([]);
  expect(scene.texts('out')).toEqual([]);
  await scene.end();
});

test('has a failed message handled again', async () => {
  const scene = new ThreadScene();
  const settled = { type: 'settled', delivery: 'failed', reason: 'x' } as const;
  scene.channel.looks.set('a', [() => settled]);
  const id = await scene.deliver('a');
  expect(scene.message(id)).toMatchObject({ delivery: 'failed' });
  scene.channel.looks.delete('a');

  await scene.care.retry(id, null);
  await scene.settle();

  expect(scene.message(id)).toMatchObject({ delivery: 'handled' });
  await expect(scene.care.retry(id, null)).rejects.toMatchObject({ code: 'LEDGER' });
  await scene.end();
});

test('divides other words like the first ones, and refuses them for what comes in', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(remote(400)));
  const id = await scene.queue('one');
  await sendAndSettle(scene);
  const waiting = await scene.ledger.accept({
    ...{ channel: 'carbonvoice', remoteId: 'w', conversationId: null, author: 'x' },
    ...{ principal: 'stranger', text: '', receivedAt: 1 },
  });

  await scene.care.retry(id, 'better\n\nlonger');
  await scene.outbox.idle();

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['one', 'better', 'longer']);
  for (const other of [waiting.item.id, 'none']) {
    await expect(scene.care.retry(other, 'x')).rejects.toMatchObject({ code: 'LEDGER' });
  }
});

test('sends other words, and nothing of the first ones, where a part of these waited at a pause', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(() => {
    scene.gate.shut();
    throw remote(400);
  });
  const id = await scene.queue('one\n\ntwo');
  await scene.outbox.takeUp();
  await scene.settle();
  expect(scene.message(id)).toMatchObject({ delivery: 'failed' });

  await scene.care.retry(id, 'better\n\nlonger');
  await scene.settle();
  scene.gate.open();
  await scene.outbox.idle();

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['one', 'better', 'longer']);
  expect(scene.message(id)).toMatchObject({ delivery: 'sent', text: 'better\n\nlonger' });
});

test('keeps a letter while paused, and sends it after', async () => {
  const scene = new ThreadScene({ paused: true });
  const { id } = await scene.care.write(parseLetterAddress('conversation:c1'), 'Hello');
  await scene.clock.advanceAsync(60_000);
  expect(scene.message(id)).toMatchObject({ delivery: 'queued', author: 'owner' });

  scene.gate.open();
  await scene.outbox.idle();

  expect(scene.channel.sent).toMatchObject([
    { conversationId: 'c1', replyTo: null, text: 'Hello' },
  ]);
});

test.each([
  ...['conversation:c 1', 'conversation:', 'user:', 'nobody', 'a@b', 'a@b.c, d@e.fr'],
  '<a@b.example>',
])('refuses the address %s', (text) => {
  expect(() => parseLetterAddress(text)).toThrow('That is no address.');
});

test.each([
  ['Ada@Example.com', { conversationId: null, recipient: 'email:Ada@Example.com' }],
  ['email:ada@example.com', { conversationId: null, recipient: 'email:ada@example.com' }],
  ['user:b07a9e1c', { conversationId: null, recipient: 'user:b07a9e1c' }],
  ['conversation:a:b', { conversationId: 'a:b', recipient: null }],
])('reads the address %s', (text, address) => {
  expect(parseLetterAddress(text)).toEqual(address);
});
