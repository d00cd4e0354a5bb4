import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { NetworkError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { toNetworkError } from '../base/http.ts';
import { hostOf, notPublic, portOf } from './page-address.ts';

/** Every numeric address of a name. Rejects with the system's error. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export type ExchangeParts = {
  readonly resolve: ResolveName;
  /** Whether a numeric address may be connected to. */
  readonly mayConnect: (address: string) => boolean;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Until the connection stands, and then until the answer begins, in milliseconds. */
  readonly connectMs: number;
  readonly firstByteMs: number;
};

/**
 * Asks for one page, by a connection of its own, without cookies and keys; redirects are answers like others. The name
 * is looked up once, all its addresses are looked at, and one of those is connected to: a name that changes in between
 * leads nowhere else. Throws RefusedError or NetworkError. The answer's body is still to be read.
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
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send({
    ...{ method: 'GET', host, port: portOf(url), path: `${url.pathname}${url.search}` },
    // A connection that is kept could have been opened under another name.
    agent: false,
    headers: headersFor(url, parts.userAgent),
    lookup: checkedLookup(parts),
    maxHeaderSize: 32_768,
    signal,
  });
  try {
    return await answerOf(request, parts);
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

function notFound(): NodeJS.ErrnoException {
  return Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
}

function answerOf(request: ClientRequest, parts: ExchangeParts): Promise<IncomingMessage> {
  const { clock, connectMs, firstByteMs, mayConnect } = parts;
  return new Promise((resolve, reject) => {
    let cancel = clock.schedule(connectMs, () =>
      reject(tooLate('No connection to the page stands')),
    );
    request.once('socket', (socket) => {
      // Whatever was looked up: this is what is really talked to. Nothing has been written yet.
      socket.prependOnceListener('connect', () => {
        if (!mayConnect(socket.remoteAddress ?? '')) request.destroy(notPublic());
      });
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
        cancel();
        cancel = clock.schedule(firstByteMs, () => reject(tooLate('The page did not begin')));
      });
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
  const { code, message, cause, mayHaveArrived } = toNetworkError(error);
  return new NetworkError(code, `The page cannot be reached. ${message}`, {
    ...{ cause, mayHaveArrived, remedy: 'Check the address, or try it later.' },
  });
}

function tooLate(what: string): NetworkError {
  return new NetworkError('TIMEOUT', `${what} in time.`, { remedy: 'Try it again later.' });
}
