import { AuthError, NetworkError, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import { httpRequest } from '../base/http.ts';
import type { HttpAnswer } from '../base/http.ts';
import { parseRetryAfter } from '../base/retry-after.ts';
import { ServiceTime } from '../base/service-time.ts';
import { parseErrorText } from './wire.ts';

export type ExchangeOptions = {
  /** API base, without a slash at the end. */
  readonly url: string;
  readonly userAgent: string;
  /** The personal access token; throws AuthError when there is none. */
  readonly token: () => Promise<string>;
  readonly clock: Clock;
};

/** One request to the service. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON; a blob as it is, with its own type. */
  readonly body?: unknown;
  /** Whether repeating it does no harm. */
  readonly safe: boolean;
  /** Of the whole exchange, in milliseconds; 15 s where it is left out. */
  readonly timeoutMs?: number;
};

const defaultTimeoutMs = 15_000;
/** Carbon Voice: 502, 503 and 504 come in bursts; repeat what is safe after these delays. */
const repeatAfterMs = [400, 800];
/** A kept connection may be cut just as the next request begins: a new one is there at once. */
const afterCutMs = [0, 400];
const cut: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Requests with the token, their repeats and their failures: what all routes of the service have in common. */
export class CarbonVoiceExchange {
  /** The service's time, as far as its answers tell it. */
  readonly time = new ServiceTime();
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** API base, without a slash at the end. */
  get url(): string {
    return this.#options.url;
  }

  /** The answer as JSON; null where it is none. Throws AppError. */
  async ask(call: Call, signal: AbortSignal): Promise<unknown> {
    return parseJson(await this.askText(call, signal));
  }

  /** The answer as it is written. Throws AppError. */
  async askText(call: Call, signal: AbortSignal): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#askOnce(call, signal);
      } catch (error) {
        const delayMs = call.safe ? delaysAfter(error)[attempt] : undefined;
        if (delayMs === undefined) throw error;
        if (delayMs > 0) await sleep(this.#options.clock, delayMs, signal);
      }
    }
  }

  async #askOnce(call: Call, signal: AbortSignal): Promise<string> {
    const answer = await this.#timed(call, signal);
    if (answer.status < 200 || answer.status >= 300) throw toError(answer);
    return answer.text;
  }

  async #timed(call: Call, signal: AbortSignal): Promise<HttpAnswer> {
    const askedAt = this.#options.clock.now();
    const answer = await this.#exchange(call, signal);
    this.time.hear(answer.headers, { askedAt, answeredAt: this.#options.clock.now() });
    return answer;
  }

  async #exchange(call: Call, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, path, body, timeoutMs = defaultTimeoutMs } = call;
    const headers: Record<string, string> = {
      authorization: `Bearer ${await this.#options.token()}`,
      'user-agent': this.#options.userAgent,
      accept: 'application/json',
    };
    const request = { method, url: this.#options.url + path, headers, timeoutMs, signal };
    if (body === undefined) return httpRequest(request);
    if (body instanceof Blob) {
      headers['content-type'] = body.type;
      return httpRequest({ ...request, body });
    }
    headers['content-type'] = 'application/json';
    return httpRequest({ ...request, body: JSON.stringify(body) });
  }
}

/** The waits before each repeat of what failed so; none where a repeat would meet the same. */
function delaysAfter(error: unknown): readonly number[] {
  if (error instanceof RemoteError && [502, 503, 504].includes(error.status)) return repeatAfterMs;
  return error instanceof NetworkError && cut.has(error.code) ? afterCutMs : [];
}

/** Carbon Voice: an empty body is a success of some routes; what is no JSON becomes null and fails its schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller's schema says what is missing.
    return null;
  }
}

function toError(answer: HttpAnswer): Error {
  const requestId = answer.headers.get('x-request-id');
  if (answer.status === 401) {
    return new AuthError('CARBONVOICE_TOKEN_REFUSED', 'Carbon Voice refuses the token.', {
      remedy:
        'Make a new personal access token for the agent at developer.carbonvoice.app and set it: npm run -s adjutant -- secret set carbonvoice-pat',
    });
  }
  const told = parseErrorText(parseJson(answer.text)).slice(0, 200);
  const sentence = `Carbon Voice answered ${answer.status}${told === '' ? '' : `: ${told}`}`;
  return new RemoteError('CARBONVOICE_REFUSED', sentence, {
    status: answer.status,
    requestId,
    retryAfterMs: parseRetryAfter(answer.headers.get('retry-after')),
  });
}
