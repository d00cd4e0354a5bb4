import {
  AppError,
  AuthError,
  ProtocolError,
  RemoteError,
  SettingsError,
} from '../../../shared/errors.ts';
import { toNetworkError } from '../../base/http.ts';
import { readRetryAfter, readTold } from './error-words.ts';
import type { ToldError } from './error-words.ts';
import type { ModelIdentity } from './model-identity.ts';

/** The server does not know the model, or the address. */
export const unknownModel = 'LLM_UNKNOWN_MODEL';
/** What it was sent is longer than it can read. */
export const contextFull = 'LLM_CONTEXT_FULL';

/** The SDK's names for a stream that breaks the protocol; its classes are loaded with the SDK only. */
const unreadable = new Map([
  ['AI_JSONParseError', 'LLM_UNREADABLE'],
  ['AI_TypeValidationError', 'LLM_UNREADABLE'],
  ['AI_EmptyResponseBodyError', 'LLM_UNREADABLE'],
  ['AI_InvalidResponseDataError', 'LLM_CUT_OFF'],
  // Nothing came at all, not even the end.
  ['AI_NoOutputGeneratedError', 'LLM_CUT_OFF'],
]);

/** Whatever the SDK throws or tells, as one sentence of ours with what to do. The server's own words stay out of it. */
export function toModelError(error: unknown, identity: ModelIdentity): AppError {
  const own = ownIn(error);
  if (own) return own;
  const name = error instanceof Error ? error.name : '';
  const code = unreadable.get(name);
  if (code === 'LLM_CUT_OFF') return cutOff(identity, error);
  if (code !== undefined) {
    const sentence = `${identity.who} answered in a form that cannot be read.`;
    return new ProtocolError(code, sentence, {
      cause: error,
      remedy:
        'Check that its address is that of the right kind of provider (llm.provider, llm.url).',
    });
  }
  const told = readTold(error);
  const isWithin = name === '' || name === 'AI_StreamProviderError';
  // A connection that breaks after a status of success is told with that status.
  if (!isWithin && (told.status === null || told.status < 300)) return toNetworkError(error);
  const known = toKnownError(told, identity);
  if (known) return known;
  // An error within the stream: the server wrote it after a status of success.
  if (isWithin) {
    return new RemoteError('LLM_FAILED', `${identity.who} broke off with an error.`, {
      status: told.status ?? 500,
    });
  }
  return toStatusError(told, identity, error);
}

/** The SDK wraps what a stream of ours ends with. */
function ownIn(error: unknown): AppError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof AppError) return at;
  return null;
}

/** Null for an error that says no more than its status. */
function toKnownError({ status, meaning }: ToldError, identity: ModelIdentity): AppError | null {
  switch (meaning) {
    case 'key':
      return keyRefused(identity);
    case 'model':
      return modelUnknown(identity);
    case 'context':
      return contextIsFull(identity, status ?? 400);
    case 'quota':
      return quotaUsedUp(identity, status ?? 402);
    case 'overload':
      return overloaded(identity, status ?? 529);
    case 'rate':
    case null:
      return null;
  }
}

function toStatusError(told: ToldError, { who }: ModelIdentity, error: unknown): RemoteError {
  const status = told.status ?? 500;
  const retryAfterMs = readRetryAfter(error);
  if (status !== 429) {
    return new RemoteError('LLM_FAILED', `${who} failed with status ${status}.`, {
      ...{ status, retryAfterMs },
    });
  }
  const why = told.meaning === 'rate' ? 'there were too many' : 'too many, or the quota is used up';
  return new RemoteError('LLM_FAILED', `${who} takes no more requests now: ${why}.`, {
    ...{ status, retryAfterMs },
    remedy: 'Wait a minute, or raise the limits of the account.',
  });
}

/** How to set the key of a model; `keyName` is null where settings name none. */
function setKey({ keyName }: ModelIdentity): string {
  return keyName === null
    ? 'Name its key in llm.providers.'
    : `Set the right key: npm run -s adjutant -- secret set ${keyName}`;
}

export function keyRefused(identity: ModelIdentity): AuthError {
  return new AuthError('LLM_KEY_REFUSED', `${identity.who} refuses the key.`, {
    remedy: setKey(identity),
  });
}

export function keyMissing(identity: ModelIdentity): AuthError {
  return new AuthError('LLM_KEY_MISSING', `There is no key for ${identity.who}.`, {
    remedy: setKey(identity),
  });
}

function modelUnknown({ who, setting }: ModelIdentity): SettingsError {
  const place =
    setting === 'llm.model' ? 'llm.url and llm.model' : 'url and model in llm.providers';
  return new SettingsError(
    unknownModel,
    `${who} does not know that model or address.`,
    `Check ${place}.`,
  );
}

function contextIsFull({ who }: ModelIdentity, status: number): RemoteError {
  const sentence = `${who} was sent more than the model can read at once.`;
  return new RemoteError(contextFull, sentence, {
    status,
    remedy: 'Ask something shorter, or set a model with a larger context.',
  });
}

/** The prompt is longer than settings allow: not even sent. */
export function contextTooSmall(identity: ModelIdentity): RemoteError {
  return contextIsFull(identity, 400);
}

function quotaUsedUp({ who }: ModelIdentity, status: number): RemoteError {
  return new RemoteError('LLM_QUOTA', `${who} says that the quota or the credit is used up.`, {
    status,
    remedy: 'Add credit or raise the limit at the provider, or set another model.',
  });
}

function overloaded({ who }: ModelIdentity, status: number): RemoteError {
  return new RemoteError('LLM_OVERLOADED', `${who} is overloaded at the moment.`, {
    status,
    remedy: 'Wait a minute, or name a further model in llm.providers.',
  });
}

export function cutOff({ who }: ModelIdentity, cause?: unknown): ProtocolError {
  const whose = who.startsWith('The ') ? who.replace('The', 'the') : who;
  return new ProtocolError('LLM_CUT_OFF', `The answer of ${whose} ended in the midst.`, { cause });
}

export function tooLong(): ProtocolError {
  return new ProtocolError('LLM_TOO_LONG', 'The answer is longer than the model may write.', {
    remedy: 'Ask for less at once, or raise limits.outputTokens of the model.',
  });
}

export function filtered({ who }: ModelIdentity): ProtocolError {
  return new ProtocolError('LLM_FILTERED', `${who} does not answer that: its filter stopped it.`, {
    remedy: 'Ask in other words.',
  });
}
