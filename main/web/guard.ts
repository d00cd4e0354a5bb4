import type { IncomingMessage } from 'node:http';

/** A name of this machine that leads nowhere else, and the port that the browser sees. */
const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::(?<port>\d{1,5}))?$/iu;

/**
 * Whether a request comes from a page of ours: a loopback Host name, and our own Origin where one is sent. That keeps out
 * pages of other sites, also when their name was made to point at this machine. The port is the browser's own word for
 * where it went, and another one than ours where it is forwarded (`ssh -L`); another page of this machine is told apart by
 * its Origin.
 */
export function isOurs(request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !loopback.test(host)) return false;
  return origin === undefined || origin === `http://${host.toLowerCase()}`;
}

/**
 * Cookies of one host name are shared by all its ports, so the name tells ours apart, and the pages of several machines
 * that are forwarded to one.
 */
export function cookieName(request: IncomingMessage): string {
  const port = loopback.exec(request.headers.host ?? '')?.groups?.['port'] ?? '80';
  return `adjutant-${port}`;
}

/** The value of one cookie of a request. */
export function readCookie(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
