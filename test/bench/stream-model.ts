import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chunk } from '../e2e/fixture/model-server.ts';

/** A model that writes `perSecond` pieces a second for `seconds`, whatever it is asked. */
export class StreamModel {
  readonly #pace: { readonly perSecond: number; readonly seconds: number };
  readonly #http: Server;

  constructor(pace: { readonly perSecond: number; readonly seconds: number }) {
    this.#pace = pace;
    this.#http = createServer((request, response) => {
      request.resume();
      request.once('end', () => {
        if (request.url?.endsWith('/models'))
          return void response.end('{"object":"list","data":[]}');
        this.#write(response);
      });
    });
  }

  async open(): Promise<string> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1`;
  }

  close(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #write(response: ServerResponse): void {
    const { perSecond, seconds } = this.#pace;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const startedAt = performance.now();
    let written = 0;
    const timer = setInterval(() => {
      // Timers come late on a busy machine; the pace is kept nevertheless.
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      for (; written < Math.min(due, perSecond * seconds); written += 1) {
        response.write(chunk(written % 40 === 39 ? 'end.\n\n' : 'word ', null));
      }
      if (written < perSecond * seconds) return;
      clearInterval(timer);
      response.end(`${chunk('', 'stop')}data: [DONE]\n\n`);
    }, 5);
    response.once('close', () => clearInterval(timer));
  }
}
