/** An event as it falls on one day or another: of a series each one by itself. `start` and `end` are epoch ms. */
export type CalendarEvent = {
  readonly title: string;
  readonly start: number;
  /** Of a whole day the midnight after it. */
  readonly end: number;
  readonly isAllDay: boolean;
  /** Whether it takes the owner's time; birthdays and the like do not. */
  readonly isBusy: boolean;
  readonly place: string | null;
  /** The name of the calendar. */
  readonly calendar: string;
};

/** From `from` up to `to`, epoch ms; `to` is no part of it. */
export type TimeRange = { readonly from: number; readonly to: number };

export type CalendarView = {
  /** In their order. */
  readonly events: readonly CalendarEvent[];
  /** In our words: which calendars are not up to date, or not known at all, and why. */
  readonly notes: readonly string[];
  /** Whether anything may be missing, because a calendar is not known at all. */
  readonly isWhole: boolean;
};

/** An event to be put into a calendar. */
export type EventWish = {
  /** The same for the same wish, so that it is put there once. */
  readonly uid: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
  /** For whole days `start` and `end` are wall times (see `wall-time.ts`): midnights. */
  readonly isAllDay: boolean;
  readonly place: string | null;
  readonly notes: string | null;
  /** Epoch ms. */
  readonly madeAt: number;
};

/** The owner's calendars. */
export interface OwnerCalendars {
  /** Waits a moment at most; what is known by then is told, with its age. Throws RefusedError where none is set up. */
  view(range: TimeRange, signal: AbortSignal): Promise<CalendarView>;
  /** The whole name of a calendar that can be written to; the only one for null. Throws AppError. */
  findWritable(name: string | null, signal: AbortSignal): Promise<string>;
  /** Once, however often it is asked to. Throws AppError. */
  add(calendar: string, wish: EventWish, signal: AbortSignal): Promise<void>;
}
