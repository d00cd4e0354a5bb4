import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Every refusal is this one, byte for byte, whatever its cause: who probes learns nothing. */
const refusal = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** How long a refused sender may go on sending. */
const lingerMs = 1000;

/** `refuse` is the one answer; `cut` is none at all. */
export type Ending = 'refuse' | 'cut';

/** The open connections. Those that have not shown a right path are limited: the oldest of them makes room. */
export class Connections {
  readonly #maxStrangers: number;
  readonly #lines = new WeakMap<Socket, Line>();
  /** In the order they came. */
  readonly #strangers = new Set<Line>();

  constructor(maxStrangers: number) {
    this.#maxStrangers = maxStrangers;
  }

  of(socket: Socket): Line {
    const known = this.#lines.get(socket);
    if (known) return known;
    const line: Line = new Line(socket, () => this.#strangers.delete(line));
    this.#lines.set(socket, line);
    this.#strangers.add(line);
    socket.once('close', () => this.#strangers.delete(line));
    const [oldest] = this.#strangers;
    if (this.#strangers.size > this.#maxStrangers) oldest?.end('cut');
    return line;
  }
}

/** One request on a connection; `begin` sees to its answer. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly begin: () => void;
};

/** One connection: its requests one at a time, in their order, and its end after the answers to those before it. */
export class Line {
  readonly #socket: Socket;
  readonly #onKnown: () => void;
  /** The first is under way. */
  #exchanges: readonly Exchange[] = [];
  #isKnown = false;
  #ending: Ending | null = null;
  #isEnded = false;

  constructor(socket: Socket, onKnown: () => void) {
    this.#socket = socket;
    this.#onKnown = onKnown;
  }

  /** Whether a request on it had a right path. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Whether it is ending: what comes now is not looked at. */
  get isOver(): boolean {
    return this.#ending !== null;
  }

  know(): void {
    this.#isKnown = true;
    this.#onKnown();
  }

  add(exchange: Exchange): void {
    if (this.isOver) return void exchange.request.resume();
    this.#exchanges = [...this.#exchanges, exchange];
    exchange.response.once('close', () => this.#leave(exchange));
    if (this.#exchanges.length === 1) exchange.begin();
  }

  /** Instead of an answer to the request that is under way; what waits behind it is dropped. */
  endNow(how: Ending): void {
    for (const { request } of this.#exchanges) request.resume();
    this.#exchanges = [];
    this.#ending ??= how;
    this.#finish();
  }

  /** What came last is no request, or only a part of one. */
  end(how: Ending): void {
    this.#exchanges = this.#exchanges.filter(({ request }) => request.complete);
    this.#ending ??= how;
    this.#finish();
  }

  #leave(exchange: Exchange): void {
    const [first] = this.#exchanges;
    this.#exchanges = this.#exchanges.filter((one) => one !== exchange);
    const [next] = this.#exchanges;
    if (first !== exchange || this.#socket.destroyed) return;
    if (next) next.begin();
    else this.#finish();
  }

  #finish(): void {
    if (this.#ending === null || this.#exchanges.length > 0 || this.#isEnded) return;
    this.#isEnded = true;
    if (this.#ending === 'cut') this.#socket.destroy();
    else refuse(this.#socket);
  }
}

function refuse(socket: Socket): void {
  // Node takes its own listener off a socket that asks for an upgrade or a tunnel: a reset would end the app.
  socket.on('error', () => socket.destroy());
  if (!socket.writable) return void socket.destroy();
  // A body that is still coming would turn the close into a reset and lose the answer: it is thrown away, not for long.
  socket.end(refusal);
  socket.resume();
  const limit = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(limit));
}
