import type ICAL from 'ical.js';
import { dayOfWall } from '../base/wall-time.ts';
import type { FileEvent, Moment } from './ics-event.ts';
import { instantOf } from './ics-event.ts';
import type { TimeRange } from './ports.ts';
import { datesOf, TooManySteps } from './recurrence-wire.ts';
import { utc, wallOf, wallTime } from './zones.ts';

/** Epoch ms. */
export type Span = { readonly start: number; readonly end: number };

/** The spans of a series that touch a range; `isWhole` is false where there are too many to look at all. */
export type Series = { readonly spans: readonly Span[]; readonly isWhole: boolean };

const dayMs = 86_400_000;
const maxSpans = 2000;
/** Wall times and instants are never further apart; and one more for the day on which a series begins. */
const slackMs = 2 * dayMs;
const unitMs: Readonly<Record<string, number>> = {
  SECONDLY: 1000,
  MINUTELY: 60_000,
  HOURLY: 3_600_000,
  DAILY: dayMs,
  WEEKLY: 7 * dayMs,
};

/** Where one event of a series lies, by what its clock shows. */
export function spanAt(event: FileEvent, at: Moment, lengthMs: number | null = null): Span {
  const start = instantOf(at);
  if (lengthMs !== null) return { start, end: start + lengthMs };
  const { length } = event;
  if ('ms' in length) return { start, end: start + length.ms };
  // Days are not all as long as each other: the end is a midnight, too.
  return { start, end: at.zone.toInstant(at.wall + length.days * dayMs) };
}

export function touches({ start, end }: Span, { from, to }: TimeRange): boolean {
  return start < to && (end > from || start >= from);
}

/**
 * All of a series but what was taken out (`EXDATE`) and what `replaced` (instants of starts) was changed by itself.
 * Throws where its rule makes no sense.
 */
export function expand(event: FileEvent, replaced: ReadonlySet<number>, range: TimeRange): Series {
  const spans = new Map<number, Span>();
  const out = takenOut(event.without);
  const add = (at: Moment, lengthMs: number | null = null): void => {
    const span = spanAt(event, at, lengthMs);
    if (!touches(span, range) || replaced.has(span.start) || out(at, span.start)) return;
    spans.set(span.start, span);
  };
  add(event.start);
  for (const { at, lengthMs } of event.more) add({ ...at, isDate: event.start.isDate }, lengthMs);
  let isWhole = true;
  for (const rule of event.rules) isWhole = follow(event, rule, { range, spans, add }) && isWhole;
  return { spans: [...spans.values()], isWhole };
}

type Walk = {
  readonly range: TimeRange;
  readonly spans: ReadonlyMap<number, Span>;
  readonly add: (at: Moment) => void;
};

function follow(event: FileEvent, rule: ICAL.Recur, { range, spans, add }: Walk): boolean {
  const { start } = event;
  // ical.js: leaves out the weeks of the year, and would find such a date in every week.
  if (rule.getComponent('byweekno').length > 0) return false;
  const counted = inWallTime(rule, start);
  const first = skipTo(range.from - lengthMsOf(event) - slackMs, counted, start.wall);
  try {
    for (const wall of datesOf(counted, wallTime(first, start.isDate))) {
      if (wall > range.to + slackMs) return true;
      add({ ...start, wall });
      if (spans.size >= maxSpans) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof TooManySteps) return false;
    throw error;
  }
}

/** Its last date as the clock of the event shows it, because the dates are looked for by that clock. */
function inWallTime(rule: ICAL.Recur, { zone }: Moment): ICAL.Recur {
  const counted = rule.clone();
  const { until } = counted;
  if (!until) return counted;
  const shown = wallOf(until);
  const isUtc = until.zone.tzid === 'UTC';
  // A day as the last one is meant with all of its hours.
  const last = until.isDate
    ? shown + dayMs - 1000
    : isUtc
      ? zone.toWall(utc.toInstant(shown))
      : shown;
  counted.until = wallTime(last);
  return counted;
}

/**
 * A series of years ago begins as many whole periods later, which changes none of its later dates. It begins before
 * the range, because ical.js takes the first date as one of the series whatever the rule says.
 */
function skipTo(at: number, { freq, interval, count }: ICAL.Recur, start: number): number {
  const unit = unitMs[freq];
  if (unit === undefined || count) return start;
  const period = unit * Math.max(1, interval);
  const periods = Math.floor((at - start) / period) - 1;
  return periods > 0 ? start + periods * period : start;
}

function lengthMsOf({ length }: FileEvent): number {
  return 'ms' in length ? length.ms : length.days * dayMs;
}

/** Dates alone take out all of their day. */
function takenOut(without: readonly Moment[]): (at: Moment, start: number) => boolean {
  const instants = new Set(without.filter(({ isDate }) => !isDate).map(instantOf));
  const days = new Set(without.filter(({ isDate }) => isDate).map(({ wall }) => wall));
  return (at, start) => instants.has(start) || days.has(dayOfWall(at.wall));
}
