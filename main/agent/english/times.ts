import { casual } from 'chrono-node';
import type { ParsedResult, Parser, ParsingContext } from 'chrono-node';
import { toWall } from '../../base/wall-time.ts';
import { addDays, atTime, dayOf, timeOf, weekdayOf } from '../planning/zoned-time.ts';
import type { Here } from '../planning/say-time.ts';
import { afternoonOf, partsOfDay } from './clock.ts';
import type { ClockTime } from './clock.ts';

/** A time as it stands in a sentence. */
export type FoundTime = {
  readonly index: number;
  readonly length: number;
  /** Local date. */
  readonly day: string;
  /** Null where only a day is said. */
  readonly clock: ClockTime | null;
  /** Whether the words name the day; else it is the next on which the time comes. */
  readonly isDaySaid: boolean;
  /** Epoch ms where the words mean an instant: “in 20 minutes”, “5pm EST”. */
  readonly at: number | null;
};

const minuteMs = 60_000;
const back = /\b(?:last|previous|past|ago)\b/iu;
/** What cannot be told from what is meant: chrono reads the amount and not the direction. */
const crooked = /^-|\b(?:before|after|earlier)\b(?!\s+tomorrow)/iu;
const part = /\b(morning|noon|midday|lunchtime|afternoon|evening|tonight|night|midnight)\b/iu;

/** `parse` sees the words and says which day or time they are; chrono joins them with what stands beside. */
function parser(
  pattern: RegExp,
  extract: (
    groups: Readonly<Record<string, string | undefined>>,
    context: ParsingContext,
  ) => Fields,
): Parser {
  return {
    pattern: () => pattern,
    extract: (context, match) => extract(match.groups ?? {}, context),
  };
}

type Fields = Readonly<
  Partial<Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>>
> | null;

function halfWay(words: string): RegExp {
  const part = '(?:\\s+in\\s+the\\s+(?<part>morning|afternoon|evening))?';
  return new RegExp(`\\b${words}\\s+(?<hour>\\d{1,2})\\b${part}`, 'iu');
}

function hourOf({ hour, part: named }: Readonly<Record<string, string | undefined>>): number {
  return named === undefined ? Number(hour) : afternoonOf(Number(hour), named.toLowerCase());
}

const parsers: readonly Parser[] = [
  parser(/\b(?:the\s+)?day\s+after\s+tomorrow\b/iu, (_, context) => daysOn(context, 2)),
  parser(/\bin\s+(?:a|one|1)\s+fortnight\b/iu, (_, context) => daysOn(context, 14)),
  parser(
    /\bthe\s+(?<day>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|next|this|the))/iu,
    ({ day }, context) => nextDate(context, Number(day)),
  ),
  parser(/\b(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?week\b/iu, (_, context) =>
    daysOn(context, (12 - weekdayOf(today(context))) % 7),
  ),
  parser(
    /\b(?:(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?:business\s+)?day|eod|close\s+of\s+business|cob)\b/iu,
    (_, context) => ({ ...daysOn(context, 0), hour: 17, minute: 0 }),
  ),
  parser(
    /\b(?:at\s+)?(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?(?:\s*o['’]?clock)?\s+(?:in\s+the\s+(?<part>morning|afternoon|evening)|at\s+night)\b/iu,
    ({ hour, minute, part: named = 'night' }) =>
      clockFields(afternoonOf(Number(hour), named.toLowerCase()), Number(minute ?? 0)),
  ),
  parser(halfWay('half\\s+past'), (groups) => clockFields(hourOf(groups), 30)),
  parser(halfWay('(?:a\\s+)?quarter\\s+past'), (groups) => clockFields(hourOf(groups), 15)),
  parser(halfWay('(?:a\\s+)?quarter\\s+to'), (groups) => clockFields(hourOf(groups) - 1, 45)),
];

const chrono = casual.clone();
chrono.parsers.push(...parsers);

/** All that is said of times in a text, in its order. */
export function findTimes(text: string, here: Here): readonly FoundTime[] {
  const offset = (atTimeOf(here) - Math.floor(here.now / minuteMs) * minuteMs) / minuteMs;
  const reference = { instant: new Date(here.now), timezone: offset };
  const plain = text.replaceAll(halfWords, halves);
  return chrono
    .parse(plain, reference, { forwardDate: true })
    .filter((result) => !isOtherWord(result, plain) && !isMisread(result, plain))
    .map((result) => {
      const found = interpret(result, here);
      const words = text.slice(result.index, endOf(result, plain)).trimEnd();
      return found && { ...found, length: words.length };
    })
    .filter((found) => found !== null);
}

/** Where it ends, with the blanks that stand for longer words. */
function endOf({ index, text }: ParsedResult, plain: string): number {
  const rest = plain.slice(index + text.length);
  return plain.length - rest.trimStart().length;
}

/** “Anna may come” and “she sat down” tell no time. */
function isOtherWord({ index, text }: ParsedResult, plain: string): boolean {
  if (!/^(?:may|mar|march|sat|sun|second|dec|now)$/iu.test(text.trim())) return false;
  return !/\b(?:on|by|in|next|this|until|before|from)\s+$/iu.test(plain.slice(0, index));
}

/** “At 17h” is no seventeen hours from now; and what has an end as well is no instant. */
function isMisread({ index, end, start }: ParsedResult, plain: string): boolean {
  const isFromNow = start.tags().has('result/relativeDateAndTime');
  return (
    end !== null || (isFromNow && /\b(?:at|around|about|by)\s+$/iu.test(plain.slice(0, index)))
  );
}

/** What a clock shows (wall time), to the minute. */
function atTimeOf({ now, timeZone }: Here): number {
  return Math.floor(toWall(now, timeZone) / 60_000) * 60_000;
}

/** As long as what they stand for, so that places in the text stay the same. */
const halfWords =
  /\b(?:(?<one>an?|one)\s+(?<unit>hour|day|week)|(?<count>\d{1,3}))\s+and\s+a\s+half(?:\s+(?<units>hours|days|weeks))?\b/giu;

function halves(words: string, ...rest: readonly unknown[]): string {
  const groups = (rest.at(-1) ?? {}) as Readonly<Record<string, string | undefined>>;
  const unit = groups['unit'] ?? groups['units']?.replace(/s$/u, '');
  if (unit === undefined) return words;
  const count = Number(groups['count'] ?? 1) + 0.5;
  return `${count} ${unit}s`.padEnd(words.length);
}

function interpret(result: ParsedResult, here: Here): Omit<FoundTime, 'length'> | null {
  const { index, text, start } = result;
  const where = { index, isDaySaid: isDaySaid(result) };
  if (crooked.test(text)) return null;
  const tags = start.tags();
  const isExact = tags.has('result/relativeDateAndTime');
  const hasZone = start.isCertain('timezoneOffset') && start.isCertain('hour') && !isExact;
  if (isExact || hasZone) {
    const at = start.date().getTime();
    const [hour = 0, minute = 0] = timeOf(at, here.timeZone).split(':').map(Number);
    return { ...where, day: dayOf(at, here.timeZone), clock: { hour, minute }, at };
  }
  const clock = clockOf(result);
  return { ...where, day: dayFor(result, clock, here), clock, at: null };
}

function partOf(text: string): string | null {
  return part.exec(text)?.[1]?.toLowerCase() ?? null;
}

function clockOf({ text, start }: ParsedResult): ClockTime | null {
  const named = partOf(text);
  const hour = start.get('hour');
  if (!start.isCertain('hour') || hour === null) return partsOfDay[named ?? ''] ?? null;
  const minute = start.get('minute') ?? 0;
  // “05:00” and “5 am” say which of the two it is.
  const isClear = start.isCertain('meridiem') || /\b0\d/u.test(text) || hour === 0;
  return { hour: isClear || hour > 11 ? hour : afternoonOf(hour, named), minute };
}

function dayFor(result: ParsedResult, clock: ClockTime | null, here: Here): string {
  const { text, start } = result;
  const { now, timeZone } = here;
  const current = dayOf(now, timeZone);
  const isSaid = start.isCertain('day') || start.tags().has('result/relativeDate');
  const isPast = (day: string): boolean =>
    clock === null ? day < current : atTime(day, timeZone, clock) <= now;
  if (!isDaySaid(result)) {
    const isTied = /\b(?:today|tonight|this)\b/iu.test(text);
    return isPast(current) && !isTied ? addDays(current, 1) : current;
  }
  const day = dateOf(start.get('year'), start.get('month'), start.get('day'));
  if (isSaid || !start.isCertain('weekday')) return day;
  const weekday = start.get('weekday') ?? 0;
  const ahead = (weekday - weekdayOf(current) + 7) % 7;
  if (back.test(text)) return addDays(current, ahead - 7);
  // “Next Friday” is not today, nor tomorrow.
  if (/\bnext\b/iu.test(text)) return addDays(current, ahead < 2 ? ahead + 7 : ahead);
  const soonest = addDays(current, ahead);
  return isPast(soonest) ? addDays(soonest, 7) : soonest;
}

function isDaySaid({ start }: ParsedResult): boolean {
  const isRelative = start.tags().has('result/relativeDate');
  return isRelative || (['day', 'weekday', 'month'] as const).some((one) => start.isCertain(one));
}

function dateOf(year: number | null, month: number | null, day: number | null): string {
  const two = (value: number | null): string => String(value ?? 1).padStart(2, '0');
  return `${String(year ?? 0).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function today({ reference }: ParsingContext): string {
  return reference.getDateWithAdjustedTimezone().toISOString().slice(0, 10);
}

function daysOn(context: ParsingContext, days: number): Fields {
  return fieldsOf(addDays(today(context), days));
}

/** The next date with that number; a month that has none is left out. */
function nextDate(context: ParsingContext, date: number): Fields {
  const current = today(context);
  for (let days = 0; days < 62; days += 1) {
    const day = addDays(current, days);
    if (Number(day.slice(8)) === date) return fieldsOf(day);
  }
  return null;
}

function fieldsOf(text: string): Fields {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return { year, month, day };
}

function clockFields(hour: number, minute: number): Fields {
  return hour >= 0 && hour < 24 ? { hour, minute } : null;
}
