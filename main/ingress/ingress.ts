import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ExpectedVisit } from './expected-visits.ts';
import { Ingestion } from './ingestion.ts';
import type { IngestionOptions } from './ingestion.ts';

export type IngressOptions = IngestionOptions & {
  /** For the headers, and for headers and body together. */
  readonly timeoutMs?: number;
};

export type Ingress = {
  readonly url: string;
  /** A path of its own to be asked for from outside, so that its arrival proves the way here. */
  expect(): ExpectedVisit;
  close(): Promise<void>;
};

/**
 * The loopback server for webhooks. Plain `node:http`, because a framework's own answers (400, 405, 408, 413,
 * 415, 431) would each have to be turned into the one refusal.
 */
export async function openIngress(options: IngressOptions): Promise<Ingress> {
  const { timeoutMs = 5000 } = options;
  const server = createServer({
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(500, timeoutMs / 2),
    keepAliveTimeout: 30_000,
    maxHeaderSize: 16 * 1024,
    // Node would answer a request without Host by itself, with a 400.
    requireHostHeader: false,
    insecureHTTPParser: false,
  });
  // Their size is limited; a limit of their number would drop the last ones without a word.
  server.maxHeadersCount = 0;
  // A sender that closes its side after the request still wants to hear what became of it.
  Object.assign(server, { httpAllowHalfOpen: true });
  const ingestion = new Ingestion(options);
  server.on('connection', (socket) => ingestion.opened(socket));
  server.on('request', (request, response) => ingestion.handle(request, response));
  // Even `Expect` must not be answered before the path is known.
  server.on('checkContinue', (request, response) => ingestion.handle(request, response));
  server.on('checkExpectation', (request, response) => ingestion.handle(request, response));
  server.on('upgrade', (request, socket) => ingestion.refuseOther(socket as Socket, request));
  server.on('connect', (request, socket) => ingestion.refuseOther(socket as Socket, request));
  server.on('clientError', (error, socket) => {
    // Gone: there is nobody to refuse.
    if ('code' in error && error.code === 'ECONNRESET') return void socket.destroy();
    ingestion.refuseOther(socket as Socket);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    expect: () => ingestion.expected.expect(),
    close: () => close(server),
  };
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
