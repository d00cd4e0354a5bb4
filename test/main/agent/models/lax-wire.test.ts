import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelPart } from '../../../../main/agent/ports.ts';
import { AppError } from '../../../../shared/errors.ts';
import { json, LocalServer } from '../../../fakes/local-server.ts';
import type { LocalAnswer } from '../../../fakes/local-server.ts';
import { createOpenAiCompatible } from '../../../fakes/openai-compatible-model.ts';
import { chatCompletions } from '../../../peers/model-wires/chat-completions.ts';

const server = new LocalServer();
beforeAll(() => server.open());
afterAll(() => server.close());

const prompt = { system: 'Be brief.', messages: [{ role: 'user', content: 'Hi' }] } as const;
const args = '{"who":"Ada"}';
const asked = { type: 'tool-call', id: 'c1', name: 'find', args: { who: 'Ada' } };
const done = 'data: [DONE]';

async function ask(answer: LocalAnswer) {
  server.answer = answer;
  const model = createOpenAiCompatible({
    ...{ url: `${server.url}/v1`, model: 'tiny', key: () => Promise.resolve(null) },
  });
  const said: ModelPart[] = [];
  try {
    for await (const part of model.stream(prompt, new AbortController().signal)) said.push(part);
    return { said, error: null };
  } catch (error) {
    return { said, error };
  }
}

function sse(text: string): LocalAnswer {
  return (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.end(text);
  };
}

function words(...parts: readonly string[]): string {
  return chatCompletions.frames(parts, 'open').join('');
}

function whole(message: object): LocalAnswer {
  const choices = [{ index: 0, message: { role: 'assistant', ...message } }];
  return json(200, { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices });
}

const call = chatCompletions.frames([{ id: 'c1', name: 'find', args: [args] }], 'open').join('');
const wholeCall = { id: 'c1', type: 'function', function: { name: 'find', arguments: args } };

test.each([
  ['says that it is done, but no reason', sse(`${words('Noth', 'ing.')}${done}\n\n`)],
  ['says so without a line behind it', sse(`${words('Noth', 'ing.')}${done}`)],
  ['answers in one piece', whole({ content: 'Nothing.' })],
  ['thinks aloud in', sse(`${words('<thi', 'nk>Who?</think>', 'Nothing.')}${done}\n\n`)],
])('takes for whole what a lax server %s', async (_name, answer) => {
  const { said, error } = await ask(answer);

  expect(error).toBeNull();
  const text = said.filter((part) => typeof part === 'string');
  expect(text.join('')).toBe('Nothing.');
});

test.each([
  ['gives no reason for a call', sse(`${call}${done}\n\n`)],
  ['answers a call in one piece', whole({ content: null, tool_calls: [wholeCall] })],
])('hears the call where a lax server %s', async (_name, answer) => {
  expect(await ask(answer)).toEqual({ said: [asked], error: null });
});

test.each([
  ['words that tell of an end', sse(words('"finish_reason": "stop"', done))],
  ['nothing but an empty event', sse('data: {}\n\n')],
  ['one piece that is none', json(200, { choices: [{}] })],
  ['half a piece', sse('{"choices": [{"message": {"content": "Noth')],
])('takes %s for no whole answer', async (_name, answer) => {
  expect((await ask(answer)).error).toBeInstanceOf(AppError);
});
