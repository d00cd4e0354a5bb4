import { RefusedError, AppError } from '../../shared/errors.ts';
import { onSameServer } from './calendar-http.ts';
import type { CalendarHttp } from './calendar-http.ts';
import { propertiesBody, readMultistatus } from './dav-wire.ts';
import type { DavEntry } from './dav-wire.ts';

/** A calendar on the server, as it stands now. */
export type FoundCalendar = {
  readonly url: string;
  /** As the server names it; empty where it does not. */
  readonly name: string;
  /** Changes whenever something in it does; null where the server tells none. */
  readonly tag: string | null;
  readonly mayWrite: boolean;
};

const maxCalendars = 50;

/** Where the calendars of a user are: at the address itself, or where the server says. */
export class CalendarFinder {
  readonly #http: Pick<CalendarHttp, 'ask'>;
  readonly #address: string;
  /** Where they are listed, and whether it is one of them itself. */
  #home: { readonly url: string; readonly isOne: boolean } | null = null;

  constructor(http: Pick<CalendarHttp, 'ask'>, address: string) {
    this.#http = http;
    this.#address = address.endsWith('/') ? address : `${address}/`;
  }

  /** All that can hold events. Throws AppError. */
  async list(signal: AbortSignal): Promise<readonly FoundCalendar[]> {
    const known = this.#home;
    try {
      this.#home ??= await this.#findHome(signal);
      const { url, isOne } = this.#home;
      const { entries } = await this.#properties(url, isOne ? 0 : 1, signal);
      return toCalendars(entries, url);
    } catch (error) {
      // It may have moved: the next time it is looked for from the beginning.
      if (known !== null && error instanceof AppError) this.#home = null;
      throw error;
    }
  }

  async #findHome(signal: AbortSignal): Promise<{ readonly url: string; readonly isOne: boolean }> {
    const { entry, url } = await this.#start(signal);
    if (entry.isCalendar) return { url, isOne: true };
    const home = entry.home ?? (await this.#homeOf(entry.principal, url, signal));
    if (home !== null) return { url: onSameServer(home, url), isOne: false };
    if (entry.isCollection) return { url, isOne: false };
    throw noCalendars();
  }

  /**
   * The address itself; where only a server is named, also the one that it keeps for that (RFC 6764). An address below
   * it is meant as it is: a mistyped calendar is not all others.
   */
  async #start(signal: AbortSignal) {
    const { pathname, origin } = new URL(this.#address);
    const known = pathname === '/' ? [`${origin}/.well-known/caldav`] : [];
    let refused: AppError | null = null;
    for (const address of [this.#address, ...known]) {
      try {
        const { entries, url } = await this.#properties(address, 0, signal);
        const entry = entries[0];
        if (entry && (entry.isCalendar || entry.isCollection || entry.principal !== null)) {
          return { entry, url };
        }
      } catch (error) {
        if (!(error instanceof AppError) || !isNotThere(error)) throw error;
        refused ??= error;
      }
    }
    throw refused ?? noCalendars();
  }

  async #homeOf(
    principal: string | null,
    base: string,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (principal === null) return null;
    const { entries, url } = await this.#properties(onSameServer(principal, base), 0, signal);
    const home = entries[0]?.home ?? null;
    return home === null ? null : onSameServer(home, url);
  }

  async #properties(address: string, depth: 0 | 1, signal: AbortSignal) {
    const { text, url } = await this.#http.ask(
      {
        ...{ method: 'PROPFIND', url: address, body: propertiesBody },
        headers: { depth: String(depth), 'content-type': 'application/xml; charset=utf-8' },
      },
      signal,
    );
    return { entries: readMultistatus(text), url };
  }
}

function isNotThere(error: AppError): boolean {
  return ['CALENDAR_GONE', 'CALENDAR_KIND', 'CALENDAR_FORBIDDEN', 'CALENDAR_ANSWER'].includes(
    error.code,
  );
}

function toCalendars(entries: readonly DavEntry[], base: string): readonly FoundCalendar[] {
  const found = entries
    .filter(({ isCalendar, holdsEvents }) => isCalendar && holdsEvents)
    .slice(0, maxCalendars)
    .map(({ href, name, tag, mayWrite }) => ({
      url: onSameServer(href, base),
      name,
      tag,
      mayWrite,
    }));
  if (found.length === 0) throw noCalendars();
  return found;
}

function noCalendars(): RefusedError {
  return new RefusedError(
    'CALENDAR_NONE',
    'There is no calendar at its address for this user.',
    'Check its url in calendar.sources, or make a calendar there.',
  );
}
