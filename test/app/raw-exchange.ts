import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type RawOptions = {
  /** What is written piece by piece; each piece is flushed before the next. */
  readonly write: (socket: Socket) => void;
  /** Keeps our half open when the server has closed its own, as a hostile peer does. */
  readonly staysOpen?: boolean;
  readonly limitMs?: number;
};

/** Writes to a server by hand and returns every byte that it answers until it closes the connection. */
export function exchange(url: string, options: RawOptions): Promise<string> {
  const { write, staysOpen: allowHalfOpen = false, limitMs = 40_000 } = options;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen }, () =>
      write(socket),
    );
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`open after ${limitMs} ms: ${Buffer.concat(chunks).toString('latin1')}`));
    }, limitMs);
    socket.on('data', (chunk) => void chunks.push(chunk));
    // A reset after the answer is still an answer.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
  });
}

/** One request as it goes over the wire; `body` is sent as it is, with its length told. */
export function rawRequest(
  path: string,
  body: string | Buffer,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Buffer {
  const { method = 'POST', headers = {} } = options;
  const bytes = Buffer.from(body);
  const all: Record<string, string> = {
    host: '127.0.0.1',
    connection: 'close',
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]);
}
