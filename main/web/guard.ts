import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from a page of ours: a loopback Host name with our port, and our own Origin where one is
 * sent. That keeps out pages of other sites, also when their name was made to point at this machine.
 */
export function isOurs(request: IncomingMessage, port: number): boolean {
  const { host, origin } = request.headers;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (host === undefined || !hosts.includes(host.toLowerCase())) return false;
  return origin === undefined || origin === `http://${host.toLowerCase()}`;
}

/** Cookies of one host name are shared by all its ports, so the name tells ours apart. */
export function cookieName(port: number): string {
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
