import { parseRetryAfter } from '../../base/retry-after.ts';

/** What a provider's error means, as far as its code, type or words tell. */
export type ErrorMeaning = 'key' | 'model' | 'context' | 'quota' | 'rate' | 'overload';

export type ToldError = {
  /** HTTP's, or what the provider would have answered; null where there is none. */
  readonly status: number | null;
  readonly meaning: ErrorMeaning | null;
};

/**
 * Codes and types of errors.
 * OpenAI: `invalid_api_key`, `model_not_found`, `context_length_exceeded`, `insufficient_quota`. Anthropic: the types
 * `authentication_error`, `billing_error`, `overloaded_error`. llama.cpp: `exceed_context_size_error`.
 */
const meanings = new Map<string, ErrorMeaning>([
  ['invalid_api_key', 'key'],
  ['authentication_error', 'key'],
  ['permission_error', 'key'],
  ['model_not_found', 'model'],
  ['not_found_error', 'model'],
  ['context_length_exceeded', 'context'],
  ['exceed_context_size_error', 'context'],
  ['request_too_large', 'context'],
  ['insufficient_quota', 'quota'],
  ['billing_error', 'quota'],
  ['billing_hard_limit_reached', 'quota'],
  ['rate_limit_exceeded', 'rate'],
  ['rate_limit_error', 'rate'],
  ['overloaded_error', 'overload'],
  ['server_overloaded', 'overload'],
]);

/** Statuses that leave no doubt. 413: more than it takes. Anthropic: 529 is its overload. */
const byStatus = new Map<number | null, ErrorMeaning>([
  ...[401, 403].map((status): [number, ErrorMeaning] => [status, 'key']),
  [402, 'quota'],
  [404, 'model'],
  [413, 'context'],
  [529, 'overload'],
]);

/** Words, where a server has no code for it; they are looked at only, never shown. */
const phrases: readonly (readonly [RegExp, ErrorMeaning])[] = [
  [
    /prompt is too long|maximum context|context (?:length|window|size)|too many (?:input )?tokens/iu,
    'context',
  ],
  [/credit balance|exceeded your current quota|insufficient (?:credits|funds|balance)/iu, 'quota'],
  [/not a valid model|model .{1,200}(?:not found|does not exist)|unknown model/iu, 'model'],
];

/** Not longer than this: what follows tells nothing new. */
const readCharacters = 4000;

/** Reads an error of the SDK: a refused request, or an error within a stream. */
export function readTold(error: unknown): ToldError {
  const all = collect(error);
  const status = all.find(({ status: one }) => one !== null)?.status ?? null;
  const coded = all.flatMap(({ codes }) => codes.map((code) => meanings.get(code) ?? []).flat());
  const text = all.map(({ message }) => message).join('\n');
  const spoken = phrases.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  const meaning = byStatus.get(status) ?? coded[0] ?? (isDoubtful(status) ? spoken : null);
  return { status, meaning };
}

/** Words decide only where the status does not. */
function isDoubtful(status: number | null): boolean {
  return status === null || status === 400 || status === 422 || status === 429 || status >= 500;
}

type Layer = {
  readonly status: number | null;
  readonly codes: readonly string[];
  readonly message: string;
};

/** The error itself, and the body that came with it, which has its own `error` within. */
function collect(error: unknown): readonly Layer[] {
  const found: Layer[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 5 && isRecord(at); depth += 1) {
    found.push(toLayer(at));
    at = parse(at['responseBody']) ?? at['data'] ?? at['response'] ?? at['error'];
  }
  return found;
}

function toLayer(value: Readonly<Record<string, unknown>>): Layer {
  const { statusCode, code, type, message } = value;
  return {
    status: typeof statusCode === 'number' ? statusCode : null,
    codes: [code, type].filter((one) => typeof one === 'string'),
    message: typeof message === 'string' ? message.slice(0, readCharacters) : '',
  };
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy, say.
    return { message: text };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** How long a refused request asks to be left alone, in milliseconds; null where it says nothing. */
export function readRetryAfter(error: unknown): number | null {
  if (!isRecord(error) || !isRecord(error['responseHeaders'])) return null;
  const told = error['responseHeaders']['retry-after'];
  return parseRetryAfter(typeof told === 'string' ? told : null);
}

/** A server that knows nothing of telling what was used, and refuses to be asked for it. */
export function refusesUsage(error: unknown): boolean {
  const layers = collect(error);
  const status = layers.find(({ status: one }) => one !== null)?.status;
  const isRefused = status === 400 || status === 422;
  return isRefused && layers.some(({ message }) => message.includes('stream_options'));
}
