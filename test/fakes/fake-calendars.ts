import type {
  CalendarEvent,
  CalendarView,
  EventWish,
  OwnerCalendars,
  TimeRange,
} from '../../main/agent/tools/calendar-ports.ts';
import { RefusedError } from '../../shared/errors.ts';

/** Calendars that hold what a test puts there, and keep what they are asked for. */
export class FakeCalendars implements OwnerCalendars {
  events: readonly CalendarEvent[] = [];
  notes: readonly string[] = [];
  isWhole = true;
  writable = 'Work';
  readonly asked: TimeRange[] = [];
  readonly added: { readonly calendar: string; readonly wish: EventWish }[] = [];

  async view(range: TimeRange): Promise<CalendarView> {
    this.asked.push(range);
    const { notes, isWhole } = this;
    const events = this.events.filter(({ start, end }) => start < range.to && end > range.from);
    return { events, notes, isWhole };
  }

  async findWritable(name: string | null): Promise<string> {
    if (name === null || name === this.writable) return this.writable;
    throw new RefusedError('CALENDAR_UNKNOWN', `There is no one calendar “${name}”.`, 'Name Work.');
  }

  async add(calendar: string, wish: EventWish): Promise<void> {
    this.added.push({ calendar, wish });
  }
}

/** An event from one time of UTC to another, such as `2026-11-23T09:00`. */
export function sampleEvent(
  start: string,
  end: string,
  change: Partial<CalendarEvent> = {},
): CalendarEvent {
  return {
    ...{ title: 'Talk', start: Date.parse(`${start}Z`), end: Date.parse(`${end}Z`) },
    ...{ isAllDay: false, isBusy: true, place: null, calendar: 'Work', ...change },
  };
}
