import type { Provider } from '../../../main/agent/models/provider.ts';

/** What a scripted answer is made of. `args` come in pieces. */
export type WirePart =
  | string
  | { readonly id: string; readonly name: string; readonly args: readonly string[] };

/** How it ends: well, at its limit, or not at all (the connection then decides). */
export type WireEnd = 'stop' | 'length' | 'open';

/** What a request asked for, in words that all providers share. */
export type WireRequest = {
  readonly model: string;
  readonly system: string;
  readonly words: readonly string[];
  readonly tools: readonly string[];
  readonly calls: readonly { readonly id: string; readonly name: string; readonly args: unknown }[];
  readonly results: readonly { readonly id: string; readonly text: string }[];
};

/** A provider's protocol, from its public documentation. */
export type ModelWire = {
  readonly provider: Provider;
  /** Where questions go, below the base address. */
  readonly path: string;
  /** The header that carries the key, and what it holds for `sk-1`. */
  readonly keyHeader: readonly [string, string];
  /** Server-sent events of an answer; used are 11 tokens in and 5 out. */
  frames(parts: readonly WirePart[], end: WireEnd): readonly string[];
  /** One more piece of text in an answer that is open and began with text. */
  delta(text: string): string;
  /** An error within the stream. */
  failure(message: string): string;
  /** A refused request: status and body. */
  readonly refusals: Readonly<
    Record<'key' | 'model' | 'quota' | 'context' | 'rate' | 'overload', Refusal>
  >;
  read(body: string): WireRequest;
};
export type Refusal = readonly [status: number, body: unknown];

export type Json = Readonly<Record<string, unknown>>;

export function data(value: Json): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export function event(value: Json): string {
  return `event: ${String(value['type'])}\n${data(value)}`;
}

/** Content is a string or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? (content as readonly { readonly text?: string }[]) : [];
  return parts.map(({ text }) => text ?? '').join('');
}

export type Item = readonly string[] | Exclude<WirePart, string>;

/** Pieces of text that follow each other are one item. */
export function toItems(parts: readonly WirePart[]): readonly Item[] {
  const words = parts.filter((part) => typeof part === 'string');
  const calls = parts.filter((part) => typeof part !== 'string');
  return words.length > 0 ? [words, ...calls] : calls;
}

export const openAiRefusals: ModelWire['refusals'] = {
  key: [
    401,
    { error: { message: 'remote words', type: 'invalid_request_error', code: 'invalid_api_key' } },
  ],
  model: [
    404,
    { error: { message: 'remote words', type: 'invalid_request_error', code: 'model_not_found' } },
  ],
  quota: [
    429,
    { error: { message: 'remote words', type: 'insufficient_quota', code: 'insufficient_quota' } },
  ],
  context: [
    400,
    {
      error: {
        message: 'remote words',
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
    },
  ],
  rate: [429, { error: { message: 'remote words', type: 'tokens', code: 'rate_limit_exceeded' } }],
  overload: [529, { error: { message: 'remote words' } }],
};
