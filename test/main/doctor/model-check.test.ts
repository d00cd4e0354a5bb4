import { describe, expect, test } from 'vitest';
import { createOpenAiCompatible } from '../../fakes/openai-compatible-model.ts';
import { checkModel } from '../../../main/doctor/model-check.ts';
import { json, LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { startModelServer } from '../../peers/model-server.ts';
import { look } from './look.ts';

const key = (): Promise<string> => Promise.resolve('k');

/** A look at whatever answers at that address, with the real client. */
function at(url: string, name: string | null = 'double') {
  const server = createOpenAiCompatible({ url, model: name, key });
  return look(checkModel({ server, name, url }));
}

/** A server with a list and one answer to questions. */
async function answering(list: LocalAnswer, answer: LocalAnswer, name = 'wanted') {
  const server = await new LocalServer().open();
  server.answer = (request, response) =>
    (request.path.endsWith('/models') ? list : answer)(request, response);
  try {
    return await at(server.url, name);
  } finally {
    await server.close();
  }
}

const list = json(200, { data: [{ id: 'one' }, { id: 'two' }] });

describe('the model', () => {
  test('answers; after its first word the answer is given up', async () => {
    await using server = await startModelServer();
    server.words = () => ['Yes', ' and', ' much', ' more'];
    expect(await at(server.url, null)).toEqual({
      verdict: 'good',
      detail: 'first-listed answers.',
      remedy: '',
    });
    expect(await at(server.url)).toMatchObject({
      verdict: 'good',
      detail: 'double answers. The server does not list it, and takes it all the same.',
    });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]?.messages.at(-1)?.content).toContain('one word');
  });

  test('is not known to the server: the known ones are told', async () => {
    const found = await answering(list, json(404, { error: { message: 'no such model' } }));
    expect(found).toMatchObject({ verdict: 'bad', remedy: 'Check llm.url and llm.model.' });
    expect(found.detail).toContain('It lists: one, two.');
  });

  test('is refused its key, by the list or by the answer', async () => {
    const refused = json(401, {});
    for (const found of [
      await answering(refused, refused),
      await answering(json(404, {}), refused),
    ]) {
      expect(found).toMatchObject({
        verdict: 'bad',
        detail: 'The model server refuses the key.',
        remedy: 'Set the right key: npm run -s adjutant -- secret set llm-key',
      });
    }
  });

  test('is out of quota, or fails', async () => {
    expect((await answering(list, json(429, {}))).detail).toContain('quota');
    expect((await answering(list, json(500, {}))).detail).toContain('500');
  });

  test('cannot be reached: the address is named', async () => {
    const found = await at('http://127.0.0.1:9/v1');
    expect(found.verdict).toBe('bad');
    expect(found.detail).toContain('The model server at 127.0.0.1:9 cannot be reached.');
  });

  test('is not set up, or of a provider that is not there', async () => {
    const off = { status: 'off', detail: 'None.', remedy: 'Set llm.url.' } as const;
    expect(await look(checkModel({ server: null, state: off }))).toEqual({
      verdict: 'off',
      detail: 'None.',
      remedy: 'Set llm.url.',
    });
    const refused = { ...off, status: 'refused' } as const;
    expect(await look(checkModel({ server: null, state: refused }))).toMatchObject({
      verdict: 'bad',
    });
  });
});
