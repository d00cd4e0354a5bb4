import type { IpcTransport } from '../shared/ipc-contract.ts';

/**
 * How the page itself reaches main. `silent` is open and nobody answers; `lost` is tried again by itself; `ended` means
 * that the session is over and only a fresh link helps.
 */
export type PageConnection = 'connecting' | 'open' | 'silent' | 'lost' | 'ended';

/** A transport that also tells how it is doing. */
export interface PageTransport extends IpcTransport {
  connection(): PageConnection;
  /** Returns the removal of the listener. */
  onConnection(listener: (connection: PageConnection) => void): () => void;
  /** Tries at once instead of waiting for the next attempt; nothing happens while open. */
  retry(): void;
  close(): void;
}

/** Time as a port, in milliseconds, so that tests own it. */
export interface PageClock {
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** The browser's own timers. */
export function createPageClock(): PageClock {
  return {
    schedule: (delayMs, action) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** The transport of the preload script, which lives and dies with the page and so is always open. */
export function fromPreload(transport: IpcTransport): PageTransport {
  return {
    request: (name, payload) => transport.request(name, payload),
    onEvent: (listener) => transport.onEvent(listener),
    connection: () => 'open',
    onConnection: () => () => undefined,
    retry: () => undefined,
    close: () => undefined,
  };
}
