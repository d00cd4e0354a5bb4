import { RefusedError } from '../../../shared/errors.ts';
import { canonicalZone } from '../../../shared/time-zone.ts';
import { isShown, toInstant } from '../../base/wall-time.ts';
import type { Here } from './say-time.ts';
import { sayTime } from './say-time.ts';
import { addDays, atTime, dayOf, timeOf, wallOf } from './zoned-time.ts';

const written =
  /^(?<date>\d{4}-\d{2}-\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::\d{2}(?:\.\d+)?)?(?<offset>Z|[+-]\d{2}:?\d{2})?)?$/u;
const yearMs = 31_557_600_000;
/** What is further away is a slip. */
const furthestYears = 20;
/** The day after the last of these is still written with four digits. */
const latestYear = 9998;
/** A model's "now" is a little old when its call is done. */
const graceMs = 60_000;

/** A time as a tool is told it. `day` is the local date; `at` null where none was said, else epoch ms. */
export type WrittenTime = {
  readonly day: string;
  readonly time: { readonly hour: number; readonly minute: number } | null;
  readonly at: number | null;
  /** The clocks are put forward over it: it comes that much later. */
  readonly isSkipped: boolean;
};

/** `2026-11-20`, `2026-11-20T15:00`, or with an offset. Throws RefusedError for what is no time. */
export function readTime(text: string, timeZone: string): WrittenTime {
  const groups = written.exec(text.trim())?.groups;
  if (!groups) throw noTime(text, 'Write it as 2026-11-20 or 2026-11-20T15:00.');
  const { date: day = '', hour, minute, offset } = groups;
  checkDay(day, text);
  if (hour === undefined) return { day, time: null, at: null, isSkipped: false };
  const time = { hour: Number(hour), minute: Number(minute) };
  if (time.hour > 23 || time.minute > 59) throw noTime(text, 'A day has the hours 00:00 to 23:59.');
  if (offset !== undefined) {
    const at = Date.parse(`${day}T${hour}:${String(minute)}:00${offset}`);
    if (Number.isNaN(at)) throw noTime(text, 'An offset is at most 23:59.');
    return { day: dayOf(at, timeZone), time, at, isSkipped: false };
  }
  const wall = wallOf(day, time);
  return { day, time, at: toInstant(wall, timeZone), isSkipped: !isShown(wall, timeZone) };
}

/** Throws RefusedError for what is past or too far away. */
export function checkFuture(at: number, here: Here): number {
  if (at < here.now - graceMs) {
    throw new RefusedError(
      'TIME_PAST',
      `That time is past: it was ${sayTime(at, here)}, and it is now ${sayTime(here.now, here)}.`,
      'Name a time that is still to come.',
    );
  }
  if (at > here.now + furthestYears * yearMs) {
    throw tooFar();
  }
  return at;
}

function tooFar(): RefusedError {
  return new RefusedError(
    'TIME_TOO_FAR',
    `That is more than ${furthestYears} years away.`,
    'Check the year.',
  );
}

/** What a task is due by, as it is kept; `dueAt` is when it is overdue: a date is over at its end. */
export function readDue(
  text: string,
  timeZone: string,
  now: number,
): { readonly due: string; readonly dueAt: number } {
  const { day, time, at } = readTime(text, timeZone);
  const dueAt = at ?? atTime(addDays(day, 1), timeZone);
  checkFuture(dueAt, { now, timeZone });
  return { due: time === null || at === null ? day : `${day}T${timeOf(at, timeZone)}`, dueAt };
}

/** Throws RefusedError for a zone that this machine does not know. */
export function checkZone(timeZone: string): string {
  const known = canonicalZone(timeZone);
  if (known !== null) return known;
  throw new RefusedError(
    'TIME_ZONE',
    `“${timeZone.slice(0, 60)}” is no time zone.`,
    'Use a name such as Europe/Berlin.',
  );
}

function checkDay(day: string, text: string): void {
  if (!isDate(day)) throw noTime(text, 'There is no such day.');
  if (Number(day.slice(0, 4)) > latestYear) throw tooFar();
}

function isDate(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

function noTime(text: string, remedy: string): RefusedError {
  return new RefusedError('TIME_UNREADABLE', `“${text.slice(0, 60)}” is no time.`, remedy);
}
