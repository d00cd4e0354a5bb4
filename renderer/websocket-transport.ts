import { NetworkError, ProtocolError } from '../shared/errors.ts';
import { ipcServerFrameSchema, type IpcAnswer } from '../shared/ipc-contract.ts';
import type { PageClock, PageConnection, PageTransport } from './page-transport.ts';
import { SilenceWatch } from './silence-watch.ts';
import { strings } from './strings.ts';

/** What `GET /session` says: a refused handshake shows only as close code 1006, so this decides. */
export type SessionState = 'valid' | 'over' | 'unreachable';

export type WebSocketTransportOptions = {
  /** Opens a socket to `/ipc` of the page's own origin. */
  readonly openSocket: () => WebSocket;
  readonly checkSession: () => Promise<SessionState>;
  readonly clock: PageClock;
  /** 0 (inclusive) to 1 (exclusive); spreads the attempts of several pages. */
  readonly random?: () => number;
};

type Waiting = {
  readonly resolve: (answer: IpcAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly cancelLimit: () => void;
};

const requestLimitMs = 30_000;
/** What a service of speech is asked for takes as long as that, and a second try of it; the app gives up before. */
const slowLimitsMs: Readonly<Record<string, number>> = {
  'talk:write': 250_000,
  'talk:read': 130_000,
};
/** A frozen process accepts the connection and then says nothing. */
const openLimitMs = 10_000;
const firstDelayMs = 500;
const maxDelayMs = 8_000;

/** The IPC contract over a WebSocket; reconnects by itself until the session is over or it is closed. */
export function createWebSocketTransport(options: WebSocketTransportOptions): PageTransport {
  const transport = new WebSocketTransport(options);
  transport.retry();
  return transport;
}

class WebSocketTransport implements PageTransport {
  readonly #options: WebSocketTransportOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #eventListeners = new Set<(name: string, payload: unknown) => void>();
  readonly #connectionListeners = new Set<(connection: PageConnection) => void>();
  readonly #silence: SilenceWatch;
  #connection: PageConnection = 'connecting';
  #socket: WebSocket | null = null;
  #cancelTimer: () => void = () => undefined;
  #attempts = 0;
  #lastId = 0;
  #closed = false;

  constructor(options: WebSocketTransportOptions) {
    this.#options = options;
    this.#silence = new SilenceWatch({
      clock: options.clock,
      ask: () => void this.request('page:alive', {}).catch(() => 'the silence is told already'),
      onSilent: () => this.#become('silent'),
      onDead: () => this.#replace(),
    });
  }

  connection(): PageConnection {
    return this.#connection;
  }

  onConnection(listener: (connection: PageConnection) => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  onEvent(listener: (name: string, payload: unknown) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  request(name: string, payload: unknown): Promise<IpcAnswer> {
    const socket = this.#socket;
    if ((this.#connection !== 'open' && this.#connection !== 'silent') || !socket) {
      return Promise.reject(
        new NetworkError('PAGE_NOT_CONNECTED', strings.errors.notConnected, {
          mayHaveArrived: false,
        }),
      );
    }
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const cancelLimit = this.#options.clock.schedule(slowLimitsMs[name] ?? requestLimitMs, () => {
        this.#waiting.delete(id);
        reject(new NetworkError('PAGE_REQUEST_TIMEOUT', strings.errors.noAnswer));
      });
      this.#waiting.set(id, { resolve, reject, cancelLimit });
      socket.send(JSON.stringify({ id, name, payload }));
      this.#silence.waits();
    });
  }

  retry(): void {
    if (this.#closed || this.#socket) return;
    this.#cancelTimer();
    this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#silence.stop();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#failWaiting();
    this.#eventListeners.clear();
    this.#connectionListeners.clear();
  }

  #open(): void {
    const socket = this.#options.openSocket();
    this.#socket = socket;
    let opened = false;
    this.#cancelTimer = this.#options.clock.schedule(openLimitMs, () => {
      socket.close();
      this.#ended(socket, false);
    });
    socket.addEventListener('open', () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#attempts = 0;
      this.#cancelTimer();
      this.#silence.heard();
      this.#become('open');
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== this.#socket || typeof data !== 'string') return;
      this.#silence.heard();
      this.#become('open');
      this.#take(data);
    });
    socket.addEventListener('close', () => this.#ended(socket, opened));
  }

  /** The close of a socket at whose other end nobody is takes minutes. */
  #replace(): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.close();
    this.#ended(socket, true);
  }

  /** One socket ends once: by its own close event, by the limit on opening it, or because nobody answers. */
  #ended(socket: WebSocket, opened: boolean): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#cancelTimer();
    this.#silence.stop();
    this.#failWaiting();
    if (opened) {
      this.#become('lost');
      this.#openLater();
      return;
    }
    void this.#options.checkSession().then((session) => {
      // Somebody asked for a new attempt, or closed the page, while the answer was on its way.
      if (this.#closed || this.#socket) return;
      this.#become(session === 'over' ? 'ended' : 'lost');
      if (session !== 'over') this.#openLater();
    });
  }

  #openLater(): void {
    const fullMs = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(this.#attempts, 10));
    const jitter = 0.2 * (this.#options.random ?? Math.random)();
    this.#attempts += 1;
    this.#cancelTimer = this.#options.clock.schedule(fullMs * (1 - jitter), () => this.#open());
  }

  #take(data: string): void {
    const frame = parseFrame(data);
    if (frame.type === 'event') {
      for (const listener of [...this.#eventListeners]) listener(frame.name, frame.payload);
      return;
    }
    const waiting = frame.id === null ? undefined : this.#waiting.get(frame.id);
    if (!waiting || frame.id === null) return;
    this.#waiting.delete(frame.id);
    waiting.cancelLimit();
    if (frame.answer) waiting.resolve(frame.answer);
    else waiting.reject(new ProtocolError('PAGE_BAD_ANSWER', strings.errors.badAnswer));
  }

  #failWaiting(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, cancelLimit } of waiting) {
      cancelLimit();
      reject(new NetworkError('PAGE_CONNECTION_LOST', strings.errors.connectionLost));
    }
  }

  #become(connection: PageConnection): void {
    if (this.#closed || connection === this.#connection) return;
    this.#connection = connection;
    for (const listener of [...this.#connectionListeners]) listener(connection);
  }
}

type Frame =
  | { readonly type: 'event'; readonly name: string; readonly payload: unknown }
  | { readonly type: 'answer'; readonly id: number | null; readonly answer: IpcAnswer | null };

/** A frame that does not parse still fails the request it names, instead of leaving it to the time limit. */
function parseFrame(data: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // Not JSON, so it names no request; a lost event shows as a gap in the revisions.
    return { type: 'answer', id: null, answer: null };
  }
  const parsed = ipcServerFrameSchema.safeParse(value);
  if (!parsed.success) return { type: 'answer', id: idOf(value), answer: null };
  return 'event' in parsed.data
    ? { type: 'event', name: parsed.data.event, payload: parsed.data.payload }
    : { type: 'answer', id: parsed.data.id, answer: parsed.data.answer };
}

function idOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'number' ? value.id : null;
}
