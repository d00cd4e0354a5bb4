import { expect, test } from 'vitest';
import { afterFailedSend } from '../../../main/thread/outbox-outcome.ts';
import {
  AuthError,
  NetworkError,
  ProtocolError,
  RemoteError,
  SettingsError,
} from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
import { ThreadScene } from './thread-scene.ts';

const notArrived = new NetworkError('ECONNREFUSED', 'Nothing answers.', { mayHaveArrived: false });

function remote(status: number): RemoteError {
  return new RemoteError('X', `status ${status}`, { status });
}

test.each([
  ['no connection', notArrived, 'queued'],
  ['a broken connection', new NetworkError('ECONNRESET', 'x'), 'unknown'],
  ['no answer in time', new NetworkError('TIMEOUT', 'x'), 'unknown'],
  ['too many requests', remote(429), 'queued'],
  ['no service now', remote(503), 'unknown'],
  ['a failure of the service', remote(500), 'unknown'],
  ['a bad gateway', remote(502), 'unknown'],
  ['a slow gateway', remote(504), 'unknown'],
  ['a request time-out', remote(408), 'unknown'],
  ['a bad request', remote(400), 'failed'],
  ['something forbidden', remote(403), 'failed'],
  ['something gone', remote(404), 'failed'],
  ['a refused token', new AuthError('X', 'x'), 'queued'],
  ['no token', new SettingsError('X', 'x'), 'queued'],
  ['an unreadable answer', new ProtocolError('X', 'x'), 'unknown'],
  ['anything else', new TypeError('x'), 'unknown'],
])('after %s a reply is %s', (_name, error, state) => {
  expect(afterFailedSend(error)).toMatchObject({ state });
});

test.each([
  {
    ...{ what: 'an unreadable answer', error: new ProtocolError('X', 'It cannot be read.') },
    ...{ afterMs: 0, reason: 'It cannot be read.' },
  },
  {
    ...{ what: 'what is broken inside', error: new TypeError('private') },
    ...{ afterMs: 3_600_000, reason: 'It failed 60 times' },
  },
])('$what about what goes along holds nobody up for long', async ({ error, afterMs, reason }) => {
  const scene = new ThreadScene();
  scene.channel.prepareError = error;
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(afterMs);
  expect(scene.message('a')).toMatchObject({ delivery: 'failed' });
  expect(scene.message('a')?.reason).toContain(reason);

  scene.channel.prepareError = null;
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.settle();

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['b']);
});

test('heeds for how long a service wants no files', async () => {
  const scene = new ThreadScene();
  const busy = { status: 429, retryAfterMs: 300_000 };
  scene.channel.prepareError = new RemoteError('X', 'Busy.', busy);
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.settle();
  scene.channel.prepareError = null;

  await scene.clock.advanceAsync(299_999);
  expect(scene.channel.sent).toEqual([]);
  await scene.clock.advanceAsync(1);

  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('sends a reply once and stamps when', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');

  await scene.outbox.takeUp();
  await scene.outbox.takeUp();
  await scene.outbox.idle();

  expect(scene.channel.log).toEqual(['send a', 'read in-a']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1, reason: null });
  expect(await scene.ledger.sentRemoteIds({ conversationId: 'conversation-1' })).toEqual([
    'sent-1',
  ]);
  const shown = scene.heard.flatMap((news) =>
    news.type === 'message-saved' ? news.message.delivery : [],
  );
  expect(shown).toEqual(['sending', 'sent']);
});

test('keeps the order of a conversation while one reply cannot leave, others go on', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(notArrived));
  await scene.queue('a');
  await scene.queue('b');
  await scene.queue('c', 'conversation-2');

  await scene.outbox.takeUp();
  await scene.settle();
  const sends = (): readonly string[] => scene.channel.sent.map(({ text }) => text);
  expect(sends()).toEqual(['a', 'c']);
  await scene.clock.advanceAsync(1000);

  expect(sends()).toEqual(['a', 'c', 'a', 'b']);
  expect(scene.channel.log.filter((entry) => entry.startsWith('find'))).toEqual([]);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 2 });
});

test('tries at growing distances with the same key, and at once when the service is back', async () => {
  const scene = new ThreadScene();
  for (let index = 0; index < 30; index += 1) scene.channel.sendSteps.push(failing(notArrived));
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(3_600_000);
  expect(scene.channel.sent.length).toBe(30 + 1);
  expect(new Set(scene.channel.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);

  scene.channel.sendSteps.push(failing(notArrived));
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.settle();
  const at = scene.clock.now();
  scene.outbox.tryAgain();
  await scene.settle();

  expect(scene.message('b')).toMatchObject({ delivery: 'sent' });
  expect(scene.clock.now()).toBe(at);
});

test('gives up what the service refuses, says why, and goes on', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(remote(400)));
  await scene.queue('a');
  await scene.queue('b');

  await scene.outbox.takeUp();
  await scene.outbox.idle();

  expect(scene.message('a')).toMatchObject({ delivery: 'failed', reason: 'status 400' });
  expect(scene.message('b')).toMatchObject({ delivery: 'sent' });
});

test('sends nothing and marks nothing while paused', async () => {
  const scene = new ThreadScene({ paused: true });
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(600_000);
  expect(scene.channel.log).toEqual([]);

  scene.gate.open();
  await scene.outbox.idle();

  expect(scene.channel.log).toEqual(['send a', 'read in-a']);
});

test('waits without trying while the service is known to be away', async () => {
  const scene = new ThreadScene();
  scene.channel.ready.shut();
  await scene.queue('a');
  await scene.queue('b');
  await scene.ledger.markOutbound({ id: 'b', state: 'sent', reason: null, at: 1 });
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(600_000);
  expect(scene.channel.log).toEqual([]);
  expect(scene.message('a')).toMatchObject({ delivery: 'queued', attempts: 0 });

  scene.channel.ready.open();
  await scene.outbox.idle();

  expect(scene.channel.log).toEqual(['send a', 'read in-a', 'read in-b']);
});

test('tries a read mark that could not be set at growing distances, not with every reply', async () => {
  const scene = new ThreadScene();
  scene.channel.readError = notArrived;
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.outbox.idle();
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.outbox.idle();
  const tries = (): number => scene.channel.log.filter((entry) => entry === 'read in-a').length;
  expect(tries()).toBe(1);
  await scene.clock.advanceAsync(600_000);
  expect(tries()).toBeGreaterThan(8);
  expect(tries()).toBeLessThan(20);

  scene.channel.readError = null;
  await scene.clock.advanceAsync(60_000);

  expect(await scene.ledger.unreadInbox()).toEqual([]);
});

test('tries a read mark at once when the service is back', async () => {
  const scene = new ThreadScene();
  scene.channel.readError = notArrived;
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.outbox.idle();
  const at = scene.clock.now();

  scene.channel.readError = null;
  scene.outbox.tryAgain();
  await scene.settle();

  expect(await scene.ledger.unreadInbox()).toEqual([]);
  expect(scene.clock.now()).toBe(at);
  expect(scene.clock.pending).toBe(0);
});

test('forgets no read mark that fails just when others are tried again', async () => {
  const scene = new ThreadScene();
  const late = Promise.withResolvers<void>();
  let fails = true;
  scene.channel.markRead = async ({ remoteId }) => {
    if (remoteId === 'in-b') await late.promise;
    if (fails) throw notArrived;
  };
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.outbox.idle();
  await scene.queue('b', 'conversation-2');
  void scene.outbox.takeUp();
  await scene.clock.advanceAsync(2000);
  late.resolve();
  await scene.settle();
  fails = false;
  await scene.clock.advanceAsync(120_000);

  expect(await scene.ledger.unreadInbox()).toEqual([]);
});

test('asks for each read mark once, several side by side', async () => {
  const scene = new ThreadScene();
  const answer = Promise.withResolvers<void>();
  const asked: string[] = [];
  scene.channel.markRead = ({ remoteId }) => {
    asked.push(remoteId);
    return answer.promise;
  };
  for (let index = 0; index < 20; index += 1) await scene.queue(`${index}`, `talk ${index}`);

  for (let index = 0; index < 5; index += 1) void scene.outbox.takeUp();
  await scene.settle();
  expect(asked).toHaveLength(8);
  answer.resolve();
  await scene.outbox.idle();

  expect(asked.toSorted()).toEqual(
    Array.from({ length: 20 }, (_, index) => `in-${index}`).toSorted(),
  );
});

test('does not insist on a read mark that the service refuses for good', async () => {
  const scene = new ThreadScene();
  scene.channel.readError = remote(404);
  await scene.queue('a');

  await scene.outbox.takeUp();
  await scene.outbox.idle();

  expect(await scene.ledger.unreadInbox()).toEqual([]);
});

test('leaves no timer and no work behind at the end', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(notArrived));
  await scene.queue('a');
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.settle();

  await scene.end();

  expect(scene.clock.pending).toBe(0);
  expect(scene.channel.sent).toHaveLength(1);
  expect(await scene.ledger.openOutbox()).toMatchObject([{ state: 'queued' }, { state: 'queued' }]);
});
