import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from '../../../main/agent/models/anthropic.ts';
import { openAi } from '../../../main/agent/models/openai.ts';
import { openAiCompatible } from '../../../main/agent/models/openai-compatible.ts';
import type { Provider } from '../../../main/agent/models/provider.ts';
import { createStreamedModel } from '../../../main/agent/models/streamed-model.ts';
import type { Model, ModelCatalog, Prompt } from '../../../main/agent/ports.ts';
import { AppError } from '../../../shared/errors.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const key = 'sk-fuzz-key-4f1d';
const words = [
  'data: ',
  '\n\n',
  'event: ',
  '[DONE]',
  '"delta":',
  '"content":',
  '"finish_reason":"stop"',
  '\r\n',
  ': x\n',
];

/** What models answer: a stream of events cut and damaged anywhere, a refusal, a list. */
export const modelTargets: readonly Target[] = [
  { name: 'model-chat', kind: 'text', words, read: streamOf(openAiCompatible), ...common() },
  { name: 'model-responses', kind: 'text', words, read: streamOf(openAi), ...common() },
  { name: 'model-messages', kind: 'text', words, read: streamOf(anthropic), ...common() },
  { name: 'model-refusal', kind: 'json', read: readRefusal, ...common() },
];

/** Servers explain themselves, and the owner is told; every error is one of ours. */
function common(): Pick<Target, 'errors' | 'quotes' | 'cost'> {
  return { errors: [AppError], quotes: true, cost: 6 };
}

const prompt: Prompt = {
  system: 'Answer.',
  messages: [{ role: 'user', text: 'Hello' }],
  tools: [
    {
      name: 'save_note',
      description: 'Keeps a note.',
      parameters: { type: 'object', properties: {} },
    },
  ],
} as unknown as Prompt;

type Answer = { readonly status: number; readonly type: string; readonly body: Buffer };
let answer: Answer = { status: 200, type: '', body: Buffer.alloc(0) };
const models = new Map<Provider, Promise<Model & ModelCatalog>>();
let address: Promise<string> | null = null;

function streamOf(provider: Provider): (input: Buffer) => Promise<unknown> {
  return async (body) => {
    answer = { status: 200, type: 'text/event-stream', body };
    return ask(await modelOf(provider));
  };
}

async function readRefusal(body: Buffer): Promise<unknown> {
  const statuses = [200, 400, 401, 404, 413, 429, 500, 529] as const;
  const status = statuses[body.length % statuses.length] ?? 500;
  answer = { status, type: 'application/json', body };
  const model = await modelOf(openAiCompatible);
  try {
    await model.list(AbortSignal.timeout(8000));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return ask(model);
}

async function ask(model: Model): Promise<unknown> {
  let chars = 0;
  try {
    for await (const part of model.stream(prompt, AbortSignal.timeout(8000))) {
      if (typeof part === 'string') chars += part.length;
      else
        must(
          typeof part.name === 'string' && typeof part.id === 'string',
          'a call of a tool has no name',
        );
    }
  } catch (error) {
    must(!(error instanceof Error) || !error.message.includes(key), 'an error tells the key');
    throw error;
  }
  must(chars <= 200_000, 'an answer is longer than it may be');
  return null;
}

function modelOf(provider: Provider): Promise<Model & ModelCatalog> {
  const known = models.get(provider);
  if (known) return known;
  const made = open().then((url) =>
    createStreamedModel({
      ...{ provider, url, model: 'm', proxies: null },
      key: () => Promise.resolve(key),
    }),
  );
  models.set(provider, made);
  return made;
}

/** One server for all of them; it ends with the thread. */
function open(): Promise<string> {
  address ??= new Promise((resolve) => {
    const server = createServer((request, response) => {
      const { status, type, body } = answer;
      request.resume();
      response.writeHead(status, { 'content-type': type });
      // Where it is cut on the wire is anybody's guess.
      const half = Math.floor(body.length / 3);
      response.write(body.subarray(0, half));
      setImmediate(() => response.end(body.subarray(half)));
    });
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
    server.unref();
  });
  return address;
}
