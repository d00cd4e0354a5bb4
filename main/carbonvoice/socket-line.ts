import type { Proxies } from '../base/proxy.ts';
import { proxyFaultIn } from '../base/proxy-blame.ts';
import type { OpenLine } from './live-socket.ts';

export type SocketLineOptions = {
  /** API base; the socket is at the same host. */
  readonly url: string;
  readonly userAgent: string;
  /** Null: reached straight. */
  readonly proxies: Proxies | null;
};

/** Carbon Voice: without a subscription the events of all conversations arrive. */
const bells = ['message:created', 'message:updated'];
const openMs = 10_000;
/** A bell needs few words; a larger frame ends the line. */
const maxFrameBytes = 1024 * 1024;

/** Lines by Socket.IO; its client is loaded with the first of them, so that a start does not wait for it. */
export function socketLines({ url, userAgent, proxies }: SocketLineOptions): OpenLine {
  return async (token, tell) => {
    const { io } = await import('socket.io-client');
    const agent = proxies?.agentFor(new URL(url)) ?? null;
    const options = {
      transports: ['websocket'],
      auth: { authorization: `Bearer ${token}` },
      extraHeaders: { 'user-agent': userAgent },
      // When to try again is decided elsewhere.
      reconnection: false,
      forceNew: true,
      autoConnect: false,
      timeout: openMs,
      maxPayload: maxFrameBytes,
      // It goes to the WebSocket as it is; the typing is that of a browser.
      ...(agent === null ? {} : { agent: agent as unknown as string }),
    };
    const socket = io(new URL(url).origin, options);
    let isOver = false;
    const end = (reason: string): void => {
      if (isOver) return;
      isOver = true;
      tell({ type: 'down', reason });
    };
    socket.on('connect', () => !isOver && tell({ type: 'up' }));
    socket.on('disconnect', (reason) => end(reason));
    socket.on('connect_error', (error) => end(reasonOf(error)));
    for (const bell of bells) {
      socket.on(bell, (payload: unknown) => {
        if (!isOver && isWorthALook(payload)) tell({ type: 'rang' });
      });
    }
    socket.connect();
    return () => {
      isOver = true;
      socket.disconnect();
      // A handshake that is still under way is no socket yet.
      socket.io.engine?.close();
    };
  };
}

/** Socket.IO keeps what its WebSocket was told, as an event, in `description`. */
function reasonOf(error: Error): string {
  const { error: cause } = Object(Reflect.get(error, 'description')) as { error?: unknown };
  return proxyFaultIn(cause)?.message ?? error.message;
}

/** Carbon Voice: only messages whose status is active; one that says nothing readable is looked at all the same. */
function isWorthALook(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null || !('status' in payload)) return true;
  return typeof payload.status !== 'string' || payload.status === 'active';
}
