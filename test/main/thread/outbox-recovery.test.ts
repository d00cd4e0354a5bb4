import { expect, test } from 'vitest';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
import type { MemoryLedger } from '../../fakes/memory-ledger.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

const lost = new NetworkError('ECONNRESET', 'The connection failed.');

/** A ledger as an app leaves it that died in the midst of a send. */
async function afterCrash(): Promise<MemoryLedger> {
  const scene = new ThreadScene();
  await scene.queue('a');
  await scene.ledger.markOutbound({ id: 'a', state: 'sending', reason: null, at: startAt });
  return scene.ledger;
}

test('looks for a reply that was being sent at a crash before anything else', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  scene.channel.findSteps.push(() => 'remote-9');

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(2000);

  expect(scene.channel.log).toEqual(['find a', 'read in-a']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1 });
  const query = { conversationId: 'conversation-1' };
  expect(await scene.ledger.sentRemoteIds(query)).toEqual(['remote-9']);
});

test.each(['while the service is away', 'while all is paused'])(
  'tells at once, and lets the owner decide, what was being sent at a crash, %s',
  async (what) => {
    const scene = new ThreadScene({ ledger: await afterCrash(), paused: what.includes('paused') });
    if (what.includes('away')) scene.channel.ready.shut();

    await scene.outbox.takeUp();
    await scene.settle();

    const doubted = { id: 'a', delivery: 'unknown', attempts: 1 };
    expect(scene.heard).toMatchObject([{ type: 'message-saved', message: doubted }]);
    expect(scene.message('a')?.reason).toMatch(/^It was being sent when the app ended/u);
    expect(await scene.ledger.counts()).toMatchObject({ outbox: { pending: 0, unknown: 1 } });
    expect(await scene.care.drop('a')).toMatchObject({ delivery: 'failed' });
    expect(scene.channel.sent).toEqual([]);
    await scene.end();
  },
);

test('doubts nothing that this run is sending', async () => {
  const scene = new ThreadScene();
  const out = Promise.withResolvers<string>();
  scene.channel.sendSteps.push(() => out.promise);
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.settle();

  await scene.outbox.takeUp();
  await scene.settle();
  expect(scene.message('a')).toMatchObject({ delivery: 'sending' });
  out.resolve('remote-1');
  await scene.outbox.idle();

  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('sends it again with the same key only when it is absent twice', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(3999);
  expect(scene.channel.log).toEqual(['find a']);
  await scene.clock.advanceAsync(1);

  expect(scene.channel.log).toEqual(['find a', 'find a', 'send a', 'read in-a']);
  expect(scene.channel.sent[0]).toMatchObject({ idempotencyKey: 'key-a', text: 'a' });
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 2 });
});

test('gives a feed its time although the service comes back meanwhile', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  // The feed shows the reply two seconds after the fact.
  const lagging = (): string | null => (scene.clock.now() >= startAt + 2000 ? 'remote-9' : null);
  scene.channel.findSteps.push(lagging, lagging);
  await scene.outbox.takeUp();

  for (let flap = 0; flap < 3; flap += 1) {
    await scene.clock.advanceAsync(10);
    scene.outbox.tryAgain();
  }
  await scene.clock.advanceAsync(10_000);

  expect(scene.channel.sent).toEqual([]);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('looks first after a send whose answer was lost', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost));
  scene.channel.findSteps.push(
    () => null,
    () => 'remote-9',
  );
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.settle();
  expect(scene.message('a')).toMatchObject({ delivery: 'unknown', reason: lost.message });

  await scene.clock.advanceAsync(10_000);

  expect(scene.channel.log).toEqual(['send a', 'find a', 'find a', 'read in-a']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', reason: null });
});

test('looks first after a service said that it is not there, as long after as it asked for', async () => {
  const scene = new ThreadScene();
  const away = new RemoteError('X', 'Away.', { status: 503, retryAfterMs: 30_000 });
  scene.channel.sendSteps.push(failing(away));
  scene.channel.findSteps.push(() => 'remote-9');
  await scene.queue('a');
  await scene.outbox.takeUp();

  await scene.clock.advanceAsync(31_000);
  expect(scene.message('a')).toMatchObject({ delivery: 'unknown', reason: 'Away.' });
  await scene.clock.advanceAsync(2000);

  expect(scene.channel.log).toEqual(['send a', 'find a', 'read in-a']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1 });
});

test('leaves it unknown, and unsent, while nobody can tell', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  for (let index = 0; index < 500; index += 1) scene.channel.findSteps.push(failing(lost));

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(1_800_000);

  expect(scene.channel.sent).toEqual([]);
  expect(scene.message('a')).toMatchObject({
    delivery: 'unknown',
    reason: 'It may have been sent. The connection failed.',
  });
  expect(await scene.ledger.counts()).toMatchObject({ outbox: { unknown: 1 } });
  await scene.end();
});

test('leaves what can never be told to the owner after an hour, and the way free for the next reply', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  for (let index = 0; index < 61; index += 1) scene.channel.findSteps.push(failing(lost));
  await scene.queue('b');
  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(1_800_000);
  expect(scene.message('b')).toMatchObject({ delivery: 'queued' });

  await scene.clock.advanceAsync(3_600_000);
  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['b']);
  expect(scene.message('a')).toMatchObject({
    delivery: 'unknown',
    reason: 'It may have been sent. The connection failed. Try it again, or drop it.',
  });
  expect(scene.channel.findSteps).toHaveLength(1);

  // One look for each time the owner wants one, until it can be told.
  await scene.care.retry('a', null);
  await scene.clock.advanceAsync(600_000);
  expect(scene.message('a')).toMatchObject({ delivery: 'unknown' });
  scene.channel.findSteps.push(() => 'remote-9');
  await scene.care.retry('a', null);
  await scene.clock.advanceAsync(10_000);

  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1 });
  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['b']);
});

test.each([429, 503])(
  'leaves nothing to the owner because the service says not now (%i)',
  async (status) => {
    const scene = new ThreadScene({ ledger: await afterCrash() });
    const notNow = new RemoteError('X', 'Not now.', { status });
    for (let index = 0; index < 100; index += 1) scene.channel.findSteps.push(failing(notNow));
    scene.channel.findSteps.push(() => 'remote-9');

    await scene.outbox.takeUp();
    await scene.clock.advanceAsync(3 * 3_600_000);

    expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1 });
  },
);

test('leaves nothing to the owner because the data file could not be read', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  for (let index = 0; index < 100; index += 1) scene.ledger.failNext('sentRemoteIds');
  scene.channel.findSteps.push(() => 'remote-9');

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(3 * 3_600_000);

  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1 });
});

test('does not count a look that failed as absence', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  scene.channel.findSteps.push(
    () => null,
    failing(lost),
    () => null,
    () => 'remote-9',
  );

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.sent).toEqual([]);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('tells a search which messages are other replies', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(() => 'remote-1', failing(lost));
  await scene.queue('a');
  await scene.queue('b');

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(3000);

  expect(scene.channel.taken[0]).toEqual(['remote-1']);
  await scene.end();
});

test('keeps the next reply of the conversation behind one that may have been sent', async () => {
  const scene = new ThreadScene({ ledger: await afterCrash() });
  scene.channel.findSteps.push(failing(lost), () => 'remote-9');
  await scene.queue('b');

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(2000);
  expect(scene.channel.log).toEqual(['find a']);
  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.log).toEqual(['find a', 'find a', 'read in-a', 'send b', 'read in-b']);
});

test('looks for a reply that went out when the ledger could not keep that', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');
  const original = scene.channel.send.bind(scene.channel);
  scene.channel.send = async (outbound, signal) => {
    scene.ledger.failNext('markOutbound');
    return original(outbound, signal);
  };
  await scene.outbox.takeUp();
  await scene.settle();
  scene.channel.findSteps.push(() => 'sent-1');

  await scene.outbox.takeUp();
  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.sent).toHaveLength(1);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('ends quietly in the midst of a send, which the next run then looks for', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  );
  await scene.queue('a');
  await scene.outbox.takeUp();
  await scene.settle();

  await scene.end();

  expect(await scene.ledger.openOutbox()).toMatchObject([{ state: 'sending', attempts: 1 }]);
});
