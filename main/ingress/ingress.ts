import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { ExpectedVisits } from './expected-visits.ts';
import type { ExpectedVisit } from './expected-visits.ts';
import { digestOf } from './path-digest.ts';
import { readBody } from './read-body.ts';

/** A delivery as it came: a signature is over the bytes, not over what they mean. */
export type Received = {
  readonly raw: Buffer;
  /** One value of a header, by its name in lower case; null where it is missing or doubled. */
  readonly header: (name: string) => string | null;
};

/** One webhook: where it listens, how large a body may be, and what happens with it. */
export type WebhookRoute = {
  readonly path: string;
  readonly maxBytes: number;
  /** Durable when it resolves; false for what is no delivery of this service. */
  readonly take: (body: unknown, received: Received) => Promise<boolean>;
  /** What the service wants to hear. */
  readonly success: { readonly status: number; readonly body: string };
};

export type IngressOptions = {
  readonly routes: readonly WebhookRoute[];
  /** For the headers, and for headers and body together. */
  readonly timeoutMs?: number;
  /** Deliveries under way at once; more are asked to come again. */
  readonly maxConcurrent?: number;
  /** Called for each request that came through a tunnel, whatever becomes of it. */
  readonly onForwarded?: () => void;
  readonly log: Logger;
};

export type Ingress = {
  readonly url: string;
  /** A path of its own to be asked for from outside, so that its arrival proves the way here. */
  expect(): ExpectedVisit;
  close(): Promise<void>;
};

/** Every refusal is this one, byte for byte, whatever its cause: who probes learns nothing. */
const refusal = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** How long a refused sender may go on sending. */
const lingerMs = 1000;

/**
 * The loopback server for webhooks. Plain `node:http`, because a framework's own answers (400, 405, 408, 413,
 * 415, 431) would each have to be turned into the one refusal.
 */
export async function openIngress(options: IngressOptions): Promise<Ingress> {
  const { timeoutMs = 5000 } = options;
  const gate = new Ingestion(options);
  const server = createServer({
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(500, timeoutMs / 2),
    keepAliveTimeout: 30_000,
    maxHeaderSize: 16 * 1024,
    // Node would answer a request without Host by itself, with a 400.
    requireHostHeader: false,
    // Even `Expect` must not be answered before the path is known.
    insecureHTTPParser: false,
  });
  server.on('request', (request, response) => gate.handle(request, response));
  server.on('checkContinue', (request, response) => gate.handle(request, response));
  server.on('checkExpectation', (request: IncomingMessage) => gate.refuse(request, request.socket));
  server.on('upgrade', (request, socket) => gate.refuse(request, socket as Socket));
  server.on('connect', (request, socket) => gate.refuse(request, socket as Socket));
  server.on('clientError', (_error, socket) => refuse(socket as Socket));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    expect: () => gate.expected.expect(),
    close: () => close(server),
  };
}

class Ingestion {
  readonly expected = new ExpectedVisits();
  readonly #options: IngressOptions;
  readonly #routes: readonly (WebhookRoute & { readonly digest: Buffer })[];
  #underWay = 0;

  constructor(options: IngressOptions) {
    this.#options = options;
    this.#routes = options.routes.map((route) => ({ ...route, digest: digestOf(route.path) }));
  }

  /** The path is compared before anything of the body is read. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#notice(request);
    const route = this.#find(request.url ?? '');
    if (!route || request.method !== 'POST' || !isJson(request.headers['content-type'])) {
      return refuse(request.socket, request);
    }
    if (Number(request.headers['content-length'] ?? 0) > route.maxBytes) {
      return refuse(request.socket, request);
    }
    const { maxConcurrent = 256 } = this.#options;
    if (this.#underWay >= maxConcurrent) return answer(response, 503, '');
    this.#underWay += 1;
    void this.#take(request, response, route).finally(() => {
      this.#underWay -= 1;
    });
  }

  /** What is no request of a service at all. */
  refuse(request: IncomingMessage, socket: Socket): void {
    this.#notice(request);
    refuse(socket);
  }

  #notice({ url = '', headers }: IncomingMessage): void {
    if (isForwarded(headers)) this.#options.onForwarded?.();
    this.expected.notice(url);
  }

  async #take(request: IncomingMessage, response: ServerResponse, route: WebhookRoute) {
    try {
      if (request.headers.expect) response.writeContinue();
      const raw = await readBody(request, route.maxBytes);
      const body = parse(raw);
      const genuine =
        raw && body !== undefined && (await route.take(body, toReceived(request, raw)));
      if (!genuine) return refuse(request.socket, request);
      answer(response, route.success.status, route.success.body);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      this.#options.log.warn('a delivery could not be taken', errorFields(error));
      // Genuine, and ours to be ashamed of: the service tries again.
      answer(response, 503, '');
    }
  }

  /** In constant time, and all routes alike. */
  #find(path: string): WebhookRoute | undefined {
    const asked = digestOf(path);
    let found: WebhookRoute | undefined;
    for (const route of this.#routes) if (timingSafeEqual(asked, route.digest)) found = route;
    return found;
  }
}

function toReceived({ headers }: IncomingMessage, raw: Buffer): Received {
  const header = (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
  return { raw, header };
}

/** ngrok: it adds all three; a policy of the owner's at ngrok may take some away. A caller on this machine adds none. */
function isForwarded(headers: IncomingMessage['headers']): boolean {
  return ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'].some(
    (name) => headers[name] !== undefined,
  );
}

function isJson(mediaType: string | undefined): boolean {
  return mediaType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}

/** `undefined` for what is no JSON in UTF-8. */
function parse(body: Buffer | null): unknown {
  if (body === null) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    // Refused like everything else that is no delivery.
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: string): void {
  if (status === 503) response.setHeader('retry-after', '1');
  if (body !== '') response.setHeader('content-type', 'application/json');
  response.writeHead(status).end(body);
}

function refuse(socket: Socket, request: IncomingMessage | null = null): void {
  // Node takes its own listener off a socket that asks for an upgrade or a tunnel: a reset would end the app.
  socket.on('error', () => socket.destroy());
  if (!socket.writable) return void socket.destroy();
  // A body that is still coming would turn the close into a reset and lose the answer: it is thrown away, not for long.
  socket.end(refusal);
  socket.resume();
  request?.resume();
  const limit = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(limit));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // What is under way may finish, within the limit of the teardown.
    setTimeout(() => server.closeAllConnections(), 1000).unref();
  });
}
