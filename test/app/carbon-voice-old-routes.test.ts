import { beforeAll, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
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

async function untilAnswered(
  app: Instance,
  double: CarbonVoiceDouble,
  all: readonly StoredMessage[],
) {
  await until('everything is answered and at rest', async () => {
    if (!all.every((message) => double.repliesTo(message).length > 0)) return false;
    // One that still waits for its words is no matter here.
    const { outbox } = await app.status();
    return outbox.pending + outbox.unknown === 0;
  });
}

const answered = (double: CarbonVoiceDouble, all: readonly StoredMessage[]) =>
  all.map((message) => double.repliesTo(message).length);

const readsToday = (double: CarbonVoiceDouble) =>
  double.journal.calls.filter(({ path }) => path === '/v6/messages/updates').length;

test('a service that is of an older time for a while has each message answered once', async () => {
  await using double = await startCarbonVoice();
  await using home = await temporaryHome();
  const start = () => startInstance({ home: home.path, env: env(double) });
  const rung = () => until('the bell', () => double.sockets.count === 1);
  const all: StoredMessage[] = [];
  {
    await using app = await start();
    await rung();
    all.push(double.say({ text: 'By today’s routes', conversationId: 'c1' }));
    await untilAnswered(app, double, all);
    await app.kill();
  }
  double.becomeOld(true);
  all.push(double.saidEarlier({ text: 'While you were away', conversationId: 'c1' }));
  {
    await using app = await start();
    await rung();
    const late = double.say({ text: '', conversationId: 'c2' });
    all.push(late);
    await until('it is looked at', () =>
      double.journal.calls.some(({ body }) => body['channel_id'] === 'c2'),
    );
    await untilAnswered(app, double, all.slice(0, -1));
    // Before the app hears that the answer is kept.
    double.onCall(({ path }, phase) => {
      if (path === '/v3/messages/start' && phase === 'kept') app.signal('SIGKILL');
    });
    double.transcribe(late, 'Spoken just now');
    await app.exited;
  }
  all.push(double.saidEarlier({ text: 'Once more', conversationId: 'c2' }));
  double.becomeOld(false);
  const before = readsToday(double);
  await using app = await start();
  await untilAnswered(app, double, all);
  await rung();
  all.push(double.say({ text: 'And by today’s again', conversationId: 'c1' }));
  await untilAnswered(app, double, all);

  expect(readsToday(double)).toBeGreaterThan(before);
  expect(answered(double, all)).toEqual([1, 1, 1, 1, 1]);
  expect(double.sends).toHaveLength(5);
  // A kill between a read mark and its record has it set once more, which changes nothing. A mark comes after its reply.
  const marked = () => new Set(double.journal.readMarks.map(({ messageId }) => messageId));
  await expect.poll(marked).toEqual(new Set(all.map(({ id }) => id)));
});
