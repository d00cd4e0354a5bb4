import { beforeAll, describe, expect, test } from 'vitest';
import { deliveryShapes } from '../peers/carbon-voice/deliveries.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import { ensureBuilt } from './built-app.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const env = (double: CarbonVoiceDouble) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
});

const feedReads = (double: CarbonVoiceDouble) =>
  double.journal.calls.filter(({ path }) => path === '/v6/messages/updates').length;

async function untilRung(double: CarbonVoiceDouble): Promise<void> {
  await until('the live connection', () => double.sockets.count === 1);
  await until('the first read of the feed', () => feedReads(double) > 0);
}

async function untilAllDone(app: Instance, double: CarbonVoiceDouble, messages: StoredMessage[]) {
  await until(
    'everything is answered and at rest',
    async () => {
      if (!messages.every((message) => double.repliesTo(message).length > 0)) return false;
      const { inbox, outbox } = await app.status();
      return inbox.pending + outbox.pending + outbox.unknown === 0;
    },
    30_000,
  );
}

/** Without chance, so that a failure can be seen again: the same disorder each time. */
function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  const rank = (index: number): number => ((index + 1) * 7919 * (seed + 3)) % 101;
  return list
    .map((value, index) => ({ value, rank: rank(index) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

/** While the bell stands the list is read once a minute. */
const bellMs = 15_000;

// Mostly waiting: side by side.
describe.concurrent('the live connection', () => {
  test('has a message answered long before the timer would, without any webhook', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await untilRung(double);
    await app.untilCarbonVoice('connected');

    const message = double.say({ text: 'Anybody there?', conversationId: 'c1' });

    await until('the answer', () => double.repliesTo(message).length > 0, bellMs);
    const late = double.say({ text: '', conversationId: 'c1' });
    await until('it is looked at', () =>
      double.journal.calls.some(({ path }) => path.endsWith(late.id)),
    );
    double.transcribe(late, 'note that it works');
    await until('the second answer', () => double.repliesTo(late).length > 0, bellMs);
    expect(double.sends).toHaveLength(2);
    expect(new Set(double.sockets.tries)).toEqual(new Set(['Bearer cv_pat_right']));
  });

  test('is made anew after it was cut, and what came meanwhile is answered', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await untilRung(double);
    double.sockets.cut();
    const missed = double.saidEarlier({ text: 'Missed?', conversationId: 'c1' });
    await until('the answer', () => double.repliesTo(missed).length > 0);
    await until('a new line', () => double.sockets.count === 1);
    await double.stop();
    const second = double.saidEarlier({ text: 'Missed again?', conversationId: 'c2' });
    await double.start();

    await until('the second answer', () => double.repliesTo(second).length > 0);

    await untilAllDone(app, double, [missed, second]);
    expect(double.sends).toHaveLength(2);
  });

  test.each(['silent', 'closed', 'dead'] as const)(
    'that is %s does no harm: deliveries are answered all the same',
    async (mood) => {
      await using double = await startCarbonVoice();
      await double.stop();
      double.sockets.mood = mood;
      await double.start();
      await using home = await temporaryHome();
      await using app = await startInstance({ home: home.path, env: env(double) });
      await app.untilCarbonVoice('connected');
      const message = double.say({ text: 'Hello?', conversationId: 'c1' });
      expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);

      await untilAllDone(app, double, [message]);

      expect(double.sends).toHaveLength(1);
      expect((await app.status()).connections.carbonvoice.status).toBe('connected');
    },
  );

  test('that rings like mad with rubbish is survived, and does not drive the feed', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await untilRung(double);
    const before = feedReads(double);
    for (let rings = 0; rings < 20_000; rings += 1) {
      double.sockets.emit('message:created', rings % 3 === 0 ? null : { _id: [rings] }, 'x');
    }
    const message = double.say({ text: 'Still there?', conversationId: 'c1' });

    await untilAllDone(app, double, [message]);

    expect(feedReads(double) - before).toBeLessThan(30);
    expect(double.sends).toHaveLength(1);
  });

  test('is not made when it is switched off', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    const off = { ...env(double), ADJUTANT_CARBONVOICE_SOCKET: 'off' };
    await using app = await startInstance({ home: home.path, env: off });
    await app.untilCarbonVoice('connected');
    await until('the first read of the feed', () => feedReads(double) > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(double.sockets.tries).toEqual([]);
  });
});

describe.concurrent('one message', () => {
  test('is answered once, whatever ways tell of it, in whatever order and however often', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    const messages: StoredMessage[] = [];
    for (let round = 0; round < 4; round += 1) {
      await using app = await startInstance({ home: home.path, env: env(double) });
      await untilRung(double);
      for (let index = 0; index < 5; index += 1) {
        const text = index % 2 === 0 ? `m${round}${index}` : '';
        messages.push(double.say({ text, conversationId: `c${index % 3}` }));
      }
      const told = messages.flatMap((message) =>
        deliveryShapes.map((shape) => ({ message, shape })),
      );
      const order = shuffled([...told, ...told], round);
      await Promise.all(
        order.map(({ message, shape }) => double.deliver(app.webhookUrl, message, shape)),
      );
      for (const message of shuffled(messages, round + 7)) {
        if (message.transcript === '') double.transcribe(message, `late ${message.id}`);
        double.sockets.emit('message:updated', { _id: message.id, status: 'active' });
      }
      // Killed in the midst of it, but for the last round.
      if (round < 3) await app.kill();
      else await untilAllDone(app, double, messages);
    }

    expect(messages.map((message) => double.repliesTo(message).length)).toEqual(
      messages.map(() => 1),
    );
    expect(new Set(double.sends.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(20);
  });

  test(
    'of a page that was cut off by a kill is neither lost nor doubled',
    {
      timeout: 120_000,
    },
    async () => {
      await using double = await startCarbonVoice();
      await using home = await temporaryHome();
      const start = () => startInstance({ home: home.path, env: env(double) });
      const first = await start();
      await untilRung(double);
      await first.cli(['quit']);
      await first.exited;
      const messages: StoredMessage[] = [];
      for (let killedAfterMs = 0; killedAfterMs < 80; killedAfterMs += 20) {
        for (let index = 0; index < 10; index += 1) {
          messages.push(double.saidEarlier({ text: 'x', conversationId: `k${index}` }));
        }
        const read = Promise.withResolvers<void>();
        const stop = double.onCall(({ path }, phase) => {
          if (path === '/v6/messages/updates' && phase === 'kept') read.resolve();
        });
        await using app = await start();
        await read.promise;
        stop();
        await new Promise((resolve) => setTimeout(resolve, killedAfterMs));
        await app.kill();
      }

      await using app = await start();
      await untilAllDone(app, double, messages);

      expect(messages.map((message) => double.repliesTo(message).length)).toEqual(
        messages.map(() => 1),
      );
    },
  );
});
