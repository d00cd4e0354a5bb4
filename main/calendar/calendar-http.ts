import { httpRequest } from '../base/http.ts';
import type { HttpAnswer } from '../base/http.ts';
import { ledElsewhere, refusedAnswer } from './calendar-errors.ts';

export type Credentials = { readonly username: string; readonly password: string };

export type CalendarRequest = {
  readonly method: 'GET' | 'PUT' | 'PROPFIND' | 'REPORT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Of a file, and of an answer. */
export const maxCalendarBytes = 5 * 1024 * 1024;
const timeoutMs = 20_000;
const maxRedirects = 4;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Requests for one calendar. */
export class CalendarHttp {
  readonly #name: string;
  readonly #credentials: () => Promise<Credentials | null>;
  readonly #userAgent: string;

  constructor(parts: {
    readonly name: string;
    /** Null where the address alone is enough. */
    readonly credentials: () => Promise<Credentials | null>;
    readonly userAgent: string;
  }) {
    this.#name = parts.name;
    this.#credentials = parts.credentials;
    this.#userAgent = parts.userAgent;
  }

  /**
   * Redirects are followed on the same server. To another one only what has no password goes on, and only from and to
   * https. Statuses of `expected` are answers; any other that is no success throws AppError.
   */
  async ask(
    request: CalendarRequest,
    signal: AbortSignal,
    expected: readonly number[] = [],
  ): Promise<HttpAnswer & { readonly url: string }> {
    const credentials = await this.#credentials();
    let { url } = request;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const answer = await this.#once({ ...request, url }, credentials, signal);
      const { status } = answer;
      if ((status >= 200 && status < 300) || expected.includes(status)) return { ...answer, url };
      const location = redirects.has(status) ? answer.headers.get('location') : null;
      if (location === null) throw refusedAnswer(status, this.#name);
      url = next(url, location, credentials !== null || request.method !== 'GET');
    }
    throw ledElsewhere();
  }

  #once(
    { method, url, headers, body }: CalendarRequest,
    credentials: Credentials | null,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    return httpRequest({
      method,
      url,
      headers: {
        'user-agent': this.#userAgent,
        ...(credentials === null ? {} : { authorization: basic(credentials) }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      ...{ timeoutMs, maxBytes: maxCalendarBytes, signal },
    });
  }
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function next(from: string, location: string, isBound: boolean): string {
  const here = new URL(from);
  if (!URL.canParse(location, from)) throw ledElsewhere();
  const there = new URL(location, from);
  // A user name in an address would be sent as credentials.
  there.username = '';
  there.password = '';
  const isSame = there.origin === here.origin;
  const isSafe = here.protocol === 'https:' && there.protocol === 'https:';
  if (isSame || (!isBound && isSafe)) return there.href;
  throw ledElsewhere();
}

/**
 * An address that a server gave for one of its own, whole. Throws RefusedError where it is another server's: the
 * password is not passed on.
 */
export function onSameServer(href: string, base: string): string {
  if (!URL.canParse(href, base)) throw ledElsewhere();
  const here = new URL(base);
  const there = new URL(href, base);
  there.username = '';
  there.password = '';
  if (there.origin === here.origin || (isApple(here) && isApple(there))) return there.href;
  throw ledElsewhere();
}

/** Apple: the calendars of each person are on one of many hosts below the one that is asked first. */
function isApple({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && hostname.endsWith('.icloud.com');
}
