import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Account, ApiPrincipal } from './account.ts';
import { findCredential, targetOf } from './credentials.ts';
import type { EventSink, ServiceEvent } from './event-hub.ts';
import type { VoipBinFaults } from './faults.ts';
import { ApiRefusal } from './api-refusal.ts';
import { isMediaStream } from './media-streams.ts';
import type { MediaStreams } from './media-streams.ts';
import { toWireTime, withOldTimes } from './stamps.ts';
import { mayUseTopic, topicsOf } from './topics.ts';

const pingMs = 10_000;
const pongLimitMs = 60_000;
const dropAfterMs = 2000;
const maxFrameBytes = 1024 * 1024;
/** VoIPBIN: a slow reader loses events without a word (there: more than 2000 waiting). */
const maxBufferedBytes = 2 * 1024 * 1024;

const orderSchema = z.object({
  type: z.enum(['subscribe', 'unsubscribe']),
  topics: z.array(z.string()),
});

type Parts = {
  readonly account: Account;
  readonly faults: VoipBinFaults;
  readonly clock: Clock;
  readonly streams: MediaStreams;
};
type Client = { readonly socket: WebSocket; readonly topics: Set<string>; pongAt: number };

/** The event socket `/v1.0/ws`; other sockets of the service are let in here as well. */
export class EventSockets implements EventSink {
  readonly #parts: Parts;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes });
  readonly #clients = new Set<Client>();
  readonly #stopWatching: () => void;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#stopWatching = parts.faults.onChange(() => this.#dropAtFault());
  }

  /** Sockets that are open now. */
  get count(): number {
    return this.#clients.size;
  }

  /** Takes over a connection that asks to become a socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = this.#admit(request);
    if (refusal === 'reset') return void socket.destroy();
    if (refusal instanceof ApiRefusal) return refuse(socket, refusal);
    if (isMediaStream(request)) return this.#parts.streams.upgrade(request, socket, head);
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#serve(opened, refusal));
  }

  deliver(event: ServiceEvent): void {
    if (this.#parts.faults.isOn('socket-silent')) return;
    const topics = topicsOf(event, this.#parts.account.options.customerId);
    for (const { socket, topics: wanted } of this.#clients) {
      // One frame for each published topic that some subscription begins, so mostly two.
      for (const topic of topics) {
        if (![...wanted].some((prefix) => topic.startsWith(prefix))) continue;
        if (socket.bufferedAmount < maxBufferedBytes) socket.send(this.#frame(event, topic));
      }
    }
  }

  async close(): Promise<void> {
    this.#stopWatching();
    for (const { socket } of this.#clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #admit(request: IncomingMessage): ApiRefusal | ApiPrincipal | 'reset' {
    const { faults, account } = this.#parts;
    const { url = '', headers } = request;
    const { path, query } = targetOf(url);
    if (faults.isOn('service-down')) return 'reset';
    const isEvents = path === '/v1.0/ws';
    if (!isEvents && !isMediaStream(request)) return new ApiRefusal(404, 'ROUTE_NOT_FOUND');
    if (isEvents && faults.isOn('webhook-only')) return new ApiRefusal(503, 'SERVICE_UNAVAILABLE');
    const credential = findCredential(headers, query);
    if (!credential) return new ApiRefusal(401, 'AUTHENTICATION_REQUIRED');
    const principal = faults.isOn('unauthorized') ? null : account.principalOf(credential);
    return principal ?? new ApiRefusal(401, 'INVALID_CREDENTIALS');
  }

  #serve(socket: WebSocket, principal: ApiPrincipal): void {
    const { clock, faults } = this.#parts;
    const client: Client = { socket, topics: new Set(), pongAt: clock.now() };
    this.#clients.add(client);
    const stopBeating = this.#beat(client);
    const cancelDrop = clock.schedule(dropAfterMs, () => {
      if (faults.isOn('socket-drops')) socket.terminate();
    });
    socket.on('pong', () => {
      client.pongAt = clock.now();
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary) return socket.close();
      this.#obey(client, principal, data);
    });
    socket.on('error', () => socket.terminate());
    socket.once('close', () => {
      stopBeating();
      cancelDrop();
      this.#clients.delete(client);
    });
  }

  /** VoIPBIN: no answer, whatever comes; one bad topic cuts the connection without a close frame. */
  #obey({ socket, topics }: Client, principal: ApiPrincipal, data: RawData): void {
    const order = orderSchema.safeParse(parse(data));
    if (!order.success) return;
    const { customerId } = this.#parts.account.options;
    for (const topic of order.data.topics) {
      if (!mayUseTopic(topic, principal, customerId)) return socket.terminate();
      if (order.data.type === 'subscribe') topics.add(topic);
      else topics.delete(topic);
    }
  }

  #beat(client: Client): () => void {
    const { clock } = this.#parts;
    let cancel = (): void => undefined;
    const next = (): void => {
      cancel = clock.schedule(pingMs, () => {
        if (clock.now() - client.pongAt >= pongLimitMs) return client.socket.terminate();
        client.socket.ping();
        next();
      });
    };
    next();
    return () => cancel();
  }

  /** VoIPBIN: the bare resource since August 2026; before, and in one page of its docs, two other shapes. */
  #frame({ type, data }: ServiceEvent, topic: string): string {
    const { faults, clock } = this.#parts;
    const shown = faults.isOn('old-times') ? withOldTimes(data) : data;
    if (faults.isOn('typed-frames')) return JSON.stringify({ type, data: shown });
    if (!faults.isOn('enveloped-frames')) return JSON.stringify(shown);
    const timestamp = toWireTime(clock.now());
    return JSON.stringify({ event_type: type, timestamp, topic, data: shown });
  }

  #dropAtFault(): void {
    const { faults } = this.#parts;
    const names = ['socket-drops', 'service-down', 'webhook-only'] as const;
    if (!names.some((name) => faults.isOn(name))) return;
    for (const { socket } of this.#clients) socket.terminate();
  }
}

function refuse(socket: Duplex, refusal: ApiRefusal): void {
  const body = JSON.stringify(refusal.body('req_SOCKET'));
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function parse(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    // The schema refuses it.
    return null;
  }
}
