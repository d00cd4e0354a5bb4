import { buildConnector, Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { ProtocolError } from '../../../shared/errors.ts';
import type { Proxies } from '../../base/proxy.ts';
import { unmasked } from './unmasked.ts';

export type ConnectionLimits = {
  /** How long a connection that nobody used yet is kept; common servers wait a minute for the first request. */
  readonly spareMs: number;
  /** How long after `warm` there is to be one. */
  readonly warmMs: number;
  /** Longest answer, in bytes: one line without an end is no piece that anybody could count. */
  readonly answerBytes?: number;
};

type Callback = Parameters<buildConnector.connector>[1];
type Body = Dispatcher.ResponseData['body'];
type Socket = Exclude<Parameters<Callback>[1], null>;

const usual: ConnectionLimits = { spareMs: 20_000, warmMs: 90_000 };
/** Three hundred bytes of wrapping for each character of the longest answer. */
const maxAnswerBytes = 64 * 1024 * 1024;
/** What a burst of interruptions may leave open and unused. */
const maxSpares = 4;
/** Shorter than what common servers grant, so that a request seldom meets a closing connection. */
const keepAliveMs = 30_000;
/** A kept connection that the server closed just then: nothing of an answer had come. */
const stale = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * The connections to one model server. An HTTP/1.1 answer that is given up takes its connection along, and the next
 * question would wait for a new one; so spare ones are opened ahead, with no request on them, which costs nothing.
 * Redirects are not followed: a key never crosses one.
 */
export class ModelConnections {
  #pool: Pool;
  readonly #origin: URL;
  readonly #limits: ConnectionLimits;
  readonly #connect: buildConnector.connector;
  readonly #spares = new Set<Socket>();
  #opening = 0;
  #warmUntil = 0;
  /** HTTP/2: giving up an answer ends its stream, not the connection. */
  #isShared = false;
  #isClosed = false;

  /** `url` is the base address; without `proxies` it is reached straight. */
  constructor(url: string, limits: ConnectionLimits = usual, proxies: Proxies | null = null) {
    this.#origin = new URL(url);
    this.#limits = limits;
    const connect = buildConnector({ timeout: 10_000 });
    this.#connect = proxies === null ? connect : proxies.through(connect);
    this.#pool = this.#newPool();
  }

  /** As the global `fetch` for a text body, as far as the SDK needs it. */
  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== this.#origin.origin) throw new TypeError('another server');
    const answer = await this.#ask(url, init);
    return init?.method === 'POST' ? unmasked(answer) : answer;
  };

  /** Has a connection ready for the next question, for a while. Resolves when there is one; throws its failure. */
  async warm(): Promise<void> {
    this.#warmUntil = performance.now() + this.#limits.warmMs;
    if (this.#spares.size + this.#opening > 0 || (this.#isShared && this.#pool.stats.free > 0)) {
      return;
    }
    await this.#open();
  }

  /** An answer was given up: the next question needs another connection. */
  replace(): void {
    if (this.#isShared || this.#spares.size + this.#opening >= maxSpares) return;
    this.#open().catch(() => {
      // The next question meets the failure, and tells it.
    });
  }

  /** The machine slept: the next question gets a new connection; answers under way go on if they can. */
  renew(): void {
    if (this.#isClosed) return;
    this.#dropSpares();
    const old = this.#pool;
    this.#pool = this.#newPool();
    // It closes when its last answer has ended, whichever way.
    void old.close();
  }

  /** Idempotent; gives up what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#dropSpares();
    if (!this.#pool.destroyed) await this.#pool.destroy();
  }

  #newPool(): Pool {
    return new Pool(this.#origin.origin, {
      connect: (options, callback) => this.#give(options, callback),
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    });
  }

  #dropSpares(): void {
    for (const socket of this.#spares) socket.destroy();
    this.#spares.clear();
  }

  /** Of several connections that the server has let go, the next one can be as stale as the first: then all are made anew. */
  async #ask(url: URL, init: RequestInit | undefined): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#exchange(url, init);
      } catch (error) {
        if (init?.signal?.aborted || !isStale(error) || attempt === 2) throw error;
        if (attempt === 1) this.renew();
      }
    }
  }

  async #exchange(url: URL, init: RequestInit | undefined): Promise<Response> {
    const { statusCode, headers, body } = await this.#pool.request({
      path: url.pathname + url.search,
      method: init?.method === 'POST' ? 'POST' : 'GET',
      // Nothing here unpacks an answer, and a server that is told nothing may pack it.
      headers: { ...Object.fromEntries(new Headers(init?.headers)), 'accept-encoding': 'identity' },
      body: typeof init?.body === 'string' ? init.body : null,
      signal: init?.signal ?? null,
    });
    const told = Object.entries(headers).flatMap(([name, value = []]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    // A status without a body must not be given one.
    const isBare = statusCode === 204 || statusCode === 304;
    if (isBare) await body.dump();
    const stream = isBare ? null : toStream(body, this.#limits.answerBytes ?? maxAnswerBytes);
    return new Response(stream, { status: statusCode, headers: told });
  }

  /** The pool wants a connection. */
  #give(options: buildConnector.Options, callback: Callback): void {
    const [spare] = this.#spares;
    if (!spare) return this.#connect(options, callback);
    this.#spares.delete(spare);
    spare.ref();
    // The pool does not take it before its own call has returned.
    queueMicrotask(() => callback(null, spare));
  }

  #open(): Promise<void> {
    const { protocol, host, port } = this.#origin;
    const hostname = this.#origin.hostname.replace(/^\[|\]$/gu, '');
    this.#opening += 1;
    return new Promise((resolve, reject) => {
      this.#connect({ protocol, host, hostname, port }, (error, socket) => {
        this.#opening -= 1;
        if (error) return reject(error);
        this.#keep(socket);
        resolve();
      });
    });
  }

  #keep(socket: Socket): void {
    if (this.#isClosed) return void socket.destroy();
    this.#isShared = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
    // It is no reason to stay up.
    socket.unref();
    this.#spares.add(socket);
    const limit = setTimeout(() => this.#expire(socket), this.#limits.spareMs);
    limit.unref();
    socket.once('close', () => {
      clearTimeout(limit);
      this.#spares.delete(socket);
    });
  }

  /** Ours to end: a server that closes what it has just accepted is not asked again and again. */
  #expire(socket: Socket): void {
    if (!this.#spares.delete(socket)) return;
    socket.destroy();
    if (this.#spares.size === 0 && performance.now() < this.#warmUntil) this.replace();
  }
}

/** Of the system or of undici; the first in the chain of causes counts. */
function isStale(error: unknown): boolean {
  return error instanceof Error && 'code' in error && stale.has(String(error.code));
}

function endless(): ProtocolError {
  return new ProtocolError('LLM_UNREADABLE', 'The model server writes an answer without an end.', {
    remedy: 'Restart the model server, or set another model.',
  });
}

/** Chunks are passed on as they come: every wait in between would be heard on a call. */
function toStream(body: Body, maxBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new ReadableStream({
    start: (controller) => {
      body.on('data', (chunk: Uint8Array<ArrayBuffer>) => {
        // Given up, a body still tells what it had read by then.
        if (body.destroyed) return;
        bytes += chunk.byteLength;
        if (bytes > maxBytes) return void body.destroy(endless());
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 1) <= 0) body.pause();
      });
      body.once('end', () => {
        if (!body.destroyed) controller.close();
      });
      body.once('error', (error) => controller.error(error));
    },
    pull: () => void body.resume(),
    cancel: () => void body.destroy(),
  });
}
