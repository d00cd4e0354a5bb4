import type { TextStreamPart, ToolSet } from 'ai';
import type { Proxies } from '../../base/proxy.ts';
import type { Model, ModelCatalog, ModelPart, Prompt, ToolCall } from '../ports.ts';
import {
  contextTooSmall,
  cutOff,
  filtered,
  toModelError,
  tooLong,
  unknownModel,
} from './model-errors.ts';
import { refusesUsage } from './error-words.ts';
import type { ModelIdentity } from './model-identity.ts';
import { ModelServer } from './model-server.ts';
import { estimateTokens, lengthOfPrompt, UseCount } from './model-use.ts';
import type { ModelUse } from './model-use.ts';
import { ModelWay } from './model-way.ts';
import type { Provider } from './provider.ts';
import { toolsFor, toSdkMessages, toSdkTools, wireName } from './sdk-messages.ts';
import { silenceLimits, Stall } from './silence.ts';
import type { SilenceLimits } from './silence.ts';
import { Thoughts } from './thoughts.ts';

export type StreamedModelOptions = {
  readonly provider: Provider;
  /** Base address; null: the provider's own. */
  readonly url: string | null;
  /** Null: the first model that the server lists. */
  readonly model: string | null;
  readonly key: () => Promise<string | null>;
  /** Told in errors. */
  readonly identity?: Pick<ModelIdentity, 'keyName' | 'setting'>;
  /** How long it may be silent; by channel. */
  readonly limits?: (channel: Prompt['channel']) => SilenceLimits;
  /** Longest prompt and answer, in tokens; null or missing: the model's own. */
  readonly contextTokens?: number | null;
  readonly outputTokens?: number | null;
  /** Hears once what each question used. */
  readonly onUse?: (use: ModelUse) => void;
  /** How its server is reached; null: straight. */
  readonly proxies: Proxies | null;
  /** Closes the connections with it. */
  readonly lifetime?: AbortSignal;
};

/** No answer is that long; one that goes on is a loop. In characters, those of tool calls included. */
const maxAnswer = 200_000;

/** One model of any provider, streamed. */
export function createStreamedModel(options: StreamedModelOptions): Model & ModelCatalog {
  const { provider, key, lifetime, model } = options;
  const url = (options.url ?? provider.url ?? '').replace(/\/+$/, '');
  const { keyName = 'llm-key', setting = 'llm.model' } = options.identity ?? {};
  const identity = { who: provider.who, model, keyName, setting };
  const connections = new ModelWay(url, options.proxies);
  lifetime?.addEventListener('abort', () => connections.close(), { once: true });
  const server = new ModelServer({ provider, identity, url, key }, connections);
  return {
    stream: (prompt, signal) =>
      new Question(options, { server, connections, identity, prompt }).stream(signal),
    list: (signal) => server.list(signal),
    warm: async (signal) => {
      await Promise.all([connections.warm(), server.chatModel(signal)]);
    },
    renew: () => connections.renew(),
  };
}

type Asked = {
  readonly server: ModelServer;
  readonly connections: ModelWay;
  readonly identity: ModelIdentity;
  readonly prompt: Prompt;
};

/** One question and its answer. */
class Question {
  readonly #options: StreamedModelOptions;
  readonly #asked: Asked;
  readonly #count: UseCount;

  constructor(options: StreamedModelOptions, asked: Asked) {
    this.#options = options;
    this.#asked = asked;
    this.#count = new UseCount(asked.prompt);
  }

  async *stream(signal: AbortSignal): AsyncIterable<ModelPart> {
    const { prompt, connections, server, identity } = this.#asked;
    this.#refuseTooLong();
    const { limits = silenceLimits } = this.#options;
    const stall = new Stall(limits(prompt.channel));
    const either = AbortSignal.any([signal, stall.signal]);
    try {
      yield* this.#answer(stall, either);
      // The SDK ends an aborted stream quietly; that must not pass for a whole answer.
      either.throwIfAborted();
    } catch (error) {
      // What was sent has been read by then, and costs.
      if (either.aborted) this.#count.asked();
      if (signal.aborted) {
        connections.replace();
        throw signal.reason;
      }
      const told = stall.signal.aborted ? stall.error() : toModelError(error, identity);
      if (told.code === unknownModel) server.forget();
      throw told;
    } finally {
      stall.end();
      const use = this.#count.read();
      if (use) this.#options.onUse?.(use);
    }
  }

  async *#answer(stall: Stall, signal: AbortSignal): AsyncIterable<ModelPart> {
    try {
      yield* this.#ask(stall, signal);
    } catch (error) {
      // Nothing came yet: a refused request is answered before its first word.
      if (!refusesUsage(error) || !this.#asked.server.askWithoutUsage()) throw error;
      yield* this.#ask(stall, signal);
    }
  }

  async *#ask(stall: Stall, signal: AbortSignal): AsyncIterable<ModelPart> {
    const { prompt, identity } = this.#asked;
    const thoughts = new Thoughts();
    let hasPart = false;
    for await (const part of await this.#start(signal)) {
      if (isSignOfLife(part)) stall.beat();
      this.#follow(part);
      failOn(part, identity, hasPart);
      const piece = toPiece(prompt, part, thoughts);
      // Blanks before the first word are none, however many come.
      if (piece === null || (!hasPart && typeof piece === 'string' && piece.trim() === ''))
        continue;
      if (!hasPart) stall.answered();
      hasPart = true;
      yield piece;
    }
  }

  async #start(signal: AbortSignal) {
    const { server, prompt } = this.#asked;
    const { outputTokens, provider } = this.#options;
    const [{ streamText, jsonSchema }, model] = await Promise.all([
      import('ai'),
      server.chatModel(signal),
    ]);
    // The SDK would print what it thinks of a model on our output.
    globalThis.AI_SDK_LOG_WARNINGS = false;
    const { specs, mayCall } = toolsFor(prompt);
    return streamText({
      model,
      instructions: prompt.system,
      messages: toSdkMessages(prompt.messages),
      ...(specs.length > 0 && { tools: toSdkTools(specs, jsonSchema) }),
      ...(specs.length > 0 && !mayCall && { toolChoice: 'none' as const }),
      ...(outputTokens != null && { maxOutputTokens: outputTokens }),
      providerOptions: provider.options,
      maxRetries: 0,
      abortSignal: signal,
      // Errors arrive as parts of the stream; the SDK would print them as well.
      onError: () => {},
    }).stream;
  }

  #follow(part: TextStreamPart<ToolSet>): void {
    if ('delta' in part) this.#count.wrote(part.delta.length);
    if (part.type === 'text-delta' || part.type === 'reasoning-delta') {
      this.#count.wrote(part.text.length);
    }
    if (part.type === 'finish') this.#count.tell(part.totalUsage);
    if (this.#count.characters > maxAnswer) throw tooLong();
  }

  /** What the model cannot take is refused before it costs anything. */
  #refuseTooLong(): void {
    const { contextTokens } = this.#options;
    if (contextTokens == null) return;
    const { prompt, identity } = this.#asked;
    if (estimateTokens(lengthOfPrompt(prompt)) > contextTokens) throw contextTooSmall(identity);
  }
}

/** Throws what a part tells of the end of the answer, where it is none to be proud of. */
function failOn(part: TextStreamPart<ToolSet>, identity: ModelIdentity, hasPart: boolean): void {
  if (part.type === 'error') throw part.error;
  if (part.type !== 'finish') return;
  const { finishReason, rawFinishReason } = part;
  if (finishReason === 'length') throw tooLong();
  // The stream ended without a word about its end.
  const isUntold = finishReason === 'other' && rawFinishReason === undefined;
  if (finishReason === 'interrupted' || isUntold) throw cutOff(identity);
  if (finishReason === 'content-filter' && !hasPart) throw filtered(identity);
}

/** A model that thinks aloud, or writes what it wants of a tool, is slow, not silent; one that writes blanks is. */
function isSignOfLife(part: TextStreamPart<ToolSet>): boolean {
  if (part.type === 'text-delta' || part.type === 'reasoning-delta') return part.text.trim() !== '';
  if (part.type === 'tool-input-delta') return part.delta.trim() !== '';
  return part.type === 'tool-call';
}

function toPiece(
  prompt: Prompt,
  part: TextStreamPart<ToolSet>,
  thoughts: Thoughts,
): ModelPart | null {
  if (part.type === 'tool-call') return { type: 'tool-call', ...toToolCall(prompt, part) };
  if (part.type === 'finish') return thoughts.rest() || null;
  return part.type === 'text-delta' ? thoughts.take(part.text) || null : null;
}

/** Under the name that we know; one that nobody offered keeps its own. */
function toToolCall(
  { tools = [] }: Prompt,
  { toolCallId: id, toolName, input }: { toolCallId: string; toolName: string; input: unknown },
): ToolCall {
  const name = tools.find((tool) => wireName(tool.name) === toolName)?.name ?? toolName;
  return { id, name, args: input };
}
