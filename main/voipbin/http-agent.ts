import { Agent, buildConnector, request as undiciRequest } from 'undici';
import type { Dispatcher } from 'undici';
import type { HttpRequest } from '../base/http.ts';
import type { Proxies } from '../base/proxy.ts';

export type Begun = {
  /** Whether the request may have arrived. */
  isSo: boolean;
  readonly ends: AbortSignal;
};

/** Shorter than what common load balancers grant, so that a request seldom meets a closing connection. */
const keepAliveMs = 30_000;

/** The connections of the transport. Its package is a tenth of what a start would read: it is read with the first request. */
export class HttpAgent {
  readonly #agent: Agent;

  /** `ca` are the trusted authorities, null for the system's; without `proxies` everything is reached straight. */
  constructor(ca: readonly string[] | null, proxies: Proxies | null) {
    const connect = { timeout: 10_000, ...(ca === null ? {} : { ca: [...ca] }) };
    this.#agent = new Agent({
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // VoIPBIN: a slow voice holds a `say` for seconds; a `flush` of another call must not wait behind it.
      connections: 64,
      pipelining: 1,
      connect: proxies === null ? connect : proxies.through(buildConnector(connect)),
    });
  }

  /** Any status is an answer. Throws undici's errors, or the reason of `begun.ends`. */
  ask(request: HttpRequest, begun: Begun): Promise<Dispatcher.ResponseData> {
    const { method, url, headers, body, timeoutMs } = request;
    return undiciRequest(url, {
      dispatcher: watched(this.#agent, begun),
      method,
      headers: { ...headers },
      signal: begun.ends,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      body: body ?? null,
    });
  }

  /** Resolves when the last answer has come, or the last request has timed out. */
  close(): Promise<void> {
    return this.#agent.close();
  }

  /** Gives up what is under way. */
  destroy(): Promise<void> {
    return this.#agent.destroy();
  }
}

/**
 * Notes when the request begins to be written: what fails before that has surely not arrived. undici starts one that
 * was given up as well, once the way stands, and then writes nothing of it.
 */
function watched(agent: Agent, begun: Begun): Dispatcher {
  return agent.compose((dispatch) => (options, handler) => {
    const noting = new Proxy(handler, {
      get: (target, key) => {
        const found: unknown = Reflect.get(target, key, target);
        if (typeof found !== 'function') return found;
        return (...args: unknown[]): unknown => {
          if (key === 'onRequestStart') begun.isSo = !begun.ends.aborted;
          return Reflect.apply(found, target, args);
        };
      },
    });
    return dispatch(options, noting);
  });
}
