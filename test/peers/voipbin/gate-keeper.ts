import type { IncomingMessage } from 'node:http';
import type { Behaviour } from './records.ts';

/** Who may come in, and by which name for the token. */
export class GateKeeper {
  readonly #behaviour: Behaviour;
  readonly accessKeys = new Set(['vb_practice_access_key']);
  readonly jwts = new Set<string>();
  readonly users = new Map([['desk', 'open sesame']]);
  /** How long a token lasts from `now`, in ms. */
  lifeMs = 7 * 86_400_000;
  #count = 0;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
  }

  /** Server: a JWT by header or `token`, an access key by `accesskey`. Guide: either by `token`, nothing else. */
  admits(request: IncomingMessage): boolean {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const token = query.get('token') ?? '';
    if (this.#behaviour === 'guide') return this.jwts.has(token) || this.accessKeys.has(token);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const jwt = token || bearer;
    // A source of a JWT wins over any access key.
    if (jwt !== '') return this.jwts.has(jwt);
    return this.accessKeys.has(query.get('accesskey') ?? '');
  }

  /** Null for a wrong user or password. */
  signIn(
    body: { readonly username?: string; readonly password?: string },
    now: number,
  ): string | null {
    if (this.users.get(body.username ?? '') !== body.password || body.password === undefined)
      return null;
    return this.issue(now + this.lifeMs);
  }

  /** A JWT with the claim `expire`. */
  issue(expiresAt: number): string {
    this.#count += 1;
    const part = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const expire = new Date(expiresAt).toISOString().replace('Z', '000Z');
    const jwt = `${part({ alg: 'HS256' })}.${part({ type: 'agent', expire, n: this.#count })}.c2ln`;
    this.jwts.add(jwt);
    return jwt;
  }
}
