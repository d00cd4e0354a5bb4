import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { EdgeTunnel } from './agent-session.ts';
import type { MuxadoStream } from './muxado-stream.ts';
import { proxyHead } from './wire.ts';

const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

/** An error the edge itself reports to a visitor. */
class VisitorError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'VisitorError';
    this.code = code;
    this.status = status;
  }
}

type FindTunnel = (host: string) => EdgeTunnel | null;
type Admit = (tunnel: EdgeTunnel, request: IncomingMessage) => void;

/** The side of the edge that faces the public: takes requests and sends each down its endpoint's tunnel. */
export class Visitors {
  readonly #admit: Admit;
  readonly #sockets = new Set<Socket>();

  /** `admit` is told of each request that has an endpoint. */
  constructor(admit: Admit) {
    this.#admit = admit;
  }

  /** A server, not yet listening, for the endpoints `findTunnel` knows. */
  createServer(findTunnel: FindTunnel): Server {
    const server = createServer((request, response) => {
      this.#proxy(findTunnel(request.headers.host ?? ''), request, response).catch(
        (error: unknown) => answerWithError(response, error),
      );
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // A visitor that leaves is no fault of the edge.
      socket.on('close', () => this.#sockets.delete(socket));
    });
    return server;
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #proxy(
    tunnel: EdgeTunnel | null,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (tunnel) this.#admit(tunnel, request);
    const stream = openStream(tunnel, request);
    await exchange(request, response, stream);
  }
}

function openStream(tunnel: EdgeTunnel | null, request: IncomingMessage): MuxadoStream {
  const session = tunnel?.session;
  if (!tunnel || !session?.online) {
    const host = request.headers.host ?? '';
    throw new VisitorError('ERR_NGROK_3200', 404, `The endpoint ${host} is offline.`);
  }
  const stream = session.mux.openStream();
  const { remoteAddress, remotePort } = request.socket;
  const header = {
    Id: tunnel.id,
    ClientAddr: `${remoteAddress}:${remotePort}`,
    Proto: tunnel.proto,
    EdgeType: '3',
    PassthroughTLS: false,
  };
  stream.write(proxyHead(header));
  return stream;
}

/** Passes one request down `stream` and the response back. */
function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  stream: MuxadoStream,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const upstream = sendRequest({
      createConnection: () => stream,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: [...requestHeaders(request), 'Connection', 'close'],
    });
    upstream.on('error', (error) => {
      const message = `The server returned an invalid or incomplete response: ${error.message}`;
      reject(new VisitorError('ERR_NGROK_3004', 502, message));
    });
    upstream.on('response', (answer) => {
      const headers = withoutHeaders(answer.rawHeaders, HOP_BY_HOP);
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers);
      pipeline(answer, response, (error) => (error ? reject(error) : resolve()));
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
}

/** The visitor's headers as the local server gets them. */
function requestHeaders(request: IncomingMessage): readonly string[] {
  const earlier = request.headers['x-forwarded-for'];
  const visitor = request.socket.remoteAddress ?? '';
  return [
    ...withoutHeaders(request.rawHeaders, [...HOP_BY_HOP, ...FORWARDED]),
    'X-Forwarded-For',
    earlier === undefined ? visitor : `${String(earlier)}, ${visitor}`,
    'X-Forwarded-Host',
    request.headers.host ?? '',
    'X-Forwarded-Proto',
    'https',
  ];
}

function withoutHeaders(raw: readonly string[], names: readonly string[]): string[] {
  const dropped = new Set(names);
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i], raw[i + 1]];
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function answerWithError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { code, status, message } =
    error instanceof VisitorError ? error : new VisitorError('ERR_NGROK_3004', 502, String(error));
  response.writeHead(status, { 'content-type': 'text/plain', 'ngrok-error-code': code });
  response.end(`${message}\n\n${code}\n`);
}
