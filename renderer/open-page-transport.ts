import type { IpcTransport } from '../shared/ipc-contract.ts';
import { createPageClock, fromPreload, type PageTransport } from './page-transport.ts';
import { createWebSocketTransport, type SessionState } from './websocket-transport.ts';

const sessionLimitMs = 5_000;

/** The preload script's transport where there is one, else a WebSocket to the page's own origin. */
export function openPageTransport(
  page: Window & { readonly adjutant?: IpcTransport },
): PageTransport {
  if (page.adjutant) return fromPreload(page.adjutant);
  const address = new URL('/ipc', page.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const transport = createWebSocketTransport({
    openSocket: () => new WebSocket(address),
    checkSession: () => checkSession(new URL('/session', page.location.href)),
    clock: createPageClock(),
  });
  // Browsers hold timers of hidden pages back, and the owner who looks again should not wait for them. A link
  // opened in another tab renews the session of this one, too.
  page.document.addEventListener('visibilitychange', () => {
    if (page.document.visibilityState === 'visible') transport.retry();
  });
  page.addEventListener('focus', () => transport.retry());
  return transport;
}

/** Asks whether the session cookie still counts: 401 says no, and only that. */
export async function checkSession(address: URL): Promise<SessionState> {
  try {
    const signal = AbortSignal.timeout(sessionLimitMs);
    const { status } = await fetch(address, { cache: 'no-store', signal });
    return status === 401 ? 'over' : 'valid';
  } catch {
    // No answer says nothing about the session.
    return 'unreachable';
  }
}
