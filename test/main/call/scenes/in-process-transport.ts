import type { FastifyInstance } from 'fastify';
import { NetworkError } from '../../../../shared/errors.ts';
import type { Clock } from '../../../../main/base/clock.ts';
import { sleep } from '../../../../main/base/clock.ts';
import type { HttpAnswer, HttpRequest } from '../../../../main/base/http.ts';
import { Transport } from '../../../../main/voipbin/transport.ts';

/** What becomes of one request on its way. */
export type Fate =
  /** `delayMs`: on the way there; `answerMs`: on the way back. */
  | { readonly type: 'served'; readonly delayMs?: number; readonly answerMs?: number }
  | { readonly type: 'refused'; readonly status: number; readonly retryAfterS?: number }
  | { readonly type: 'lost-request' }
  | { readonly type: 'lost-answer' };

/** Made once: without a reason each abort makes an error of its own, with its stack. */
const over = new Error('the exchange is over');

export type InProcessTransportDeps = {
  readonly app: FastifyInstance;
  readonly clock: Clock;
  readonly fate: (request: HttpRequest) => Fate;
  readonly onRequest?: (request: HttpRequest) => void;
};

/** Brings requests to the practice service without a socket, so that all time is the clock's. */
export class InProcessTransport extends Transport {
  /** Grows with every request that begins or ends. */
  steps = 0;
  readonly #deps: InProcessTransportDeps;

  constructor(deps: InProcessTransportDeps) {
    super({ caFile: null, proxies: null });
    this.#deps = deps;
  }

  override async exchange(request: HttpRequest): Promise<HttpAnswer> {
    request.signal.throwIfAborted();
    this.steps += 1;
    this.#deps.onRequest?.(request);
    const end = new AbortController();
    const stopped = Promise.withResolvers<never>();
    const onAbort = (): void => stopped.reject(request.signal.reason);
    request.signal.addEventListener('abort', onAbort, { once: true });
    const late = sleep(this.#deps.clock, request.timeoutMs, end.signal).then(() => {
      throw lost();
    });
    try {
      return await Promise.race([this.#serve(request, end.signal), late, stopped.promise]);
    } finally {
      end.abort(over);
      request.signal.removeEventListener('abort', onAbort);
      this.steps += 1;
    }
  }

  async #serve(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { app, clock, fate } = this.#deps;
    const how = fate(request);
    if (how.type === 'refused') return refusal(how);
    if (how.type === 'lost-request') throw lost();
    if (how.type === 'served' && how.delayMs) await sleep(clock, how.delayMs, signal);
    const { pathname, search } = new URL(request.url);
    const answer = await app.inject({
      method: request.method as 'GET' | 'POST' | 'PUT' | 'DELETE',
      url: `${pathname}${search}`,
      headers: { ...request.headers },
      ...(request.body === undefined ? {} : { payload: request.body }),
    });
    if (how.type === 'lost-answer') throw lost();
    if (how.answerMs) await sleep(clock, how.answerMs, signal);
    const headers = new Headers();
    const retryAfter = answer.headers['retry-after'];
    if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
    return { status: answer.statusCode, headers, text: answer.body };
  }
}

/** Such as `POST /speakings/:id/say`. */
export function nameOf({ method, url }: HttpRequest): string {
  const path = new URL(url).pathname.replace('/v1.0', '');
  return `${method} ${path.replace(/[0-9a-f-]{36}/gu, ':id')}`;
}

/** The first requests of that name meet this fate. */
export function firstMeet(name: string, fate: Fate, times = 1): (request: HttpRequest) => Fate {
  let left = times;
  return (request) => {
    if (left === 0 || nameOf(request) !== name) return { type: 'served' };
    left -= 1;
    return fate;
  };
}

/** The requests of each name meet these fates, one after the other; further ones are served. */
export function meetInTurn(
  fates: Readonly<Record<string, readonly Fate[]>>,
): (request: HttpRequest) => Fate {
  const met = new Map<string, number>();
  return (request) => {
    const name = nameOf(request);
    const count = met.get(name) ?? 0;
    met.set(name, count + 1);
    return fates[name]?.[count] ?? { type: 'served' };
  };
}

function refusal({ status, retryAfterS }: Extract<Fate, { type: 'refused' }>): HttpAnswer {
  const headers = new Headers();
  if (retryAfterS !== undefined) headers.set('retry-after', String(retryAfterS));
  return { status, headers, text: '' };
}

function lost(): NetworkError {
  return new NetworkError('TEST_LOST', 'The connection was lost.', { mayHaveArrived: true });
}
