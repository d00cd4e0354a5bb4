import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LocalRequest = {
  readonly method: string;
  /** Path with query, as it was written. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type LocalAnswer = (request: LocalRequest, answer: ServerResponse) => void;

/** A web server on loopback whose answers a test scripts; it keeps every request. */
export class LocalServer {
  readonly requests: LocalRequest[] = [];
  answer: LocalAnswer = (_request, answer) => void answer.writeHead(500).end();
  /** Connections that were opened so far, with or without a request. */
  connections = 0;
  #url = '';
  readonly #server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      this.requests.push(request);
      // Time is the test's own; a service that tells it writes the header itself.
      answer.sendDate = false;
      this.answer(request, answer);
    });
  });

  get url(): string {
    return this.#url;
  }

  /** Connections that are open now. */
  openConnections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  async open(): Promise<this> {
    this.#server.on('connection', () => (this.connections += 1));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Breaks what is open; the address stays refused from now on. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Answers with a status and JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (_request: LocalRequest, answer: ServerResponse): void => {
    answer.writeHead(status, { 'content-type': 'application/json', ...headers });
    answer.end(body === undefined ? '' : JSON.stringify(body));
  };
}
