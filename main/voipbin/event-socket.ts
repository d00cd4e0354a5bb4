import type { Agent } from 'node:http';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import type { Clock } from '../base/clock.ts';
import { parseRetryAfter } from '../base/retry-after.ts';

export type SocketAddress = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Trusted authorities; null for the system's. */
  readonly ca: readonly string[] | null;
  /** By which it is reached; null or missing: straight. */
  readonly agent?: Agent | null;
};

export type SocketEvents = {
  readonly onOpen: () => void;
  /** Text frames only: VoIPBIN sends no others. */
  readonly onFrame: (text: string) => void;
};

/** How a socket ended: `refused` with the status of the handshake, `silent` when nothing came for too long. */
export type SocketEnd =
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'refused'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly type: 'failed'; readonly cause: Error }
  | { readonly type: 'silent' }
  | { readonly type: 'aborted' };

export type SocketLimits = {
  readonly openMs: number;
  /** VoIPBIN: the server pings every 10 s. */
  readonly silentMs: number;
  /** Then we ping ourselves, for a build or a proxy that does not. */
  readonly pingAfterMs: number;
};

const defaultLimits: SocketLimits = { openMs: 15_000, silentMs: 25_000, pingAfterMs: 12_500 };
const maxFrameBytes = 1024 * 1024;

/** One WebSocket from its opening to its end, watched for life. Resolves when it is over, never rejects. */
export function holdSocket(
  address: SocketAddress,
  options: {
    readonly clock: Clock;
    readonly events: SocketEvents;
    /** Sent after the opening: subscriptions die with their socket. */
    readonly greeting: string;
    readonly limits?: SocketLimits;
  },
  signal: AbortSignal,
): Promise<SocketEnd> {
  if (signal.aborted) return Promise.resolve({ type: 'aborted' });
  return new Promise((resolve) => {
    try {
      new HeldSocket(openSocket(address), options, resolve).watch(signal);
    } catch (cause) {
      // An address or a token that cannot be written on the wire.
      resolve({ type: 'failed', cause: cause instanceof Error ? cause : new Error('no socket') });
    }
  });
}

function openSocket({ url, headers, ca, agent = null }: SocketAddress): WebSocket {
  return new WebSocket(url, {
    headers: { ...headers },
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    followRedirects: false,
    ...(ca === null ? {} : { ca: [...ca] }),
    ...(agent === null ? {} : { agent }),
  });
}

class HeldSocket {
  readonly #socket: WebSocket;
  readonly #options: Parameters<typeof holdSocket>[1];
  readonly #limits: SocketLimits;
  readonly #resolve: (end: SocketEnd) => void;
  #stopWatch = (): void => {};
  #stopSignal = (): void => {};
  #isOver = false;

  constructor(
    socket: WebSocket,
    options: Parameters<typeof holdSocket>[1],
    resolve: (end: SocketEnd) => void,
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
    this.#resolve = resolve;
  }

  watch(signal: AbortSignal): void {
    const socket = this.#socket;
    const onAbort = (): void => this.#end({ type: 'aborted' });
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stopSignal = () => signal.removeEventListener('abort', onAbort);
    this.#stopWatch = this.#options.clock.schedule(this.#limits.openMs, () =>
      this.#end({ type: 'silent' }),
    );
    socket.on('open', () => this.#onOpen());
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('ping', () => this.#alive());
    socket.on('pong', () => this.#alive());
    socket.on('close', (code) => this.#end({ type: 'closed', code }));
    socket.on('error', (cause) => this.#end({ type: 'failed', cause }));
    socket.on('unexpected-response', (request, response) => {
      this.#end({
        type: 'refused',
        status: response.statusCode ?? 0,
        retryAfterMs: parseRetryAfter(response.headers['retry-after']),
      });
      request.destroy();
    });
  }

  #onOpen(): void {
    if (this.#isOver) return;
    this.#alive();
    this.#socket.send(this.#options.greeting, () => {
      // A socket that cannot send closes, and that tells.
    });
    this.#options.events.onOpen();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    this.#alive();
    if (!isBinary) this.#options.events.onFrame(toText(data));
  }

  /** Something came: the count of silence begins anew. */
  #alive(): void {
    if (this.#isOver) return;
    const { clock } = this.#options;
    const { silentMs, pingAfterMs } = this.#limits;
    this.#stopWatch();
    this.#stopWatch = clock.schedule(pingAfterMs, () => {
      this.#socket.ping(() => {
        // As above: the close tells.
      });
      this.#stopWatch = clock.schedule(silentMs - pingAfterMs, () => this.#end({ type: 'silent' }));
    });
  }

  #end(end: SocketEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopWatch();
    this.#stopSignal();
    this.#letGo(end);
    this.#resolve(end);
  }

  /** A peer that is gone does not answer a close; only on our own wish is it said politely, and not waited for. */
  #letGo(end: SocketEnd): void {
    const socket = this.#socket;
    if (end.type === 'aborted' && socket.readyState === WebSocket.OPEN) socket.close(1000);
    socket.removeAllListeners();
    // Ending a handshake is an error event of its own, and one without a listener ends the process.
    socket.on('error', () => {});
    if (socket.readyState !== WebSocket.CLOSED) setImmediate(() => socket.terminate());
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as Buffer).toString('utf8');
}
