import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { PracticeMessage } from './entries.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { PracticeState } from './state.ts';
import type { TokenWatch } from './token-watch.ts';
import { socketMessage } from './wire.ts';

export type LiveSocketsOptions = {
  readonly state: PracticeState;
  readonly faults: CarbonVoiceFaults;
  readonly token: TokenWatch;
  readonly clock: Clock;
};

/** Engine.IO 4 and Socket.IO 5 over WebSocket, as far as a bell needs them: a packet is a digit or two, then JSON. */
const packets = {
  open: '0',
  ping: '2',
  pong: '3',
  connect: '40',
  leave: '41',
  event: '42',
  acknowledgement: '43',
  refusal: '44',
} as const;

const pingMs = 25_000;
const pongLimitMs = 20_000;
const maxFrameBytes = 1_000_000;

const authSchema = z.object({ authorization: z.string() });
const orderSchema = z.tuple([z.literal('subscribe:channel'), z.string()]);

type Client = {
  readonly socket: WebSocket;
  /** Shown at the handshake; the other place is the first packet. */
  readonly header: string;
  /** Empty: every conversation. */
  readonly conversations: Set<string>;
  isIn: boolean;
  stopPing: () => void;
};

/** The live socket of the practice service. */
export class LiveSockets {
  readonly #options: LiveSocketsOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes });
  readonly #clients = new Set<Client>();
  readonly #stopWatching: () => void;

  constructor(options: LiveSocketsOptions) {
    this.#options = options;
    const { faults } = options;
    this.#stopWatching = faults.onChange(() => {
      if (this.#isDown()) for (const { socket } of this.#clients) socket.terminate();
    });
  }

  /** Those that are let in now. */
  get count(): number {
    return [...this.#clients].filter(({ isIn }) => isIn).length;
  }

  /** Takes over a connection that asks to become a socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://practice.invalid');
    const isOurs = pathname === '/socket.io/' && searchParams.get('transport') === 'websocket';
    if (!isOurs || this.#isDown()) return void socket.destroy();
    const header = request.headers.authorization ?? '';
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#serve(opened, header));
  }

  tell(event: 'message:created' | 'message:updated', message: PracticeMessage): void {
    const { faults } = this.#options;
    if (faults.isOn('bell-silent')) return;
    const payload = faults.isOn('bell-rubbish') ? 'rubbish' : socketMessage(message);
    const frame = packets.event + JSON.stringify([event, payload]);
    for (const { socket, isIn, conversations } of this.#clients) {
      const isWanted = conversations.size === 0 || conversations.has(message.conversationId);
      if (isIn && isWanted) socket.send(frame);
    }
  }

  async close(): Promise<void> {
    this.#stopWatching();
    for (const client of this.#clients) {
      client.stopPing();
      client.socket.terminate();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #isDown(): boolean {
    const { faults } = this.#options;
    return faults.isOn('bell-down') || faults.isOn('service-down');
  }

  #serve(socket: WebSocket, header: string): void {
    const client: Client = {
      ...{ socket, header, conversations: new Set<string>(), isIn: false, stopPing: () => {} },
    };
    this.#clients.add(client);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      client.stopPing();
      this.#clients.delete(client);
    });
    socket.on('message', (data) => this.#hear(client, textOf(data)));
    const told = { sid: randomUUID(), upgrades: [], maxPayload: maxFrameBytes };
    const times = { pingInterval: pingMs, pingTimeout: pongLimitMs };
    socket.send(packets.open + JSON.stringify({ ...told, ...times }));
    this.#ping(client);
  }

  #ping(client: Client): void {
    const { clock } = this.#options;
    client.stopPing = clock.schedule(pingMs, () => {
      client.socket.send(packets.ping);
      client.stopPing = clock.schedule(pongLimitMs, () => client.socket.terminate());
    });
  }

  #hear(client: Client, text: string): void {
    if (text === packets.pong) {
      client.stopPing();
      return this.#ping(client);
    }
    if (text.startsWith(packets.connect)) return this.#admit(client, text.slice(2));
    if (text.startsWith(packets.leave)) return client.socket.close();
    if (text.startsWith(packets.event)) this.#order(client, text.slice(2));
  }

  #admit(client: Client, json: string): void {
    const { state, token } = this.#options;
    const { socket, header } = client;
    const shown = authSchema.safeParse(parseJson(json)).data?.authorization ?? header;
    const isRight = isSame(shown, `Bearer ${state.account.pat}`);
    if (!isRight || token.isRefused) {
      return socket.send(packets.refusal + JSON.stringify({ message: 'Unauthorized' }));
    }
    client.isIn = true;
    socket.send(packets.connect + JSON.stringify({ sid: randomUUID() }));
    const user = { user_guid: state.account.agentId };
    socket.send(packets.event + JSON.stringify(['connected', user]));
  }

  #order(client: Client, text: string): void {
    const [, id = '', json = ''] = /^(?<id>\d*)(?<json>.*)$/su.exec(text) ?? [];
    const order = orderSchema.safeParse(parseJson(json)).data;
    if (!order || !client.isIn) return;
    client.conversations.add(order[1]);
    if (id !== '') client.socket.send(`${packets.acknowledgement}${id}[]`);
  }
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Then it says nothing that is understood.
    return null;
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
