import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import { NetworkError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { toNetworkError } from '../base/http.ts';
import type { ProxyRules, ProxyServer } from '../base/proxy.ts';
import { openSecureTunnel, openTunnel } from '../base/proxy-tunnel.ts';
import { hostOf, notPublic, portOf } from './page-address.ts';

/** Every numeric address of a name. Rejects with the system's error. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export type ExchangeParts = {
  readonly resolve: ResolveName;
  /** Whether a numeric address may be connected to. */
  readonly mayConnect: (address: string) => boolean;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly proxies: ProxyRules | null;
  /** Until the connection stands, and then until the answer begins, in milliseconds. */
  readonly connectMs: number;
  readonly firstByteMs: number;
};

/**
 * Asks for one page, by a connection of its own, without cookies and keys; redirects are answers like others. The name
 * is looked up once, all its addresses are looked at, and one of those is connected to: a name that changes in between
 * leads nowhere else. A proxy is asked for that address, too, and never for a name, which it would look up by itself.
 * Throws RefusedError or NetworkError. The answer's body is still to be read.
 */
export async function askForPage(
  url: URL,
  parts: ExchangeParts,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const host = hostOf(url);
  // A numeric address is never looked up.
  if (isIP(host) !== 0 && !parts.mayConnect(host)) throw notPublic();
  const proxy = parts.proxies?.for(url) ?? null;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send({
    ...{ method: 'GET', host, port: portOf(url), path: `${url.pathname}${url.search}` },
    // A connection that is kept could have been opened under another name.
    ...(proxy === null
      ? { agent: false, lookup: checkedLookup(parts) }
      : { createConnection: connectBy(() => reach(proxy, url, { ...parts, signal }), signal) }),
    headers: headersFor(url, parts.userAgent),
    maxHeaderSize: 32_768,
    signal,
  });
  try {
    return await answerOf(request, { ...parts, proxy });
  } catch (error) {
    request.destroy();
    if (signal.aborted) throw signal.reason;
    throw error;
  }
}

function headersFor({ host }: URL, userAgent: string): Record<string, string> {
  return {
    host,
    'user-agent': userAgent,
    accept: 'text/html,application/xhtml+xml,application/json,application/xml;q=0.9,text/*;q=0.8',
    'accept-encoding': 'gzip, deflate, br',
    'accept-language': 'en,*;q=0.5',
    connection: 'close',
  };
}

function checkedLookup({ resolve, mayConnect }: ExchangeParts): LookupFunction {
  return (name, { all }, tell) => {
    resolve(name).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) return tell(notFound(), '');
        // One that leads inside makes the whole name untrustworthy.
        if (!addresses.every(mayConnect)) return tell(notPublic(), '');
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        if (all) tell(null, found);
        else tell(null, first, isIP(first));
      },
      (error: Error) => tell(error, ''),
    );
  };
}

type Connect = NonNullable<RequestOptions['createConnection']>;

/** Node hears of an end only when the connection is there: so it is told at once, and what comes later is dropped. */
function connectBy(open: () => Promise<Socket>, signal: AbortSignal): Connect {
  return (_options, tell) => {
    // Node looks at the stream only where there is no error.
    const fail = (error: Error): void => tell(error, undefined as unknown as Socket);
    const onAbort = (): void => fail(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    void open()
      .then((socket) => (signal.aborted ? void socket.destroy() : tell(null, socket)), fail)
      .finally(() => signal.removeEventListener('abort', onAbort));
    return undefined;
  };
}

/** Of a name with many addresses, so many are tried. */
const maxTries = 3;

/** A connection through the proxy to an address that was looked at; one that it does not reach leaves it to the next. */
async function reach(
  proxy: ProxyServer,
  url: URL,
  parts: ExchangeParts & { readonly signal: AbortSignal },
): Promise<Socket> {
  const { signal } = parts;
  const name = hostOf(url);
  const open = (host: string): Promise<Socket> => {
    const target = { host, port: portOf(url) };
    if (url.protocol !== 'https:') return openTunnel(proxy, target, signal);
    return openSecureTunnel(proxy, target, { host: name, signal });
  };
  const hosts = isIP(name) === 0 ? await checkedAddresses(name, parts) : [name];
  let fault: unknown = null;
  for (const host of hosts.slice(0, maxTries)) {
    try {
      return await open(host);
    } catch (error) {
      if (!isUnreached(error)) throw error;
      fault = error;
    }
  }
  throw fault;
}

function isUnreached(error: unknown): boolean {
  return (
    error instanceof NetworkError && (error.code === 'PROXY_NO_WAY' || error.code === 'PROXY_BROKE')
  );
}

async function checkedAddresses(
  name: string,
  { resolve, mayConnect }: ExchangeParts,
): Promise<readonly string[]> {
  const addresses = await resolve(name).catch((cause: unknown) => {
    throw new NetworkError(
      'PAGE_NAME',
      'The page cannot be reached. Its name could not be found.',
      {
        ...{ cause, mayHaveArrived: false },
        remedy: 'Pages are looked up by this machine also where a proxy is set; check its DNS.',
      },
    );
  });
  if (!addresses.every(mayConnect)) throw notPublic();
  // What a proxy may not reach by IPv6, it mostly reaches by IPv4.
  const found = addresses.toSorted((a, b) => isIP(a) - isIP(b));
  if (found.length === 0) throw notFound();
  return found;
}

function notFound(): NodeJS.ErrnoException {
  return Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
}

type Way = ExchangeParts & { readonly proxy: ProxyServer | null };

function answerOf(request: ClientRequest, way: Way): Promise<IncomingMessage> {
  const { clock, connectMs, firstByteMs, mayConnect, proxy } = way;
  return new Promise((resolve, reject) => {
    let cancel = clock.schedule(connectMs, () =>
      reject(tooLate('No connection to the page stands')),
    );
    const onStanding = (): void => {
      cancel();
      cancel = clock.schedule(firstByteMs, () => reject(tooLate('The page did not begin')));
    };
    request.once('socket', (socket) => {
      // Through a proxy it stands already; where it leads was looked at before it was asked for.
      if (proxy !== null) return onStanding();
      // Whatever was looked up: this is what is really talked to. Nothing has been written yet.
      socket.prependOnceListener('connect', () => {
        if (!mayConnect(socket.remoteAddress ?? '')) request.destroy(notPublic());
      });
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', onStanding);
    });
    request.once('response', (answer) => {
      cancel();
      resolve(answer);
    });
    request.once('error', (error) => {
      cancel();
      reject(toPageError(error));
    });
    request.end();
  });
}

function toPageError(error: Error): Error {
  if ('kind' in error || error.name === 'AbortError') return error;
  const told = toNetworkError(error);
  // A proxy that refuses the password says so itself.
  if (!(told instanceof NetworkError)) return told;
  const { code, message, cause, mayHaveArrived } = told;
  return new NetworkError(code, `The page cannot be reached. ${message}`, {
    ...{ cause, mayHaveArrived, remedy: 'Check the address, or try it later.' },
  });
}

function tooLate(what: string): NetworkError {
  return new NetworkError('TIMEOUT', `${what} in time.`, { remedy: 'Try it again later.' });
}
