import { isAbort, NetworkError, RefusedError } from '../../shared/errors.ts';
import type { FoundCalendar } from './caldav-finder.ts';
import { namedError } from './calendar-errors.ts';
import type { CalendarHttp } from './calendar-http.ts';
import { writeIcs } from './ics-writer.ts';
import type { EventWish } from '../agent/tools/calendar-ports.ts';
import type { CalendarWriter, WritableCalendar } from './ports.ts';

export type CalDavWriterParts = {
  readonly name: string;
  readonly http: Pick<CalendarHttp, 'ask'>;
  readonly list: (signal: AbortSignal) => Promise<readonly FoundCalendar[]>;
  readonly toName: (found: FoundCalendar, all: readonly FoundCalendar[]) => string;
};

/** Puts events into the calendars of one user. */
export class CalDavWriter implements CalendarWriter {
  readonly #parts: CalDavWriterParts;

  constructor(parts: CalDavWriterParts) {
    this.#parts = parts;
  }

  async calendars(signal: AbortSignal): Promise<readonly WritableCalendar[]> {
    const { name, list, toName } = this.#parts;
    try {
      const all = await list(signal);
      const open = all.filter(({ mayWrite }) => mayWrite);
      return open.map((found) => ({ name: toName(found, all), url: found.url }));
    } catch (error) {
      throw namedError(name, error);
    }
  }

  /** The name of its file is made of its id: a second try finds it taken, and by whom. */
  async add({ url }: WritableCalendar, event: EventWish, signal: AbortSignal): Promise<void> {
    const place = new URL(`${encodeURIComponent(event.uid)}.ics`, url).href;
    try {
      const isNew = await this.#put(place, event, signal);
      if (!isNew && !(await this.#isThere(place, event, signal))) throw refused();
    } catch (error) {
      throw namedError(this.#parts.name, error);
    }
  }

  async #put(place: string, event: EventWish, signal: AbortSignal): Promise<boolean> {
    const headers = { 'content-type': 'text/calendar; charset=utf-8', 'if-none-match': '*' };
    const request = { method: 'PUT', url: place, headers, body: writeIcs(event) } as const;
    try {
      // 409: some servers look at the id before the name, and say that the calendar has it already (RFC 4791).
      const { status } = await this.#parts.http.ask(request, signal, [409, 412]);
      return status < 300;
    } catch (error) {
      // The answer may be all that was lost.
      if (!(error instanceof NetworkError) || !error.mayHaveArrived || isAbort(error)) throw error;
      if (await this.#isThere(place, event, signal).catch(() => false)) return true;
      throw error;
    }
  }

  async #isThere(place: string, { uid }: EventWish, signal: AbortSignal): Promise<boolean> {
    const request = { method: 'GET', url: place } as const;
    const { status, text } = await this.#parts.http.ask(request, signal, [404, 410]);
    return status < 300 && text.replaceAll(/\r?\n[ \t]/gu, '').includes(`UID:${uid}`);
  }
}

function refused(): RefusedError {
  return new RefusedError(
    'CALENDAR_EVENT',
    'Its server did not take the event.',
    'Try another calendar, or put it there by hand.',
  );
}
