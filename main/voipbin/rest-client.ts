import { isAbort, NetworkError, ProtocolError, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { HttpAnswer } from '../base/http.ts';
import { newId } from '../base/ids.ts';
import { ServiceTime } from '../base/service-time.ts';
import type { RequestBudget } from './request-budget.ts';
import { toRestError } from './rest-errors.ts';
import type { Asked } from './rest-errors.ts';
import type { Pass, SignIn } from './sign-in.ts';
import type { Transport } from './transport.ts';
import { pageQuery, parseBody, parsePage } from './wire.ts';

export type RestClientDeps = {
  /** Host root, without a slash at the end. */
  readonly url: string;
  readonly userAgent: string;
  readonly transport: Transport;
  readonly signIn: SignIn;
  readonly budget: RequestBudget;
  readonly clock: Clock;
};

export type RestRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/v1.0`, each id encoded by `pathOf`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /**
   * `repeatable`: a second time does no harm, so it is tried again by itself. `creates`: only after a 429, by
   * which surely nothing was done. `once`: never, because VoIPBIN has no idempotency key and a second one would
   * be a second call, or words that come too late.
   */
  readonly effect: 'repeatable' | 'creates' | 'once';
  /** Waits for the budget of everything that only looks. */
  readonly isBackground?: boolean;
  readonly timeoutMs?: number;
  readonly asked?: Asked;
};

const repeatAfterMs = [300, 1200];
/** A longer `Retry-After` is left to the caller: who waits on a live call must hear of it. */
const longestWaitMs = 10_000;
/** More lines than that are no list that we can use. */
const maxPages = 20;

/** The REST API below `/v1.0`. Every method throws AppError. */
export class RestClient {
  /** The service's time, as far as its answers tell it. */
  readonly time = new ServiceTime();
  readonly #deps: RestClientDeps;

  constructor(deps: RestClientDeps) {
    this.#deps = deps;
  }

  /** Throws ProtocolError for a success that is no JSON. */
  async ask(request: RestRequest, signal: AbortSignal): Promise<unknown> {
    return parseBody((await this.#send(request, signal)).text);
  }

  /** For what is answered without a body, or with one that nobody needs. */
  async order(request: RestRequest, signal: AbortSignal): Promise<void> {
    await this.#send(request, signal);
  }

  /** Null when the service knows no such thing. */
  async find(
    path: string,
    signal: AbortSignal,
    options: Partial<Pick<RestRequest, 'effect' | 'isBackground' | 'timeoutMs'>> = {},
  ): Promise<unknown> {
    try {
      return await this.ask({ method: 'GET', path, effect: 'repeatable', ...options }, signal);
    } catch (error) {
      if (error instanceof RemoteError && error.status === 404) return null;
      throw error;
    }
  }

  /**
   * A list, newest first, page after page. VoIPBIN: the token is set on every page that is not empty, so an empty
   * one is the end; `isEnough` may end it before.
   */
  async list<T>(
    options: {
      readonly path: string;
      readonly query?: Readonly<Record<string, string>>;
      readonly parse: (line: unknown) => T;
      readonly isEnough?: (newest: readonly T[]) => boolean;
    },
    signal: AbortSignal,
  ): Promise<readonly T[]> {
    const all: T[] = [];
    let token: string | null = null;
    for (let count = 0; count < maxPages; count += 1) {
      const query = { ...options.query, ...pageQuery(token) };
      const { path } = options;
      const isBackground = count > 0;
      const page = parsePage(
        await this.ask({ method: 'GET', path, query, effect: 'repeatable', isBackground }, signal),
      );
      const lines = page.items.flatMap((line) => readLine(options.parse, line));
      all.push(...lines);
      const isLast = page.items.length === 0 || page.nextToken === null || page.nextToken === token;
      if (isLast || options.isEnough?.(lines)) break;
      token = page.nextToken;
    }
    return all;
  }

  /** Whether the host answers at all; warms the connection without using a key. */
  async ping(signal: AbortSignal): Promise<void> {
    const { url, userAgent, transport } = this.#deps;
    const headers = { 'user-agent': userAgent };
    await transport.exchange({
      method: 'GET',
      url: `${url}/ping`,
      headers,
      timeoutMs: 5000,
      signal,
    });
  }

  async #send(request: RestRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let wasSlowedDown = false;
    for (let attempt = 0; ; attempt += 1) {
      const delayMs = request.effect === 'once' ? undefined : repeatAfterMs[attempt];
      try {
        if (request.isBackground) await this.#deps.budget.take(signal);
        return await this.#attempt(request, signal);
      } catch (error) {
        if (isAbort(error) || delayMs === undefined) throw error;
        if (request.effect === 'creates' && !isSlowDown(error)) throw error;
        const waitMs = waitAfter(error, delayMs, wasSlowedDown);
        if (waitMs === null) throw error;
        wasSlowedDown = isSlowDown(error);
        await sleep(this.#deps.clock, waitMs, signal);
      }
    }
  }

  /** One answer, with every place for the token that is left after a 401. Nothing was done by a refused one. */
  async #attempt(request: RestRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { signIn } = this.#deps;
    const refused: Pass[] = [];
    let pass: Pass | null = await signIn.pass();
    for (;;) {
      const answer = await this.#exchange(request, pass, signal);
      if (answer.status >= 200 && answer.status < 300) {
        signIn.accepted(pass);
        return answer;
      }
      if (answer.status !== 401) throw toRestError(answer, request.asked ?? 'other');
      refused.push(pass);
      pass = await signIn.passAfterRefusal(refused);
      if (pass === null) throw toRestError(answer, 'other');
    }
  }

  async #exchange(request: RestRequest, pass: Pass, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, userAgent, signIn, transport, clock } = this.#deps;
    const { headers, query } = signIn.carrierOf(pass);
    const address = new URL(`${url}/v1.0${request.path}`);
    for (const [name, value] of Object.entries({ ...request.query, ...query })) {
      address.searchParams.set(name, value);
    }
    const hasBody = request.body !== undefined;
    const askedAt = clock.now();
    const answer = await transport.exchange({
      method: request.method,
      url: address.href,
      headers: {
        ...headers,
        accept: 'application/json',
        'user-agent': userAgent,
        'x-request-id': newId(),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
      timeoutMs: request.timeoutMs ?? 15_000,
      signal,
      ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
    });
    this.time.hear(answer.headers, { askedAt, answeredAt: clock.now() });
    return answer;
  }
}

/** A path with its parts encoded: an id is never a way out of its place. */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}

/** One damaged line must not hide the others. */
function readLine<T>(parse: (line: unknown) => T, line: unknown): readonly T[] {
  try {
    return [parse(line)];
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}

function isSlowDown(error: unknown): boolean {
  return error instanceof RemoteError && error.status === 429;
}

/** How long to wait before the next attempt; null when there is to be none. */
function waitAfter(error: unknown, delayMs: number, wasSlowedDown: boolean): number | null {
  // A proxy that is silent has taken its time, and whoever asked waits for all attempts together.
  if (error instanceof NetworkError) return error.code === 'PROXY_SILENT' ? null : delayMs;
  if (!(error instanceof RemoteError) || !error.retryable) return null;
  if (error.status !== 429) return delayMs;
  const waitMs = error.retryAfterMs ?? 1000;
  return wasSlowedDown || waitMs > longestWaitMs ? null : waitMs;
}
