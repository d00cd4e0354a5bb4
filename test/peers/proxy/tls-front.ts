import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certificates } from '../ngrok-edge/certificates.ts';

/** TLS on loopback in front of a double that speaks without. */
export class TlsFront {
  readonly #server;
  /** The protocols that each client offered. */
  readonly offered: (readonly string[])[] = [];
  readonly #sockets = new Set<Socket>();

  /** `port`: of the double on loopback. */
  constructor({ cert, key }: Certificates, port: number) {
    const ALPNCallback = ({ protocols }: { readonly protocols: readonly string[] }): string => {
      this.offered.push(protocols);
      return 'http/1.1';
    };
    this.#server = createServer({ cert, key, ALPNCallback }, (near) => {
      const far = connect({ host: '127.0.0.1', port });
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
      }
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    this.#server.on('tlsClientError', () => {});
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
