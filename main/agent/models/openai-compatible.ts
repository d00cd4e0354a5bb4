import {
  AppError,
  NetworkError,
  ProtocolError,
  RemoteError,
  SettingsError,
} from '../../../shared/errors.ts';
import { toNetworkError } from '../../base/http.ts';
import type { Model, ModelCatalog, Prompt } from '../ports.ts';
import { keyRefused, listModels } from './model-list.ts';
import type { ModelListQuery } from './model-list.ts';

export type OpenAiCompatibleOptions = {
  /** Base address, to which `/chat/completions` is appended. */
  readonly url: string;
  /** Null: the first model that the server lists. */
  readonly model: string | null;
  readonly key: () => Promise<string | null>;
  /** Longest wait for the first token, and between two. */
  readonly firstTokenMs: number;
  readonly stallMs: number;
};

/** Any server that speaks OpenAI's chat completions: Ollama, LM Studio, llama.cpp, vLLM, Groq … */
export function createOpenAiCompatible(options: OpenAiCompatibleOptions): Model & ModelCatalog {
  return {
    stream: (prompt, signal) => stream(options, prompt, signal),
    list: async (signal) => {
      const key = await options.key();
      return listModels({ url: baseUrl(options), key, signal });
    },
  };
}

function baseUrl({ url }: OpenAiCompatibleOptions): string {
  return url.replace(/\/+$/, '');
}

async function* stream(
  options: OpenAiCompatibleOptions,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncIterable<string> {
  const stall = new Stall(options);
  const either = AbortSignal.any([signal, stall.signal]);
  try {
    for await (const part of await start(options, prompt, either)) {
      if (part.type === 'error') throw part.error;
      // A model that thinks aloud is slow, not silent.
      if (part.type === 'reasoning-delta') stall.beat();
      if (part.type === 'finish' && part.finishReason === 'length') throw tooLong();
      if (part.type !== 'text-delta' || part.text === '') continue;
      stall.beat();
      yield part.text;
    }
    // The SDK ends an aborted stream quietly; that must not pass for a whole answer.
    either.throwIfAborted();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw stall.signal.aborted ? stall.error() : toAppError(error);
  } finally {
    stall.end();
  }
}

async function start(options: OpenAiCompatibleOptions, prompt: Prompt, signal: AbortSignal) {
  // Loaded with the first question: a start does not wait for the SDK.
  const [{ createOpenAICompatible }, { streamText }] = await Promise.all([
    import('@ai-sdk/openai-compatible'),
    import('ai'),
  ]);
  const url = baseUrl(options);
  const key = await options.key();
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: url,
    fetch: fetchWithoutRedirect,
    ...(key === null ? {} : { apiKey: key }),
  });
  const model = options.model ?? (await firstModel({ url, key, signal }));
  return streamText({
    model: provider.chatModel(model),
    instructions: prompt.system,
    messages: prompt.messages.map((message) => ({ ...message })),
    maxRetries: 0,
    abortSignal: signal,
    // Errors arrive as parts of the stream; the SDK would print them as well.
    onError: () => {},
  }).stream;
}

/** A key never crosses a redirect. */
const fetchWithoutRedirect: typeof fetch = (input, init) =>
  fetch(input, { ...init, redirect: 'error' });

async function firstModel(query: ModelListQuery): Promise<string> {
  const [first] = await listModels(query);
  if (first !== undefined) return first;
  throw new SettingsError(
    'LLM_NO_MODEL',
    'No model is named, and the server lists none.',
    'Set llm.model.',
  );
}

/** Ends a stream that is silent for too long: before its first token, or in the midst. */
class Stall {
  readonly #controller = new AbortController();
  readonly #options: OpenAiCompatibleOptions;
  #timer: NodeJS.Timeout;
  #started = false;

  constructor(options: OpenAiCompatibleOptions) {
    this.#options = options;
    this.#timer = this.#arm(options.firstTokenMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  beat(): void {
    this.#started = true;
    this.end();
    this.#timer = this.#arm(this.#options.stallMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  error(): NetworkError {
    const limitMs = this.#started ? this.#options.stallMs : this.#options.firstTokenMs;
    return new NetworkError('LLM_STALLED', `The model was silent for ${limitMs / 1000} seconds.`, {
      remedy: 'Check the model server, or set a faster model.',
    });
  }

  #arm(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), delayMs);
  }
}

function tooLong(): ProtocolError {
  return new ProtocolError('LLM_TOO_LONG', 'The answer is longer than the model may write.');
}

/** The SDK's names for a stream that breaks the protocol; its classes are loaded with the SDK only. */
const unreadable = new Map([
  ['AI_JSONParseError', 'LLM_UNREADABLE'],
  ['AI_TypeValidationError', 'LLM_UNREADABLE'],
  ['AI_EmptyResponseBodyError', 'LLM_UNREADABLE'],
  ['AI_InvalidResponseDataError', 'LLM_CUT_OFF'],
]);

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const isCaught = error instanceof Error && error.name !== 'AI_StreamProviderError';
  if (!isCaught) {
    // An error within the stream: the server wrote it after a status of success.
    return new RemoteError('LLM_FAILED', 'The model server broke off with an error.', {
      status: 500,
    });
  }
  const code = unreadable.get(error.name);
  if (code !== undefined) {
    const sentence =
      code === 'LLM_CUT_OFF'
        ? 'The answer of the model server ended in the midst.'
        : 'The model server answered in a form that cannot be read.';
    return new ProtocolError(code, sentence, { cause: error });
  }
  const status =
    'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
  // A connection that breaks after a status of success is told with that status.
  if (status === null || status < 300) return toNetworkError(error);
  return toStatusError(status);
}

function toStatusError(status: number): AppError {
  if (status === 401 || status === 403) return keyRefused();
  if (status === 404) {
    return new SettingsError(
      'LLM_UNKNOWN_MODEL',
      'The model server does not know that model or address.',
      'Check llm.url and llm.model.',
    );
  }
  const sentence =
    status === 429
      ? 'The model server takes no more requests now: too many, or the quota is used up.'
      : `The model server failed with status ${status}.`;
  return new RemoteError('LLM_FAILED', sentence, { status });
}
