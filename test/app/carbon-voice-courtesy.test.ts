import { beforeAll, describe, expect, test } from 'vitest';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { ModelServer } from '../peers/model-server.ts';
import { startModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const env = (double: CarbonVoiceDouble, model: ModelServer) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  ADJUTANT_LLM_URL: model.url,
  ADJUTANT_LLM_MODEL: 'small',
});

// Mostly waiting: side by side.
describe.concurrent('while an answer is in the making', () => {
  test('the conversation shows it, until the reply is out', async () => {
    await using double = await startCarbonVoice();
    await using model = await startModelServer();
    await using home = await temporaryHome();
    await using _app = await startInstance({ home: home.path, env: env(double, model) });
    model.mood = 'hang';
    const message = double.say({ text: 'What is on today?', conversationId: 'c1' });
    await until('signals', () => double.journal.signals.length >= 2);
    await model[Symbol.asyncDispose]();
    await until('the reply', () => double.repliesTo(message).length === 1);
    const last = await until('the last signal', () => {
      const signal = double.journal.signals.at(-1);
      return signal?.lastsMs === 500 && signal;
    });
    expect(last).toMatchObject({ conversationId: 'c1', messageId: message.id });
    expect(double.journal.signals[0]).toMatchObject({ kind: 'thinking', lastsMs: 4000 });
    expect(double.journal.reactions).toEqual([{ messageId: message.id, reaction: '👀' }]);
  });

  test('an older service gets its own sign, once also over a restart, and is asked for signals once in a run', async () => {
    await using double = await startCarbonVoice();
    double.lacks.add('POST /reactions/message').add('POST /v5/conversations');
    await using model = await startModelServer();
    await using home = await temporaryHome();
    model.mood = 'hang';
    const start = { home: home.path, env: env(double, model) };
    const message = await (async () => {
      await using app = await startInstance(start);
      const said = double.say({ text: 'What is on today?', conversationId: 'c1' });
      await until('the sign', () => double.journal.reactions.length === 1);
      await until('a signal', () =>
        double.journal.calls.some(({ path }) => path.endsWith('/signal')),
      );
      await app.kill();
      return said;
    })();
    model.mood = 'answer';
    await using _app = await startInstance(start);
    await until('the reply', () => double.repliesTo(message).length === 1);

    expect(double.journal.reactions).toEqual([{ messageId: message.id, reaction: 'acknowledged' }]);
    const asked = double.journal.calls.filter(({ path }) => path.endsWith('/signal'));
    expect(asked.length).toBeLessThanOrEqual(2);
  });
});
