import { createServer } from 'node:http';
import { closeServer, listen } from './sockets.ts';

/** A local server that answers with what it was sent. */
export type EchoServer = {
  /** `127.0.0.1:port`. */
  readonly address: string;
  close(): Promise<void>;
};

/** Answers with the request's body and, in headers, its method, path and Host. */
export async function startEchoServer(): Promise<EchoServer> {
  const server = createServer((request, response) => {
    response.setHeader('x-seen', `${request.method} ${request.url} ${request.headers.host}`);
    request.pipe(response);
  });
  const port = await listen(server, 0, '127.0.0.1');
  return { address: `127.0.0.1:${port}`, close: () => closeServer(server) };
}
