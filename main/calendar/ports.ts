import type { CalendarEvent, EventWish, TimeRange } from '../agent/tools/calendar-ports.ts';

export type { CalendarEvent, TimeRange };

/** One file or several of one calendar, as they came. */
export type CalendarText = { readonly calendar: string; readonly text: string };

export type IcsJob = {
  readonly texts: readonly CalendarText[];
  readonly range: TimeRange;
  /** IANA name: of times without a zone, and of whole days. */
  readonly timeZone: string;
};

/** What was found in files. */
export type IcsReading = {
  /** In their order. */
  readonly events: readonly CalendarEvent[];
  /** Events that make no sense, or repeat so often that not all were looked at. */
  readonly unread: number;
  /** Of several calendars, those that could not be read at all: their names. */
  readonly missing?: readonly string[];
};

/** Reads calendar files. Throws AppError where that takes far too long. */
export interface IcsReader {
  read(job: IcsJob, signal: AbortSignal): Promise<IcsReading>;
}

/** A calendar of a source in which an event can be put. */
export type WritableCalendar = {
  /** As events name it. */
  readonly name: string;
  /** Where its events lie. */
  readonly url: string;
};

/** One entry of `calendar.sources`, opened. Its errors are AppErrors that name it. */
export interface CalendarSource {
  readonly name: string;
  /** Everything that falls into the range, fetched as far as it has changed. */
  read(range: TimeRange, signal: AbortSignal): Promise<IcsReading>;
  /** Null where nothing can be written at all. */
  readonly writer: CalendarWriter | null;
}

export interface CalendarWriter {
  calendars(signal: AbortSignal): Promise<readonly WritableCalendar[]>;
  /** Puts it there once, however often it is asked to. */
  add(calendar: WritableCalendar, event: EventWish, signal: AbortSignal): Promise<void>;
}
