import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificates } from '../ngrok-edge/certificates.ts';

const opened = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** A proxy of HTTP on loopback that opens ways by `CONNECT`, and looks names up by a list of its own. */
export class ConnectProxy {
  /** What each way was asked for, `host:port`, whether it was opened or not. */
  readonly asked: string[] = [];
  /** `Proxy-Authorization` of each. */
  readonly credentials: (string | null)[] = [];
  /** Bytes that came back through the ways that were opened. */
  bytes = 0;
  /** Where a name leads to on this machine; any other `host:port` is no way. */
  readonly ports = new Map<string, number>();
  /** The credentials that it wants; null for none. */
  wants: string | null = null;
  /** `Proxy-Authenticate` of its refusals, line by line. */
  offers: readonly string[] = [];
  /** Answers every wish with this status instead. */
  status: number | null = null;
  /** It takes every wish and answers none. */
  isSilent = false;
  /** It opens no way before this. */
  opensAfter: Promise<void> | null = null;
  /** It opens every way, says this, and ends it. */
  breaksWith: string | null = null;
  /** What it says at once after its answer, in the same piece. */
  greeting = '';
  readonly #sockets = new Set<Duplex>();
  readonly #server;

  /** With certificates the way to the proxy itself is encrypted. */
  constructor(certificates: Certificates | null = null) {
    const answer: RequestListener = (_request, response) => void response.writeHead(405).end();
    this.#server =
      certificates === null ? createServer(answer) : createSecureServer(certificates, answer);
    this.#server.on('tlsClientError', () => {});
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#take(request, socket, head),
    );
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** As `network.proxy` has it. */
  get url(): string {
    const scheme = this.#server instanceof SecureServer ? 'https' : 'http';
    return `${scheme}://127.0.0.1:${this.port}`;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** Ends every way, and what asks for one. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#hold(socket);
    const authority = request.url ?? '';
    const credentials = request.headers['proxy-authorization'] ?? null;
    this.asked.push(authority);
    this.credentials.push(credentials);
    if (this.isSilent) return;
    if (this.breaksWith !== null) return void socket.end(`${opened}${this.breaksWith}`);
    const port = this.ports.get(authority);
    if (this.wants !== null && credentials !== this.wants) return this.#refuse(socket, 407);
    if (this.status !== null) return this.#refuse(socket, this.status);
    if (port === undefined) return this.#refuse(socket, 502);
    if (this.opensAfter === null) return this.#join(socket, head, port);
    void this.opensAfter.then(() => this.#join(socket, head, port));
  }

  #join(socket: Duplex, head: Buffer, port: number): void {
    const far: Socket = connect({ host: '127.0.0.1', port }, () => {
      socket.write(`${opened}${this.greeting}`);
      far.write(head);
      far.on('data', (chunk: Buffer) => (this.bytes += chunk.length));
      far.pipe(socket).pipe(far);
    });
    this.#hold(far);
    socket.on('close', () => far.destroy());
    far.on('close', () => socket.destroy());
  }

  #refuse(socket: Duplex, status: number): void {
    const offers = this.offers.map((line) => `Proxy-Authenticate: ${line}\r\n`).join('');
    socket.end(`HTTP/1.1 ${status} Refused\r\n${offers}Content-Length: 0\r\n\r\n`);
  }

  #hold(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
