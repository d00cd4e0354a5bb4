import { AuthError, NetworkError, RemoteError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { sleep } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { httpBytes } from '../base/http.ts';
import { remedyFor } from '../base/proxy-blame.ts';
import type { HttpBytes } from '../base/http.ts';

/** An OpenAI-compatible service of speech, as its failures are told. */
export type SpeechService = {
  readonly name: string;
  /** Of its settings and its key. */
  readonly part: 'stt' | 'tts';
  /** What it is given. */
  readonly untaken: string;
  /** A setting besides the model that it may refuse. */
  readonly alsoCheck: string;
  readonly tooLarge: { readonly why: string; readonly remedy: string };
};

const againAfterMs = 1000;
/** The request did not get through to the service itself. */
const notReached = new Set([502, 503, 504]);

/** One exchange. Throws NetworkError. */
export async function askService(
  { name, part }: SpeechService,
  request: Parameters<typeof httpBytes>[0],
): Promise<HttpBytes> {
  try {
    return await httpBytes(request);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const code = `${part.toUpperCase()}_NETWORK`;
    throw new NetworkError(code, `${name}: ${lowerFirst(error.message)}`, {
      remedy: remedyFor(
        error,
        `Check ${part}.url, and that the speech service runs; then try again.`,
      ),
      mayHaveArrived: error.mayHaveArrived,
      cause: error,
    });
  }
}

/** A second time only where the first one surely cost nothing. */
export async function askTwice<T>(
  ask: () => Promise<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isWorthAgain(error)) throw error;
  }
  await sleep(clock, againAfterMs, signal);
  return ask();
}

function isWorthAgain(error: unknown): boolean {
  if (error instanceof NetworkError) return !error.mayHaveArrived;
  return error instanceof RemoteError && notReached.has(error.status);
}

/** Why a status came, and what to do; the service's own words may hold anything and stay out. */
export function refusal(
  service: SpeechService,
  { status, headers }: Pick<HttpBytes, 'status' | 'headers'>,
  model: string,
): AppError {
  const { name, part } = service;
  const code = part.toUpperCase();
  if (status === 401 || status === 403) {
    return new AuthError(`${code}_KEY`, `${name}: the service refused the key.`, {
      remedy: `Set ${part}-key to a valid key of the service at ${part}.url.`,
    });
  }
  const { why, remedy } = reasonOf(service, status, model);
  const requestId = headers.get('x-request-id');
  return new RemoteError(`${code}_REFUSED`, `${name}: ${why}`, { status, requestId, remedy });
}

function reasonOf(
  { part, untaken, alsoCheck, tooLarge }: SpeechService,
  status: number,
  model: string,
): { readonly why: string; readonly remedy: string } {
  switch (status) {
    case 400:
    case 422:
      return {
        why: `the service does not take ${untaken} (status ${status}).`,
        remedy: `Check ${part}.model (now ${model}) and ${alsoCheck}.`,
      };
    case 404:
      return {
        why: 'the service knows no such address or model.',
        remedy: `Check ${part}.url, which mostly ends in /v1, and ${part}.model (now ${model}).`,
      };
    case 413:
      return tooLarge;
    case 429:
      return {
        why: 'too much was asked of the service, or its quota is used up.',
        remedy: 'Try again in a while, or look at the account.',
      };
    default:
      return {
        why:
          status >= 500
            ? `the service has trouble of its own (status ${status}).`
            : `the service answered with status ${status}.`,
        remedy: status >= 500 ? 'Try again in a while.' : `Check ${part}.url.`,
      };
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
