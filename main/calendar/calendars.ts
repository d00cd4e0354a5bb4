import type {
  CalendarEvent,
  CalendarView,
  EventWish,
  OwnerCalendars,
  TimeRange,
} from '../agent/tools/calendar-ports.ts';
import { isAbort, NetworkError, RefusedError } from '../../shared/errors.ts';
import { withinLimit } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { CalendarShelf, Shown } from './calendar-shelf.ts';
import type { CalendarWriter, WritableCalendar } from './ports.ts';

/** A turn, above all on a call, waits no longer for a server. */
const limitMs = 3000;
/** What is older is told with its age. */
const tellAgeMs = 300_000;

/** Whoever wants to write waits longer, but not for ever. */
const findLimitMs = 8000;
/** A wish is checked, put into words and fulfilled, often within a minute: the server is asked once. */
const keepMs = 60_000;

type Place = { readonly writer: CalendarWriter; readonly shelf: CalendarShelf } & WritableCalendar;

/** All calendars of the owner together. */
export class Calendars implements OwnerCalendars {
  readonly #shelves: readonly CalendarShelf[];
  readonly #clock: Clock;
  readonly #writable = new Map<
    CalendarShelf,
    { readonly at: number; readonly open: readonly WritableCalendar[] }
  >();

  constructor(shelves: readonly CalendarShelf[], clock: Clock) {
    this.#shelves = shelves;
    this.#clock = clock;
  }

  async view(range: TimeRange, signal: AbortSignal): Promise<CalendarView> {
    if (this.#shelves.length === 0) throw noneSet();
    const shown = await Promise.all(
      this.#shelves.map((shelf) => shelf.show(range, limitMs, signal)),
    );
    const events = shown
      .flatMap(({ reading }) => reading?.events ?? [])
      .filter(({ start, end }) => start < range.to && (end > range.from || start >= range.from))
      .toSorted(inOrder);
    const notes = shown.flatMap((one, index) => this.#notesOf(this.#shelves[index], one));
    return { events, notes, isWhole: shown.every(isWhole) };
  }

  /** Throws AppError where one of them is not known at all; none where none is set up. */
  async events(range: TimeRange, signal: AbortSignal): Promise<readonly CalendarEvent[]> {
    if (this.#shelves.length === 0) return [];
    const { events, notes, isWhole } = await this.view(range, signal);
    if (!isWhole) throw new NetworkError('CALENDAR_UNKNOWN', notes.join(' '));
    return events;
  }

  async findWritable(name: string | null, signal: AbortSignal): Promise<string> {
    return (await this.#find(name, signal)).name;
  }

  async add(calendar: string, wish: EventWish, signal: AbortSignal): Promise<void> {
    const place = await this.#find(calendar, signal);
    await place.writer.add(place, wish, signal);
    place.shelf.touch();
  }

  async #find(name: string | null, signal: AbortSignal): Promise<Place> {
    const { places, faults } = await this.#places(signal);
    const wanted = name?.trim().toLowerCase() ?? null;
    const exact = places.filter((place) => place.name.toLowerCase() === wanted);
    const fitting = places.filter((place) => wanted === null || endsWith(place.name, wanted));
    const found = exact.length > 0 ? exact : fitting;
    const [first] = found;
    if (first && found.length === 1) return first;
    // It may be in the one that could not be asked.
    if (!first && faults.length > 0) throw faults[0];
    throw notFound(name, found.length > 0 ? found : places);
  }

  async #places(signal: AbortSignal) {
    const places: Place[] = [];
    const faults: unknown[] = [];
    await Promise.all(
      this.#shelves.map(async (shelf) => {
        const { writer } = shelf.source;
        if (!writer) return;
        try {
          const open = await this.#writableIn(shelf, writer, signal);
          places.push(...open.map((one) => ({ ...one, writer, shelf })));
        } catch (error) {
          if (signal.aborted || isAbort(error)) throw error;
          faults.push(error);
        }
      }),
    );
    return { places, faults };
  }

  async #writableIn(
    shelf: CalendarShelf,
    writer: CalendarWriter,
    signal: AbortSignal,
  ): Promise<readonly WritableCalendar[]> {
    const kept = this.#writable.get(shelf);
    if (kept && this.#clock.now() - kept.at < keepMs) return kept.open;
    const late = () => tooSlow(shelf.source.name);
    const limit = { clock: this.#clock, ms: findLimitMs, late };
    const open = await withinLimit((either) => writer.calendars(either), limit, signal);
    this.#writable.set(shelf, { at: this.#clock.now(), open });
    return open;
  }

  #notesOf(shelf: CalendarShelf | undefined, { reading, readAt, fault }: Shown): readonly string[] {
    const name = shelf?.source.name ?? '';
    const notes: string[] = [];
    const ageMs = this.#clock.now() - readAt;
    const why = fault === null ? '' : ` ${fault.message} ${fault.remedy}`.trimEnd();
    if (reading === null) notes.push(`Nothing is known of “${name}”.${why}`);
    else if (fault !== null || ageMs > tellAgeMs) {
      notes.push(`“${name}” is shown as it was ${ageOf(ageMs)} ago.${why}`);
    }
    const missing = reading?.missing ?? [];
    if (missing.length > 0) notes.push(`Not to be read: ${missing.join(', ')}.`);
    if (reading !== null && reading.unread > 0) {
      notes.push(`In “${name}” ${countOf(reading.unread)} could not be read.`);
    }
    return notes;
  }
}

function isWhole({ reading }: Shown): boolean {
  return reading !== null && (reading.missing ?? []).length === 0;
}

/** A name without its source: `Team` for `work/Team`. */
function endsWith(name: string, wanted: string): boolean {
  const lower = name.toLowerCase();
  return lower === wanted || lower.endsWith(`/${wanted}`) || lower.startsWith(`${wanted}/`);
}

function inOrder(one: CalendarEvent, other: CalendarEvent): number {
  return one.start - other.start || one.end - other.end;
}

function ageOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}

function countOf(count: number): string {
  return count === 1 ? 'one event' : `${count} events`;
}

function tooSlow(name: string): NetworkError {
  const seconds = findLimitMs / 1000;
  return new NetworkError(
    'TIMEOUT',
    `The calendar “${name}”: it did not answer within ${seconds} seconds.`,
    { remedy: 'Try it again later.', mayHaveArrived: false },
  );
}

/** Nothing was set up at all. */
function noneSet(): RefusedError {
  return new RefusedError(
    'CALENDAR_NONE',
    'No calendar is set up.',
    'Your owner adds one in the settings (calendar.sources).',
  );
}

function notFound(name: string | null, places: readonly WritableCalendar[]): RefusedError {
  const names = places.map((place) => `“${place.name}”`).join(', ');
  if (places.length === 0) {
    return new RefusedError(
      'CALENDAR_READ_ONLY',
      'No calendar is set up that events can be put into.',
      'It has to be one of kind caldav with writable true in the settings (calendar.sources).',
    );
  }
  const message =
    name === null ? 'There is more than one calendar.' : `There is no one calendar “${name}”.`;
  return new RefusedError('CALENDAR_UNKNOWN', message, `Name one of these: ${names}.`);
}
