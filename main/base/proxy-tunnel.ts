import { Agent } from 'node:https';
import type { RequestOptions } from 'node:https';
import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { createRules } from './proxy.ts';
import type { Proxies, ProxyParts, ProxyRules, ProxyServer, Told, Wish } from './proxy.ts';
import { ProxyHead } from './proxy-head.ts';
import { withLogin } from './proxy-logins.ts';
import {
  isOfTrust,
  proxyBroke,
  proxyPasswordUnknown,
  proxyRefusal,
  proxySilent,
  proxyUnreachable,
  proxyUnreadable,
  proxyUnusable,
} from './proxy-faults.ts';

export type TunnelTarget = {
  /** Name or numeric address, without brackets; whoever gives a name has the proxy look it up. */
  readonly host: string;
  readonly port: number;
};

/**
 * For the password, the connection and the proxy's answer together. Shorter than every limit around it, the shortest
 * of which are 5 s: else those end first, and nobody hears that it was the proxy.
 */
const limitMs = 4000;

/**
 * A way through the proxy (`CONNECT`), on which nothing has been said yet. Throws NetworkError of the proxy, or
 * AuthError where it refuses the name and the password: then nothing has left. With `signal` it is given up.
 */
export async function openTunnel(
  proxy: ProxyServer,
  target: TunnelTarget,
  signal?: AbortSignal,
): Promise<Socket> {
  if (!proxy.isUsable) throw proxyUnusable(proxy);
  const authority = authorityOf(target);
  const endsAt = performance.now() + limitMs;
  const credentials = await credentialsFor(proxy);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...credentials, '', ''];
  const asking = { proxy, authority, request: lines.join('\r\n'), endsAt, signal };
  const [shown] = credentials;
  if (shown === undefined) return ask(asking);
  return withLogin(proxy, shown, () => ask(asking));
}

function authorityOf({ host, port }: TunnelTarget): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

async function ask(asking: Asking): Promise<Socket> {
  asking.signal?.throwIfAborted();
  if (performance.now() >= asking.endsAt) throw proxySilent(asking.proxy);
  const socket = dial(asking.proxy);
  await guarded(socket, askFor(socket, asking), asking.signal);
  return socket;
}

/** Waits for what is done on a socket, which a failure destroys. Throws the reason of a signal that ends before. */
async function guarded(socket: Socket, work: Promise<void>, signal?: AbortSignal): Promise<void> {
  const giveUp = (): void => void socket.destroy(new Error('given up'));
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await work;
  } catch (error) {
    socket.destroy();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

async function credentialsFor(proxy: ProxyServer): Promise<readonly string[]> {
  if (proxy.username === '') return [];
  try {
    const word = `${proxy.username}:${(await inTime(proxy.password())) ?? ''}`;
    return [`Proxy-Authorization: Basic ${Buffer.from(word, 'utf8').toString('base64')}`];
  } catch (error) {
    throw proxyPasswordUnknown(proxy, error);
  }
}

/** A keychain may wait for its owner. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('too late')), limitMs);
    void work.then(resolve, reject).finally(() => clearTimeout(limit));
  });
}

function dial({ host, port, isSecure }: ProxyServer): Socket {
  const socket = isSecure
    ? connectTls({ host, port, servername: isIP(host) === 0 ? host : '' })
    : connect({ host, port });
  socket.setNoDelay(true);
  // Whoever gets it hears of its end as well; an error without a listener would end the process.
  return socket.on('error', () => {});
}

type Asking = {
  readonly proxy: ProxyServer;
  readonly authority: string;
  readonly request: string;
  /** As `performance.now()` has it; what waited for another's login has less of its time left. */
  readonly endsAt: number;
  readonly signal: AbortSignal | undefined;
};

/** Resolves when the proxy has opened the way. */
function askFor(socket: Socket, { proxy, authority, request, endsAt }: Asking): Promise<void> {
  return new Promise((resolve, reject) => {
    const head = new ProxyHead();
    let isThere = false;
    const end = (error: Error | null): void => {
      clearTimeout(limit);
      socket.off('readable', onReadable).off('error', onError).off('close', onClose);
      if (error === null) resolve();
      else reject(error);
    };
    const onError = (cause: Error): void => {
      // Mostly `http` and `https` are mixed up.
      const isSilent = isThere && !isOfTrust(cause);
      end(isSilent ? proxySilent(proxy) : proxyUnreachable(proxy, cause));
    };
    const onClose = (): void => end(proxySilent(proxy));
    // Read piece by piece: what follows the head is no longer the proxy's.
    const onReadable = (): void => {
      const answer = head.readFrom(socket);
      if (answer === 'more') return;
      if (answer === null) return end(proxyUnreadable(proxy));
      const isOpen = answer.status >= 200 && answer.status < 300;
      end(isOpen ? null : proxyRefusal(proxy, authority, answer));
    };
    const limit = setTimeout(() => end(proxySilent(proxy)), endsAt - performance.now());
    socket.on('readable', onReadable).on('error', onError).on('close', onClose);
    socket.once('connect', () => {
      isThere = true;
    });
    socket.once(proxy.isSecure ? 'secureConnect' : 'connect', () => socket.write(request));
  });
}

/** Whom the certificate is held against, and by whose authority; by default the target, and the system's. */
export type TlsWishes = Pick<ConnectionOptions, 'servername' | 'ca' | 'rejectUnauthorized'> & {
  readonly host?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * A way through the proxy with TLS on it, over which nothing has been said yet. Throws as `openTunnel`, and the error of
 * TLS where the certificate is not trusted.
 */
export async function openSecureTunnel(
  proxy: ProxyServer,
  target: TunnelTarget,
  { servername, ca, rejectUnauthorized, host = target.host, signal }: TlsWishes = {},
): Promise<Socket> {
  const socket = connectTls({
    ...{ socket: await openTunnel(proxy, target, signal), host, ALPNProtocols: ['http/1.1'] },
    servername: servername ?? (isIP(host) === 0 ? host : ''),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    ...(ca === undefined ? {} : { ca }),
  });
  const standing = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => socket.destroy(new Error('too late')), limitMs);
    socket.once('secureConnect', () => {
      clearTimeout(limit);
      resolve();
    });
    // It stays: whoever gets the socket may listen a moment after an error.
    socket.on('error', (error) => {
      clearTimeout(limit);
      reject(toWayError(proxy, target, error));
    });
  });
  await guarded(socket, standing, signal);
  return socket;
}

/** Why TLS did not come to stand: nothing was written by then, and only a certificate is not the way's own fault. */
function toWayError(proxy: ProxyServer, target: TunnelTarget, error: Error): Error {
  return isOfTrust(error) ? error : proxyBroke(proxy, authorityOf(target), error);
}

/** For what takes an agent of Node: connections of TLS, each through the proxy and none of them kept. */
class TunnelAgent extends Agent {
  readonly #proxy: ProxyServer;
  readonly #signal: AbortSignal | undefined;

  constructor(proxy: ProxyServer, signal: AbortSignal | undefined) {
    super({ keepAlive: false });
    this.#proxy = proxy;
    this.#signal = signal;
  }

  override createConnection(
    options: RequestOptions,
    tell?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const host = options.host ?? options.hostname ?? '';
    const { servername, ca, rejectUnauthorized } = options;
    const target = { host, port: Number(options.port ?? 443) };
    const wishes = { servername, ca, rejectUnauthorized, signal: this.#signal };
    openSecureTunnel(this.#proxy, target, wishes).then(
      (socket) => tell?.(null, socket),
      // Node looks at the stream only where there is no error.
      (error: Error) => tell?.(error, undefined as unknown as Duplex),
    );
  }
}

/** The rules, and the ways through the proxies that they name; null where nothing names one. */
export function openProxies(parts: ProxyParts): Proxies | null {
  const rules = createRules(parts);
  const { signal } = parts;
  return (
    rules && {
      ...rules,
      agentFor: agentsOf(rules, signal),
      through: connectorsOf(rules, signal),
    }
  );
}

function agentsOf(rules: ProxyRules, signal: AbortSignal | undefined): Proxies['agentFor'] {
  return (url) => {
    const proxy = rules.for(url);
    return proxy === null ? null : new TunnelAgent(proxy, signal);
  };
}

function connectorsOf(rules: ProxyRules, signal: AbortSignal | undefined): Proxies['through'] {
  return (connector) => (options, tell) => {
    const proxy = rules.for(toUrl(options));
    if (proxy === null) return connector(options, tell);
    const target = toTarget(options);
    const tellSecure: Told = (...[error, socket]) =>
      error === null ? tell(null, socket) : tell(toWayError(proxy, target, error), null);
    openTunnel(proxy, target, signal).then(
      (httpSocket) => {
        if (options.protocol === 'https:') connector({ ...options, httpSocket }, tellSecure);
        else tell(null, httpSocket);
      },
      (error: Error) => tell(error, null),
    );
  };
}

function toUrl({ protocol, hostname, port }: Wish): URL {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`);
}

function toTarget({ protocol, hostname, port }: Wish): TunnelTarget {
  return { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}
