import { beforeAll, describe, expect, test } from 'vitest';
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
});
