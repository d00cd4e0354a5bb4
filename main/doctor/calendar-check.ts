import { AppError } from '../../shared/errors.ts';
import { dayOfWall, toInstant, toWall } from '../base/wall-time.ts';
import type { CalendarSource, TimeRange } from '../calendar/ports.ts';
import type { Check } from './check.ts';
import { bad, good, off, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';

export type CalendarPort = {
  readonly sources: readonly CalendarSource[];
  /** IANA name. */
  readonly timeZone: string;
  readonly now: () => number;
};

const dayMs = 86_400_000;

type Found = { readonly detail: string; readonly fault: AppError | null };

/** Every calendar that is set up: whether it can be read, and what is in it today. */
export function checkCalendar({ sources, timeZone, now }: CalendarPort): Check {
  const look = async (signal: AbortSignal): Promise<Outcome> => {
    if (sources.length === 0) {
      return off('No calendar is set up.', 'README, "Calendar", tells how to add one.');
    }
    const today = todayIn(timeZone, now());
    const found = await Promise.all(sources.map((source) => lookAt(source, today, signal)));
    const detail = sentences(...found.map((one) => one.detail));
    const faults = found.flatMap(({ fault }) => (fault === null ? [] : [fault]));
    if (faults.length === 0) return good(detail);
    return bad(detail, sentences(...new Set(faults.map(({ remedy }) => remedy))));
  };
  return { hop: 'calendar', after: null, look };
}

function todayIn(timeZone: string, now: number): TimeRange {
  const day = dayOfWall(toWall(now, timeZone));
  return { from: toInstant(day, timeZone), to: toInstant(day + dayMs, timeZone) };
}

async function lookAt(
  source: CalendarSource,
  today: TimeRange,
  signal: AbortSignal,
): Promise<Found> {
  const { name, writer } = source;
  try {
    const { events, unread, missing = [] } = await source.read(today, signal);
    const places = (await writer?.calendars(signal)) ?? null;
    const written = places?.map((place) => place.name).join(', ') ?? '';
    return {
      detail: sentences(
        `${name}: ${countOf(events.length)} today.`,
        missing.length > 0 && `Not to be read: ${missing.join(', ')}.`,
        unread > 0 && `${unread} could not be read.`,
        places !== null && `Can be written to: ${written === '' ? 'none' : written}.`,
      ),
      fault: null,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { detail: error.message, fault: error };
  }
}

function countOf(events: number): string {
  return events === 1 ? 'one event' : `${events} events`;
}
