import type { TextStreamPart, ToolSet } from 'ai';
import {
  AppError,
  NetworkError,
  ProtocolError,
  RemoteError,
  SettingsError,
} from '../../../shared/errors.ts';
import { toNetworkError } from '../../base/http.ts';
import type { Model, ModelCatalog, ModelPart, Prompt, ToolCall } from '../ports.ts';
import { toSdkMessages, toSdkTools, wireName } from './sdk-messages.ts';
import { ModelConnections } from './model-connections.ts';
import { keyRefused, listModels } from './model-list.ts';
import { ModelServer } from './model-server.ts';

export type OpenAiCompatibleOptions = {
  /** Base address, to which `/chat/completions` is appended. */
  readonly url: string;
  /** Null: the first model that the server lists. */
  readonly model: string | null;
  readonly key: () => Promise<string | null>;
  /** Longest wait for the first token, and between two. */
  readonly firstTokenMs: number;
  readonly stallMs: number;
  /** Closes the connections with it. */
  readonly lifetime?: AbortSignal;
};

/** Any server that speaks OpenAI's chat completions: Ollama, LM Studio, llama.cpp, vLLM, Groq … */
export function createOpenAiCompatible(options: OpenAiCompatibleOptions): Model & ModelCatalog {
  const url = options.url.replace(/\/+$/, '');
  const connections = new ModelConnections(url);
  options.lifetime?.addEventListener('abort', () => void connections.close(), { once: true });
  const server = new ModelServer(options, url, connections);
  return {
    stream: (prompt, signal) => stream(options, { server, connections, prompt }, signal),
    list: async (signal) => listModels({ url, key: await options.key(), signal }),
    warm: async (signal) => {
      await Promise.all([connections.warm(), server.chatModel(signal)]);
    },
    renew: () => connections.renew(),
  };
}

type Asked = {
  readonly server: ModelServer;
  readonly connections: ModelConnections;
  readonly prompt: Prompt;
};

async function* stream(
  options: OpenAiCompatibleOptions,
  { server, connections, prompt }: Asked,
  signal: AbortSignal,
): AsyncIterable<ModelPart> {
  const stall = new Stall(options);
  const either = AbortSignal.any([signal, stall.signal]);
  try {
    for await (const part of await start(server, prompt, either)) {
      if (isSignOfLife(part.type)) stall.beat();
      failOn(part);
      if (part.type === 'tool-call') yield { type: 'tool-call', ...toToolCall(prompt, part) };
      if (part.type === 'text-delta' && part.text !== '') yield part.text;
    }
    // The SDK ends an aborted stream quietly; that must not pass for a whole answer.
    either.throwIfAborted();
  } catch (error) {
    if (signal.aborted) {
      connections.replace();
      throw signal.reason;
    }
    const told = stall.signal.aborted ? stall.error() : toAppError(error);
    if (told.code === unknownModel) server.forget();
    throw told;
  } finally {
    stall.end();
  }
}

async function start(server: ModelServer, prompt: Prompt, signal: AbortSignal) {
  const [{ streamText, jsonSchema }, model] = await Promise.all([
    import('ai'),
    server.chatModel(signal),
  ]);
  return streamText({
    model,
    instructions: prompt.system,
    messages: toSdkMessages(prompt.messages),
    ...(prompt.tools?.length && { tools: toSdkTools(prompt.tools, jsonSchema) }),
    maxRetries: 0,
    abortSignal: signal,
    // Errors arrive as parts of the stream; the SDK would print them as well.
    onError: () => {},
  }).stream;
}

/** Throws what a part tells of the end of the answer, where it is none to be proud of. */
function failOn(part: TextStreamPart<ToolSet>): void {
  if (part.type === 'error') throw part.error;
  if (part.type === 'finish' && part.finishReason === 'length') throw tooLong();
}

/** A model that thinks aloud, or writes what it wants of a tool, is slow, not silent. */
function isSignOfLife(type: string): boolean {
  return ['text-delta', 'reasoning-delta', 'tool-input-delta', 'tool-call'].includes(type);
}

/** Under the name that we know; one that nobody offered keeps its own. */
function toToolCall(
  { tools = [] }: Prompt,
  { toolCallId: id, toolName, input }: { toolCallId: string; toolName: string; input: unknown },
): ToolCall {
  const name = tools.find((tool) => wireName(tool.name) === toolName)?.name ?? toolName;
  return { id, name, args: input };
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

const unknownModel = 'LLM_UNKNOWN_MODEL';

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
      unknownModel,
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
