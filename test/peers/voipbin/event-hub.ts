import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Behaviour, Wire } from './records.ts';

type Client = { readonly socket: WebSocket; readonly stream: Duplex; topics: readonly string[] };

/** How a frame is dressed: bare since 2026-08-04, in an envelope before, or as one quickstart shows it. */
export type FrameShape = 'bare' | 'envelope' | 'quickstart';

/** The double's socket side: subscriptions by prefix, no acknowledgement, and a cut for a bad topic. */
export class EventHub {
  shape: FrameShape;
  readonly #behaviour: Behaviour;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #clients = new Set<Client>();
  readonly #customerId: string;
  /** Every list of topics that was asked for. */
  readonly subscriptions: (readonly string[])[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(behaviour: Behaviour, customerId: string) {
    this.#behaviour = behaviour;
    this.#customerId = customerId;
    this.shape = behaviour === 'server' ? 'bare' : 'envelope';
  }

  get size(): number {
    return this.#clients.size;
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      const client: Client = { socket, stream, topics: [] };
      this.#clients.add(client);
      socket.on('close', () => this.#clients.delete(client));
      socket.on('error', () => this.#clients.delete(client));
      socket.on('message', (data, isBinary) => {
        if (isBinary) return stream.destroy();
        this.#read(client, Buffer.from(data as Buffer).toString('utf8'));
      });
    });
  }

  /** Resolves when so many subscriptions have come since the start. */
  subscribed(count: number): Promise<void> {
    if (this.subscriptions.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** One event to all who subscribed to it; by the server's two topics, or by the guide's one. */
  publish(type: string, data: Wire): void {
    for (const client of this.#clients) {
      const times = this.#topics(type, data).filter((topic) => this.#matches(client, topic)).length;
      for (let time = 0; time < times; time += 1) client.socket.send(this.#dress(type, data));
    }
  }

  raw(frame: string | Buffer): void {
    for (const { socket } of this.#clients) socket.send(frame);
  }

  ping(): void {
    for (const { socket } of this.#clients) socket.ping();
  }

  /** Ends every connection without a close frame, or with the code. */
  cut(code?: number): void {
    for (const { socket, stream } of this.#clients) {
      if (code === undefined) stream.destroy();
      else socket.close(code);
    }
  }

  /** Stops answering, as a peer behind a dead network does. */
  freeze(): void {
    for (const { stream } of this.#clients) stream.pause();
  }

  close(): void {
    for (const { socket } of this.#clients) socket.terminate();
    this.#server.close();
  }

  #read(client: Client, text: string): void {
    const { type, topics } = JSON.parse(text) as { type: string; topics: string[] };
    if (type !== 'subscribe') return;
    if (topics.some((topic) => !topic.startsWith(`customer_id:${this.#customerId}`))) {
      client.stream.destroy();
      return;
    }
    client.topics = [...client.topics, ...topics];
    this.subscriptions.push(topics);
    for (const { count, resolve } of this.#waiting) {
      if (this.subscriptions.length >= count) resolve();
    }
  }

  #topics(type: string, { id }: Wire): readonly string[] {
    const resource = type.split('_')[0] ?? '';
    const own = `customer_id:${this.#customerId}`;
    if (this.#behaviour === 'server')
      return [`${own}:${resource}:${id}`, `${own}:${resource}:${type}:${id}`];
    return [`${own}:${resource.startsWith('transcri') ? 'transcription' : resource}:*`];
  }

  #matches(client: Client, topic: string): boolean {
    return client.topics.some((prefix) =>
      this.#behaviour === 'server' ? topic.startsWith(prefix) : topic === prefix,
    );
  }

  #dress(type: string, data: Wire): string {
    if (this.shape === 'bare') return JSON.stringify(data);
    if (this.shape === 'envelope') return JSON.stringify({ type, data });
    return JSON.stringify({
      event_type: type,
      timestamp: '2026-01-15T09:30:00Z',
      topic: 'x',
      data,
    });
  }
}
