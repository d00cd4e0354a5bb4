import type { Socket } from 'node:net';

/** What a proxy answers to `CONNECT`. */
export type ProxyAnswer = {
  readonly status: number;
  /** The ways to sign in that it offers (`Proxy-Authenticate`), such as `Basic`, as it writes them. */
  readonly schemes: readonly string[];
};

const maxHeadBytes = 16_384;

/** What the proxy answers before the way is open. */
export class ProxyHead {
  #bytes = Buffer.alloc(0);

  /** `more` while it is not whole, null where it is none. What follows it stays in the socket. */
  readFrom(socket: Socket): ProxyAnswer | 'more' | null {
    for (;;) {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return 'more';
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end >= 0) {
        const rest = this.#bytes.subarray(end + 4);
        if (rest.length > 0) socket.unshift(rest);
        return this.#answer(end);
      }
      if (this.#bytes.length > maxHeadBytes || !this.#mayBeHttp()) return null;
    }
  }

  #answer(end: number): ProxyAnswer | null {
    const text = this.#bytes.toString('latin1', 0, end);
    const line = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/u.exec(text);
    return line && { status: Number(line[1]), schemes: schemesIn(text) };
  }

  #mayBeHttp(): boolean {
    const begin = this.#bytes.toString('latin1', 0, 7);
    return 'HTTP/1.'.startsWith(begin);
  }
}

/** HTTP: several may stand in one line, each with parameters, which may be quoted. */
function schemesIn(head: string): readonly string[] {
  return [...head.matchAll(/^proxy-authenticate:(.*)$/gimu)].flatMap(([, line = '']) =>
    line
      .replaceAll(/"(?:[^"\\]|\\.)*"/gu, '')
      .split(',')
      .flatMap((piece) => /^\s*([a-z][a-z\d-]{0,20})(?:\s|$)/iu.exec(piece)?.[1] ?? []),
  );
}
