import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { StoredMessage } from './messages.ts';

/** `silent`: lets everybody in and tells nothing. `closed`: there is no such server. `dead`: cuts whoever comes in. */
export type SocketMood = 'open' | 'silent' | 'closed' | 'dead';

/** The live socket of the double, by the vendor-independent server of the protocol. */
export class Sockets {
  mood: SocketMood = 'open';
  /** Every try to get in, with what it showed. */
  readonly tries: string[] = [];
  readonly #isToken: (token: string) => boolean;
  #io: Server | null = null;

  constructor(isToken: (token: string) => boolean) {
    this.#isToken = isToken;
  }

  /** How many are let in now. */
  get count(): number {
    return this.#io?.of('/').sockets.size ?? 0;
  }

  attach(server: HttpServer): void {
    if (this.mood === 'closed') return;
    const io = new Server(server, { transports: ['websocket'], serveClient: false });
    this.#io = io;
    io.use((socket, next) => {
      const shown: unknown = socket.handshake.auth['authorization'];
      const authorization = typeof shown === 'string' ? shown : '';
      this.tries.push(authorization);
      const isIn = this.#isToken(authorization.replace(/^Bearer /, ''));
      next(isIn ? undefined : new Error('Unauthorized'));
    });
    io.on('connection', (socket) => {
      if (this.mood === 'dead') socket.conn.close();
      if (this.mood === 'open') socket.emit('connected', { user_guid: 'agent-user' });
    });
  }

  /** Carbon Voice: the payload has the older shape, with instants as numbers. */
  tell(event: 'message:created' | 'message:updated', message: StoredMessage): void {
    const { id, status, conversationId, updatedAt } = message;
    const payload = { _id: id, message_id: id, status, channel_ids: [conversationId] };
    this.emit(event, { ...payload, last_updated_at: updatedAt });
  }

  /** Anything at all, to everybody. */
  emit(event: string, ...payload: readonly unknown[]): void {
    if (this.mood === 'open') this.#io?.emit(event, ...payload);
  }

  /** Cuts everybody off; who comes again is let in. */
  cut(): void {
    for (const socket of this.#io?.of('/').sockets.values() ?? []) socket.conn.close();
  }

  async detach(): Promise<void> {
    const io = this.#io;
    this.#io = null;
    if (!io) return;
    io.disconnectSockets(true);
    // Closing the engine only: the web server is not its own.
    io.engine.close();
  }
}
