import { beforeAll, describe, expect, test } from 'vitest';
import type { MetersReport } from '../../shared/meters.ts';
import { json, LocalServer } from '../fakes/local-server.ts';
import { startModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import { toLines } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

type SayLine = { readonly type: string; readonly text: string };

describe('a model', () => {
  test('streams its answer, and gets a key only from its variable', async () => {
    await using model = await startModelServer();
    await using home = await temporaryHome();
    {
      await using app = await startInstance({
        home: home.path,
        env: { ADJUTANT_LLM_URL: model.url, OPENAI_API_KEY: 'sk-of-somebody' },
      });
      const said = toLines<SayLine>((await app.cli(['say', 'What time is it?'])).out);
      expect(said.filter(({ type }) => type === 'text').length).toBeGreaterThan(1);
      expect(said.at(-1)).toMatchObject({ type: 'done', text: 'Four o’clock it is.' });
      expect((await app.status()).connections.llm.status).toBe('connected');
    }
    expect(model.requests).toMatchObject([{ authorization: null, model: 'first-listed' }]);
    await using app = await startInstance({
      home: home.path,
      env: {
        ADJUTANT_LLM_URL: model.url,
        ADJUTANT_LLM_MODEL: 'small',
        ADJUTANT_LLM_KEY: 'llm-right',
      },
    });
    await app.cli(['say', 'And now?']);
    expect(model.requests.at(-1)).toMatchObject({
      path: '/v1/chat/completions',
      authorization: 'Bearer llm-right',
      model: 'small',
    });
    expect(model.requests.at(-1)?.messages.at(-1)?.content).toContain('And now?');
    expect((await app.thread()).filter(({ direction }) => direction === 'out')).toHaveLength(2);
  });

  test('that fails or is away is answered for, honestly, and keeps notes', async () => {
    await using model = await startModelServer();
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_LLM_URL: model.url, ADJUTANT_LLM_MODEL: 'small' },
    });
    model.mood = 'fail';
    const failed = toLines<SayLine>((await app.cli(['say', 'Who is on call?'])).out).at(-1);
    expect(failed?.text).toContain('The model server failed with status 500');
    await model[Symbol.asyncDispose]();
    const away = toLines<SayLine>((await app.cli(['say', 'note that the oven is on'])).out).at(-1);
    expect(away?.text).toBe('Noted: “the oven is on”');
    expect((await app.status()).connections.llm.status).toBe('failed');
  });

  test('that fails is stood in for by the next one; status and meters tell', async () => {
    const first = await new LocalServer().open();
    first.answer = json(401, { error: { message: 'no', code: 'invalid_api_key' } });
    await using second = await startModelServer();
    await using home = await temporaryHome();
    const further = { provider: 'openai-compatible', url: second.url, model: 'small' };
    await using app = await startInstance({
      home: home.path,
      env: {
        ...{ ADJUTANT_LLM_PROVIDER: 'openai', ADJUTANT_LLM_URL: `${first.url}/v1` },
        ...{ ADJUTANT_LLM_MODEL: 'big', ADJUTANT_LLM_KEY: 'llm-wrong' },
        ADJUTANT_LLM_PROVIDERS: JSON.stringify([further]),
        ADJUTANT_METERS_TOKENS_PER_DAY: '10',
        ADJUTANT_METERS_ON_CAP: 'stop',
      },
    });
    const said = toLines<SayLine>((await app.cli(['say', 'What time is it?'])).out);
    expect(said.at(-1)?.text).toBe('Four o’clock it is.');
    expect((await app.status()).connections.llm).toMatchObject({
      status: 'connected',
      detail: 'small answers; big (OpenAI) does not: OpenAI refuses the key.',
    });
    expect(toLines((await app.cli(['models'])).out)).toMatchObject([
      [
        { provider: 'openai', model: 'big', names: null, detail: 'OpenAI refuses the key.' },
        { provider: 'openai-compatible', model: 'small', names: ['first-listed'] },
      ],
    ]);
    const [report] = toLines<MetersReport>((await app.cli(['meters'])).out);
    expect(report?.rows).toMatchObject([
      { channel: 'desktop', kind: 'model', name: 'openai-compatible/small', requests: 1 },
    ]);
    // One question was more than the ten tokens of a day.
    const refused = toLines<SayLine>((await app.cli(['say', 'And now?'])).out).at(-1)?.text;
    expect(refused).toContain('The limit of the day for models is reached');
    const lines = await app.thread();
    expect(lines.filter(({ channel }) => channel === 'system')).toHaveLength(1);
    await first.close();
  });
});
