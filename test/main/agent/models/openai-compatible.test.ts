import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ModelPart } from '../../../../main/agent/ports.ts';
import { createOpenAiCompatible } from '../../../fakes/openai-compatible-model.ts';
import type { OpenAiCompatibleOptions } from '../../../fakes/openai-compatible-model.ts';
import type { SilenceLimits } from '../../../../main/agent/models/silence.ts';
import { AppError } from '../../../../shared/errors.ts';
import { json, LocalServer } from '../../../fakes/local-server.ts';

const server = new LocalServer();
beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => void server.requests.splice(0));

const prompt = {
  system: 'Be brief.',
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Yes?' },
    { role: 'user', content: 'What is on?' },
  ],
} as const;

function chunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const body = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return `data: ${JSON.stringify(body)}\n\n`;
}

function words(...parts: readonly string[]): string {
  return parts.map((content) => chunk({ content })).join('');
}

const end = `${chunk({}, 'stop')}data: [DONE]\n\n`;

/** Writes an event stream and leaves it open unless it is told to end. */
function sse(text: string, { ends = true } = {}) {
  return (_request: unknown, answer: ServerResponse): void => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(text);
    if (ends) answer.end();
  };
}

type AskOptions = Partial<OpenAiCompatibleOptions & SilenceLimits>;

async function ask(options: AskOptions = {}, signal?: AbortSignal) {
  const silence = { firstTokenMs: 5000, stallMs: 5000, thinkMs: 5000, ...options };
  const model = createOpenAiCompatible({
    ...{ url: `${server.url}/v1/`, model: 'tiny', limits: () => silence },
    key: () => Promise.resolve('sk-1'),
    ...options,
  });
  const said: ModelPart[] = [];
  let error: unknown = null;
  try {
    for await (const part of model.stream(prompt, signal ?? new AbortController().signal)) {
      said.push(part);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { said, error };
}

test('asks once for a stream, with prompt, model and key, and gives the words as they come', async () => {
  server.answer = sse(words('Noth', 'ing.') + end);

  const { said, error } = await ask();

  expect({ said, error }).toEqual({ said: ['Noth', 'ing.'], error: null });
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]).toMatchObject({
    ...{ method: 'POST', path: '/v1/chat/completions' },
    headers: { authorization: 'Bearer sk-1' },
  });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
    ...{ model: 'tiny', stream: true },
    messages: [{ role: 'system', content: 'Be brief.' }, ...prompt.messages],
  });
});

test('sends no key where there is none', async () => {
  server.answer = sse(words('Yes.') + end);

  await ask({ key: () => Promise.resolve(null) });

  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
});

test('asks for the first model of the list where none is named', async () => {
  server.answer = (request, answer) => {
    if (request.path !== '/v1/models') return sse(words('Yes.') + end)(request, answer);
    return json(200, { object: 'list', data: [{ id: 'first' }, { id: 'second' }] })(
      request,
      answer,
    );
  };

  const { said } = await ask({ model: null });

  expect(said).toEqual(['Yes.']);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v1/models', '/v1/chat/completions']);
  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-1');
  expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({ model: 'first' });
});

test('looks the first model up once for many questions, and again when it is gone', async () => {
  let isGone = false;
  server.answer = (request, answer) => {
    const list = json(200, { data: [{ id: isGone ? 'second' : 'first' }] });
    if (request.path === '/v1/models') return list(request, answer);
    const isKnown = request.body.includes(isGone ? 'second' : 'first');
    return (isKnown ? sse(words('Yes.') + end) : json(404, {}))(request, answer);
  };
  const model = createOpenAiCompatible({
    ...{ url: `${server.url}/v1`, model: null },
    key: () => Promise.resolve(null),
  });
  const next = async (): Promise<void> => {
    for await (const _text of model.stream(prompt, new AbortController().signal));
  };
  await next();
  await next();
  isGone = true;
  await expect(next()).rejects.toMatchObject({ code: 'LLM_UNKNOWN_MODEL' });
  await next();
  expect(server.requests.filter(({ path }) => path === '/v1/models')).toHaveLength(2);
});

test.each([
  ['an empty list', json(200, { data: [] }), { kind: 'settings', code: 'LLM_NO_MODEL' }],
  ['no list', json(404, {}), { kind: 'remote', code: 'LLM_NO_LIST' }],
  ['rubbish', json(200, 'x'), { kind: 'remote', code: 'LLM_NO_LIST' }],
  ['a refused key', json(401, {}), { kind: 'auth', code: 'LLM_KEY_REFUSED' }],
])('says what is wrong with %s of models where none is named', async (_name, answer, expected) => {
  server.answer = answer;

  expect((await ask({ model: null })).error).toMatchObject(expected);
});

test.each([
  [401, { kind: 'auth', code: 'LLM_KEY_REFUSED', retryable: false }],
  [403, { kind: 'auth', code: 'LLM_KEY_REFUSED', retryable: false }],
  [404, { kind: 'settings', code: 'LLM_UNKNOWN_MODEL', retryable: false }],
  [400, { kind: 'remote', code: 'LLM_FAILED', retryable: false, status: 400 }],
  [429, { kind: 'remote', code: 'LLM_FAILED', retryable: true, status: 429 }],
  [500, { kind: 'remote', code: 'LLM_FAILED', retryable: true, status: 500 }],
  [503, { kind: 'remote', code: 'LLM_FAILED', retryable: true, status: 503 }],
])('turns status %i into an error of ours and asks once only', async (status, expected) => {
  server.answer = json(status, { error: { message: 'remote words' } });

  const { said, error } = await ask();

  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject(expected);
  expect((error as AppError).message).not.toContain('remote words');
  expect(said).toEqual([]);
  expect(server.requests).toHaveLength(1);
});

test('gives up when the first word does not come', async () => {
  server.answer = sse('', { ends: false });

  const { error } = await ask({ firstTokenMs: 80 });

  expect(error).toMatchObject({ kind: 'network', code: 'LLM_STALLED' });
  expect((error as AppError).message).toContain('0.08 seconds');
});

test('gives up when not even an answer comes', async () => {
  server.answer = () => {};

  expect((await ask({ firstTokenMs: 80 })).error).toMatchObject({ code: 'LLM_STALLED' });
});

test('gives up when the words stop coming, and keeps those that came', async () => {
  server.answer = sse(words('You have'), { ends: false });

  const { said, error } = await ask({ stallMs: 80 });

  expect(said).toEqual(['You have']);
  expect(error).toMatchObject({ code: 'LLM_STALLED' });
  expect((error as AppError).message).toContain('0.08 seconds');
});

test('waits for a model that thinks aloud before it answers', async () => {
  server.answer = (request, answer) => {
    sse('', { ends: false })(request, answer);
    let thoughts = 0;
    const think = setInterval(() => {
      thoughts += 1;
      if (thoughts < 15) return void answer.write(chunk({ reasoning_content: 'hm' }));
      clearInterval(think);
      answer.end(words('Yes.') + end);
    }, 40);
  };

  const { said, error } = await ask({ firstTokenMs: 400, stallMs: 400 });

  expect({ said, error }).toEqual({ said: ['Yes.'], error: null });
});

test('names a server that is not there', async () => {
  const gone = await new LocalServer().open();
  await gone.close();

  const { error } = await ask({ url: gone.url });

  expect(error).toMatchObject({ kind: 'network', code: 'ECONNREFUSED', retryable: true });
});

test('keeps what came before the connection broke, and says that it broke', async () => {
  server.answer = (request, answer) => {
    sse(words('You have'), { ends: false })(request, answer);
    setTimeout(() => answer.destroy(), 30);
  };

  const { said, error } = await ask();

  expect(said).toEqual(['You have']);
  expect(error).toMatchObject({ kind: 'network' });
});

test.each([
  ['no JSON', 'data: {"choices": [\n\n'],
  ['JSON of another shape', 'data: {"choices": 7}\n\n'],
])('takes %s in the stream for a breach of the protocol', async (_name, odd) => {
  server.answer = sse(words('You have') + odd + end);

  const { said, error } = await ask();

  expect(said).toEqual(['You have']);
  expect(error).toMatchObject({ kind: 'protocol', code: 'LLM_UNREADABLE' });
});

test('does not take a stream that ends without a word about its end for a whole answer', async () => {
  server.answer = sse(words('You have'));

  const { said, error } = await ask();

  expect(said).toEqual(['You have']);
  expect(error).toMatchObject({ kind: 'protocol', code: 'LLM_CUT_OFF' });
});

test('says so when the answer was cut off at the limit of its length', async () => {
  server.answer = sse(`${words('You have')}${chunk({}, 'length')}data: [DONE]\n\n`);

  expect((await ask()).error).toMatchObject({ kind: 'protocol', code: 'LLM_TOO_LONG' });
});

test('is not asked what was used where the server refuses to be', async () => {
  server.answer = (request, answer) => {
    const isRefused = request.body.includes('stream_options');
    const refusal = json(400, { error: { message: 'Unknown field: stream_options' } });
    return (isRefused ? refusal : sse(words('Yes.') + end))(request, answer);
  };
  expect(await ask()).toEqual({ said: ['Yes.'], error: null });
  expect(server.requests).toHaveLength(2);
});

test('is given up when it only thinks', async () => {
  server.answer = sse(chunk({ reasoning_content: 'hm' }), { ends: false });
  // Counted from the question: the first thought is there by then, also on a machine that does much else.
  const { error } = await ask({ thinkMs: 1000 });
  expect(error).toMatchObject({ code: 'LLM_STALLED' });
  expect((error as AppError).message).toContain('thought for 1 seconds');
});

test('refuses a redirect, so that the key does not cross it', async () => {
  const other = await new LocalServer().open();
  server.answer = (_request, answer) =>
    void answer.writeHead(307, { location: `${other.url}/v1/chat/completions` }).end();

  const { error } = await ask();
  const listed = await ask({ model: null });
  await other.close();

  expect(error).toBeInstanceOf(AppError);
  expect(listed.error).toBeInstanceOf(AppError);
  expect(other.requests).toEqual([]);
});

test('lists what the server offers', async () => {
  server.answer = json(200, { data: [{ id: 'a', object: 'model' }, { id: 'b' }] });
  const options = { url: `${server.url}/v1`, model: null };
  const model = createOpenAiCompatible({ ...options, key: () => Promise.resolve(null) });

  expect(await model.list(new AbortController().signal)).toEqual(['a', 'b']);
});
