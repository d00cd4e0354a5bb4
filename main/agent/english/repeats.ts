import { clockWords, partsOfDay, readClock } from './clock.ts';
import type { ClockTime } from './clock.ts';
import { month, weekday } from './day-words.ts';

/** How often, as it stands in a sentence. */
export type FoundRepeat = {
  readonly index: number;
  readonly length: number;
  /** Nothing else is in the text. */
  readonly isWhole: boolean;
} & (
  | { readonly type: 'pattern'; readonly pattern: string }
  /** It repeats in a way that we have no pattern for. */
  | { readonly type: 'unknown' }
);

const days = `${weekday}(?:\\s*(?:,\\s*and|,|and|&|\\+)\\s*${weekday})*`;
const nth = '(?<nth>\\d{1,2})(?:st|nd|rd|th)?';
const monthNames = [
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Groups = Readonly<Record<string, string | undefined>>;
/** Day of the month, month and weekday of a pattern; null where such a day cannot be. */
type Days = readonly [string, string, string];
type Rule = { readonly words: string; readonly days: (groups: Groups) => Days | null };

const rules: readonly Rule[] = [
  {
    words: `(?:(?:every|each)\\s+year|yearly|annually|every)\\s+(?:on\\s+)?(?:the\\s+)?(?:${nth}\\s+(?:of\\s+)?(?<month>${month})|(?<month2>${month})\\s+(?<nth2>\\d{1,2})(?:st|nd|rd|th)?)`,
    days: (found) =>
      dateOf(found['nth'] ?? found['nth2'] ?? '', found['month'] ?? found['month2'] ?? ''),
  },
  {
    words: `(?:(?:every|each)\\s+month|monthly)\\s+on\\s+(?:the\\s+)?(?:${nth}|(?<last>last)\\s+day)`,
    days: dayOfMonth,
  },
  {
    words: `(?:on\\s+)?the\\s+(?:${nth}|(?<last>last)\\s+day)\\s+of\\s+(?:every|each)\\s+month`,
    days: dayOfMonth,
  },
  { words: `(?:every|each)\\s+${nth}\\s+of\\s+the\\s+month`, days: dayOfMonth },
  {
    words: '(?:(?:every|each)\\s+(?:week|work(?:ing)?\\s?|business\\s+)day|(?:on\\s+)?weekdays)',
    days: () => ['*', '*', '1-5'],
  },
  {
    words: '(?:(?:every|each)\\s+weekend|(?:on\\s+)?weekends)',
    days: () => ['*', '*', '0,6'],
  },
  {
    words: `(?:(?:every|each)(?:\\s+week\\s+on)?|weekly\\s+on)\\s+(?<days>${days})`,
    days: ({ days: names = '' }) => ['*', '*', weekdaysOf(names)],
  },
  {
    words: `(?:on\\s+)?(?<days>(?:mon|tues|wednes|thurs|fri|satur|sun)days(?:\\s*(?:,|and|&)\\s*${weekday})*)`,
    days: ({ days: names = '' }) => ['*', '*', weekdaysOf(names)],
  },
  { words: '(?:(?:every|each)\\s+(?:single\\s+)?day|daily)', days: () => ['*', '*', '*'] },
  {
    words: '(?:every|each)\\s+(?<part>morning|afternoon|evening|night)',
    days: () => ['*', '*', '*'],
  },
];

const part = '(?:\\s+(?:in\\s+the\\s+)?(?<partOfDay>morning|afternoon|evening|at\\s+night))?';
const after = `(?:\\s*,?\\s*(?:at|@|around|about)\\s+(?<time>${clockWords})(?:\\s+and\\s+(?:at\\s+)?(?<time2>${clockWords}))?|\\s+(?<time3>\\d{1,2}(?:[:.]\\d{2}\\s*(?:[ap]m\\b)?|\\s*[ap]m\\b)))?`;
const partAfter = '(?:\\s+in\\s+the\\s+(?<partOfDay2>morning|afternoon|evening))?';
const before = `(?:(?:at|@)\\s+(?<early>${clockWords})\\s*,?\\s*)?`;
const patterns = rules.map(({ words, days: daysOf }) => ({
  pattern: new RegExp(`(?<![\\w-])${before}${words}${part}${after}${partAfter}(?![\\w-])`, 'iu'),
  daysOf,
}));
const often =
  /(?<![\w-])(?:every|each)\s+(?:(?<count>\d{1,4}|two|three|four|six|twelve|half(?:\s+an)?|quarter(?:\s+of\s+an)?)\s+)?(?<unit>min(?:ute)?s?|hours?)(?![\w-])|(?<![\w-])hourly(?![\w-])/iu;
const ordinal = '(?:first|second|third|fourth|fifth|last|\\d{1,2}(?:st|nd|rd|th))';
const vagueForms = [
  `(?:every|each)\\s+(?:(?:other|\\d+|few|couple|two|three|four|five|${ordinal})\\s+|week\\b|month\\b|year\\b|quarter\\b)`,
  '(?:bi|fort)?(?:weekly|nightly)\\b',
  '(?:monthly|quarterly|yearly|annually)\\b',
  '(?:once|twice|(?:two|three|four|five|several|\\d+)\\s+times)\\s+(?:an?|per|each|every)\\s+(?:hour|day|week|month|quarter|year)\\b',
  `${ordinal}\\s+${weekday}\\s+of\\s+(?:the|every|each)\\s+(?:month|quarter|year)\\b`,
];
/** It says that it repeats, and we cannot say when. */
const vague = new RegExp(`(?<![\\w-])(?:${vagueForms.join('|')})(?:\\s*\\w+)?`, 'iu');
const counts: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, six: 6, twelve: 12 };

/** The first repetition in a text; null when there is none. */
export function findRepeat(text: string): FoundRepeat | null {
  const frequent = often.exec(text);
  if (frequent) return place(text, frequent, oftenPattern(frequent.groups ?? {}));
  for (const { pattern, daysOf } of patterns) {
    const found = pattern.exec(text);
    if (!found) continue;
    // “every other Monday” has a Monday in it, and is none of ours.
    if (
      /\b(?:every|each)\s+(?:other|second|2nd|first|last|\d+)\s+$/iu.test(
        text.slice(0, found.index),
      )
    )
      break;
    return place(text, found, patternOf(found.groups ?? {}, daysOf));
  }
  const unknown = vague.exec(text);
  return unknown ? place(text, unknown, null) : null;
}

function place(text: string, found: RegExpExecArray, pattern: string | null): FoundRepeat {
  const [words] = found;
  const where = { index: found.index, length: words.length, isWhole: words.trim() === text.trim() };
  return pattern === null ? { ...where, type: 'unknown' } : { ...where, type: 'pattern', pattern };
}

function patternOf(groups: Groups, daysOf: Rule['days']): string | null {
  const fields = daysOf(groups);
  const clock = clockOf(groups);
  if (fields === null || clock === null) return null;
  return `${clock.minute} ${clock.hours} ${fields.join(' ')}`;
}

function clockOf(groups: Groups): { readonly minute: number; readonly hours: string } | null {
  const ofDay = partOf(groups);
  const said = groups['time'] ?? groups['time3'] ?? groups['early'];
  const first = said === undefined ? usual(ofDay) : readClock(said, ofDay);
  const again = groups['time2'];
  if (first === null || again === undefined) {
    return first && { minute: first.minute, hours: String(first.hour) };
  }
  const second = readClock(again, ofDay);
  // One pattern has one minute.
  if (second === null || second.minute !== first.minute) return null;
  return { minute: first.minute, hours: `${first.hour},${second.hour}` };
}

function partOf(groups: Groups): string | null {
  const named = groups['part'] ?? groups['partOfDay'] ?? groups['partOfDay2'];
  return named?.replace(/^at\s+/iu, '').toLowerCase() ?? null;
}

function usual(ofDay: string | null): ClockTime {
  return partsOfDay[ofDay ?? 'morning'] ?? { hour: 9, minute: 0 };
}

function isShareOf(whole: number, amount: number): boolean {
  return amount < whole && whole % amount === 0;
}

function oftenPattern(groups: Groups): string | null {
  const { count = '1', unit = 'hours' } = groups;
  const words = count.toLowerCase();
  const ofHour = words.startsWith('half') ? 30 : words.startsWith('quarter') ? 15 : null;
  if (ofHour !== null) return `*/${ofHour} * * * *`;
  const amount = counts[words] ?? Number(words);
  const isMinutes = unit.toLowerCase().startsWith('min');
  if (isMinutes ? amount === 60 : amount === 1) return '0 * * * *';
  // Only what divides the hour, or the day, comes at even distances.
  const whole = isMinutes ? 60 : 24;
  const step = `*/${amount}`;
  if (!isShareOf(whole, amount)) return null;
  return isMinutes ? `${step} * * * *` : `0 ${step} * * *`;
}

function dayOfMonth({ nth: day, last }: Groups): Days | null {
  if (last !== undefined) return ['L', '*', '*'];
  const number = Number(day);
  return number >= 1 && number <= 31 ? [String(number), '*', '*'] : null;
}

function dateOf(day: string, name: string): Days | null {
  const index = monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const number = Number(day);
  // A leap year has every day that there is.
  const isDay = number >= 1 && number <= new Date(Date.UTC(2024, index, 0)).getUTCDate();
  return isDay ? [String(number), String(index), '*'] : null;
}

function weekdaysOf(names: string): string {
  const found = names.toLowerCase().match(/sun|mon|tue|wed|thu|fri|sat/gu) ?? [];
  const numbers = [...new Set(found.map((name) => dayNames.indexOf(name)))];
  return numbers.toSorted((a, b) => a - b).join(',');
}
