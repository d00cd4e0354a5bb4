import type { IncomingHttpHeaders } from 'node:http';

/** What a request shows to prove itself, and what it is taken for. */
export type Credential = { readonly kind: 'jwt' | 'accesskey'; readonly value: string };

/**
 * VoIPBIN: a JWT in cookie `token`, then `?token=`, then `Authorization: Bearer`; an access key in cookie `accesskey`, then
 * `?accesskey=`. Any source for a JWT wins over any for a key, so that a stale cookie hides a good key.
 */
export function findCredential(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
): Credential | null {
  const cookies = readCookies(headers.cookie ?? '');
  const jwt = cookies.get('token') || query.get('token') || bearerOf(headers.authorization ?? '');
  if (jwt) return { kind: 'jwt', value: jwt };
  const key = cookies.get('accesskey') || query.get('accesskey');
  return key ? { kind: 'accesskey', value: key } : null;
}

/** The parts of a request target, which may be anything that a client wrote. */
export function targetOf(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = url.indexOf('?');
  const path = at === -1 ? url : url.slice(0, at);
  return { path, query: new URLSearchParams(at === -1 ? '' : url.slice(at + 1)) };
}

function bearerOf(authorization: string): string | null {
  return /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? null;
}

function readCookies(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(';').map((part): [string, string] => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}
