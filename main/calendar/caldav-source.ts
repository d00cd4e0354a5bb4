import { AppError } from '../../shared/errors.ts';
import { CalendarFinder } from './caldav-finder.ts';
import type { FoundCalendar } from './caldav-finder.ts';
import { CalDavWriter } from './caldav-writer.ts';
import { namedError } from './calendar-errors.ts';
import type { CalendarHttp } from './calendar-http.ts';
import { queryBody, readMultistatus } from './dav-wire.ts';
import type { CalendarSource, CalendarWriter, IcsReader, IcsReading, TimeRange } from './ports.ts';

export type CalDavSourceParts = {
  readonly name: string;
  /** Of the server, of a user's calendars, or of one calendar. */
  readonly address: string;
  readonly isWritable: boolean;
  readonly http: CalendarHttp;
  readonly reader: IcsReader;
  /** IANA name. */
  readonly timeZone: string;
};

type Kept = { readonly tag: string; readonly range: string; readonly texts: readonly string[] };

/** The calendars of one user on a server. */
export class CalDavSource implements CalendarSource {
  readonly name: string;
  readonly writer: CalendarWriter | null;
  readonly #parts: CalDavSourceParts;
  readonly #finder: CalendarFinder;
  /** By address and range, what was there when the calendar had that tag. */
  readonly #kept = new Map<string, Kept>();

  constructor(parts: CalDavSourceParts) {
    const { name, http, address } = parts;
    this.name = name;
    this.#parts = parts;
    this.#finder = new CalendarFinder(http, address);
    const list = (signal: AbortSignal): Promise<readonly FoundCalendar[]> =>
      this.#finder.list(signal);
    this.writer = parts.isWritable
      ? new CalDavWriter({
          ...{ name, http, list },
          toName: (found, all) => this.#nameOf(found, all),
        })
      : null;
  }

  async read(range: TimeRange, signal: AbortSignal): Promise<IcsReading> {
    const { reader, timeZone } = this.#parts;
    try {
      const found = await this.#finder.list(signal);
      const lists = await Promise.all(
        found.map(async (one) => {
          const calendar = this.#nameOf(one, found);
          const texts = await this.#textsOf(one, range, signal).catch(faultOf);
          return { calendar, texts };
        }),
      );
      const missing = lists.flatMap(({ calendar, texts }) =>
        texts instanceof AppError ? [calendar] : [],
      );
      const texts = lists.flatMap(({ calendar, texts: all }) =>
        all instanceof AppError ? [] : all.map((text) => ({ calendar, text })),
      );
      // One that is shared, say, and closed to us takes no other along.
      const fault = lists[0]?.texts;
      if (fault instanceof AppError && missing.length === lists.length) throw fault;
      return { ...(await reader.read({ texts, range, timeZone }, signal)), missing };
    } catch (error) {
      throw namedError(this.name, error);
    }
  }

  async #textsOf(
    { url, tag }: FoundCalendar,
    range: TimeRange,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const kept = this.#kept.get(url);
    const asked = `${range.from}-${range.to}`;
    if (tag !== null && kept?.tag === tag && kept.range === asked) return kept.texts;
    const headers = { depth: '1', 'content-type': 'application/xml; charset=utf-8' };
    const request = { method: 'REPORT', url, headers, body: queryBody(range) } as const;
    const { text } = await this.#parts.http.ask(request, signal);
    const texts = readMultistatus(text).flatMap(({ data }) => (data === null ? [] : [data]));
    if (tag !== null) this.#kept.set(url, { tag, range: asked, texts });
    return texts;
  }

  /** One alone goes by the name that the owner gave; several also by those that they have on the server. */
  #nameOf({ url, name }: FoundCalendar, all: readonly FoundCalendar[]): string {
    if (all.length === 1) return this.name;
    const last = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? '';
    return `${this.name}/${name === '' ? safeDecode(last) : name}`;
  }
}

/** Rethrows what is no fault of the calendar. */
function faultOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded as it should be: as it is, then.
    return text;
  }
}
