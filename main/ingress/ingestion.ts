import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Connections } from './connections.ts';
import type { Ending, Line } from './connections.ts';
import { announcesDelivery, oneHeader } from './delivery-head.ts';
import { ExpectedVisits } from './expected-visits.ts';
import { findByPath } from './path-key.ts';
import type { PathKey } from './path-key.ts';
import { readBody } from './read-body.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Rate } from './token-bucket.ts';

/** A delivery as it came: a signature is over the bytes, not over what they mean. */
export type Received = {
  readonly raw: Buffer;
  /** One value of a header, by its name in lower case; null where it is missing or doubled. */
  readonly header: (name: string) => string | null;
};

/** One webhook: where it listens, how large a body may be, and what happens with it. */
export type WebhookRoute = {
  /** Of the paths that lead here at the moment. */
  readonly keys: () => readonly PathKey[];
  readonly maxBytes: number;
  /** Taken when it resolves, and durable if it must not be lost; false for what is no delivery of this service. What it rejects with is answered 503. */
  readonly take: (received: Received) => Promise<boolean>;
  /** What the service wants to hear. */
  readonly success: { readonly status: number; readonly body: string };
};

export type IngestionOptions = {
  readonly routes: readonly WebhookRoute[];
  /** Deliveries of each route under way at once; more are asked to come again. */
  readonly maxConcurrent?: number;
  /** Of requests without a right path, all of them together: behind a tunnel every sender has the same address. */
  readonly wrongPaths?: Rate;
  /** Open connections that have not shown a right path. */
  readonly maxStrangers?: number;
  /** Called for each request that came through a tunnel, whatever becomes of it. */
  readonly onForwarded?: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

type Gate = WebhookRoute & { underWay: number };

/** More than any service sends by mistake, and few enough that a flood costs next to nothing. */
const defaultWrongPaths: Rate = { burst: 60, perSecond: 5 };
/** A burst of deliveries shows its paths a moment after its connections: none of those may be taken for a flood. */
const defaultMaxStrangers = 2000;
const tellEveryMs = 60_000;

/** Decides what becomes of each request. */
export class Ingestion {
  readonly expected = new ExpectedVisits();
  readonly #options: IngestionOptions;
  readonly #gates: readonly Gate[];
  readonly #connections: Connections;
  readonly #wrongPaths: TokenBucket;
  readonly #toldAt = new Map<string, number>();

  constructor(options: IngestionOptions) {
    const { routes, wrongPaths = defaultWrongPaths, clock } = options;
    const { maxStrangers = defaultMaxStrangers } = options;
    this.#options = options;
    this.#gates = routes.map((route) => ({ ...route, underWay: 0 }));
    this.#connections = new Connections(maxStrangers);
    this.#wrongPaths = new TokenBucket(wrongPaths, clock);
  }

  opened(socket: Socket): void {
    this.#connections.of(socket);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const line = this.#connections.of(request.socket);
    this.#notice(line, request);
    line.add({ request, response, begin: () => this.#begin({ line, request, response }) });
  }

  /** What asks for another protocol, or is no HTTP at all. */
  refuseOther(socket: Socket, request: IncomingMessage | null = null): void {
    const line = this.#connections.of(socket);
    if (request) this.#notice(line, request);
    // More of the same comes with every packet.
    if (!line.isOver) line.end(this.#howToRefuse(line));
  }

  #notice(line: Line, { url = '', headers }: IncomingMessage): void {
    if (isForwarded(headers)) this.#options.onForwarded?.();
    // Refused as every wrong path, but never for there being too many.
    if (this.expected.notice(url)) line.know();
  }

  /** The path is compared before anything of the body is read. */
  #begin(delivery: Delivery): void {
    const { line, request, response } = delivery;
    const gate = findByPath(this.#gates, request.url ?? '');
    if (gate) line.know();
    if (!gate || !announcesDelivery(request, gate.maxBytes)) {
      return line.endNow(this.#howToRefuse(line));
    }
    const { maxConcurrent = 128 } = this.#options;
    if (gate.underWay >= maxConcurrent) {
      this.#tellSeldom('deliveries are asked to come again: too many at once');
      return answer(response, 503, '');
    }
    gate.underWay += 1;
    void this.#take(delivery, gate).finally(() => {
      gate.underWay -= 1;
    });
  }

  async #take({ line, request, response }: Delivery, gate: Gate): Promise<void> {
    try {
      if (request.headers.expect) response.writeContinue();
      const raw = await readBody(request, gate.maxBytes);
      const header = (name: string): string | null => oneHeader(request, name);
      if (raw && (await gate.take({ raw, header }))) {
        return answer(response, gate.success.status, gate.success.body);
      }
      line.endNow('refuse');
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      this.#options.log.warn('a delivery could not be taken', errorFields(error));
      // Genuine, and ours to be ashamed of: the service tries again.
      answer(response, 503, '');
    }
  }

  /** Who has shown a right path is never limited; who has not is cut off when there were too many. */
  #howToRefuse(line: Line): Ending {
    if (line.isKnown || this.#wrongPaths.take()) return 'refuse';
    this.#tellSeldom('requests with a wrong path are cut off: too many');
    return 'cut';
  }

  #tellSeldom(sentence: string): void {
    const now = this.#options.clock.now();
    const toldAt = this.#toldAt.get(sentence) ?? -Infinity;
    if (Math.abs(now - toldAt) < tellEveryMs) return;
    this.#toldAt.set(sentence, now);
    this.#options.log.warn(sentence);
  }
}

type Delivery = {
  readonly line: Line;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};

/** ngrok: it adds all three; a policy of the owner's at ngrok may take some away. A caller on this machine adds none. */
function isForwarded(headers: IncomingMessage['headers']): boolean {
  return ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'].some(
    (name) => headers[name] !== undefined,
  );
}

function answer(response: ServerResponse, status: number, body: string): void {
  if (status === 503) response.setHeader('retry-after', '1');
  if (body !== '') response.setHeader('content-type', 'application/json');
  if (status !== 204) response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}
