import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { SettingsError } from '../../shared/errors.ts';
import { pageCaching, pagePolicy } from '../../shared/page-files.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { cookieName, isOurs, readCookie } from './guard.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { serveSocket } from './page-socket.ts';
import type { PageApp } from './ports.ts';
import { readStaticFiles } from './static-files.ts';
import type { StaticFile } from './static-files.ts';

export type WebHostOptions = {
  /** 0 = any free. */
  readonly port: number;
  readonly pageFolder: string;
  readonly app: PageApp;
  /** False while the app starts anew: pages come again by themselves. */
  readonly isUp: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
};

export type WebHost = {
  readonly origin: string;
  /** A fresh link to the page: works once and for 30 s. */
  newLink(): string;
  /** Pages that are open now. */
  readonly pageCount: number;
  /** Cuts all pages off; their sessions go on. */
  dropPages(): void;
  close(): Promise<void>;
};

const headers = {
  'content-security-policy': pagePolicy,
  'permissions-policy': 'microphone=(self), camera=(), geolocation=(), display-capture=()',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const maxCodeBytes = 1024;
const maxFrameBytes = 1024 * 1024;
/** How long a refused peer may go on sending. */
const lingerMs = 1000;

/** The headless host: the same page over loopback HTTP, and the IPC contract over a WebSocket. */
export async function openWebHost(options: WebHostOptions): Promise<WebHost> {
  const files = await readStaticFiles(options.pageFolder);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 });
  const port = await listen(server, options.port);
  const pages = new Pages(options, files);
  server.on('request', (request, response) => void pages.answer(request, response));
  server.on('upgrade', (request, socket, head) => pages.upgrade(request, socket as Socket, head));
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    newLink: () => `${origin}/enter#code=${pages.codes.make()}`,
    get pageCount() {
      return pages.sockets.clients.size;
    },
    dropPages: () => {
      // 1012: the service restarts.
      for (const page of pages.sockets.clients) page.close(1012);
    },
    close: () => close(server, pages.sockets),
  };
}

class Pages {
  readonly codes: OneTimeCodes;
  readonly sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes });
  readonly #options: WebHostOptions;
  readonly #files: ReadonlyMap<string, StaticFile>;
  readonly #sessions = new Set<string>();

  constructor(options: WebHostOptions, files: ReadonlyMap<string, StaticFile>) {
    this.codes = new OneTimeCodes(options.clock);
    this.#options = options;
    this.#files = files;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (!isOurs(request)) return finish(response, 403);
    if (path === '/session' && request.method === 'POST') return this.#enter(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return finish(response, 405);
    if (path === '/session') return finish(response, this.#mayEnter(request) ? 204 : 401);
    const file = this.#files.get(path);
    if (!file) return finish(response, 404);
    response.setHeader('cache-control', pageCaching(path));
    sendFile(file, request.method, response);
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // A browser always tells the Origin of a WebSocket; who tells none is no page.
    const ours = isOurs(request) && request.headers.origin !== undefined;
    if (!this.#options.isUp()) return refuse(socket);
    if (!ours || request.url !== '/ipc' || !this.#mayEnter(request)) {
      return refuse(socket);
    }
    this.sockets.handleUpgrade(request, socket, head, (page) => {
      serveSocket(page, this.#options.app, this.#options.log);
    });
  }

  async #enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const code = await readCode(request);
    // Without an Origin it is no browser's page: it may not spend the owner's link.
    if (request.headers.origin === undefined || code === null || !this.codes.use(code)) {
      return finish(response, 401);
    }
    const session = randomBytes(32).toString('base64url');
    this.#sessions.add(session);
    const cookie = `${cookieName(request)}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    response.setHeader('set-cookie', cookie);
    finish(response, 204);
  }

  #mayEnter(request: IncomingMessage): boolean {
    const session = readCookie(request, cookieName(request));
    return session !== null && this.#sessions.has(session);
  }
}

function refuse(socket: Socket): void {
  // Node takes its own listener off a socket that asks for an upgrade: a reset would end the app.
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  socket.resume();
  const limit = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(limit));
}

/** The page holds nothing private: what it shows comes over the socket, which wants the session. */
function sendFile(file: StaticFile, method: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length });
  response.end(method === 'HEAD' ? undefined : file.body);
}

function finish(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}

async function readCode(request: IncomingMessage): Promise<string | null> {
  let text = '';
  try {
    for await (const chunk of request) {
      text += String(chunk);
      if (text.length > maxCodeBytes) return null;
    }
    const body: unknown = JSON.parse(text);
    const code = body !== null && typeof body === 'object' && 'code' in body ? body.code : null;
    return typeof code === 'string' ? code : null;
  } catch {
    // Rubbish and a sender that went away are both no code.
    return null;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(toListenError(error, port)));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function toListenError(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new SettingsError('PORT_TAKEN', `Port ${port} is taken.`, 'Choose another with --port.');
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const page of sockets.clients) page.close(1001);
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => {
      for (const page of sockets.clients) page.terminate();
      server.closeAllConnections();
    }, 300).unref();
  });
}
