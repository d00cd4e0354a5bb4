import type { Here } from '../planning/say-time.ts';
import { dayOf, timeOf } from '../planning/zoned-time.ts';
import { aroundRepeat } from './leftovers.ts';
import type { Lack } from './leftovers.ts';
import { findRepeat } from './repeats.ts';
import { findTimes } from './times.ts';
import type { FoundTime } from './times.ts';

/** When something shall be told or done, in the form that tools take. */
export type When =
  /** Local date with or without a time, or an instant. */
  | { readonly type: 'once'; readonly at: string; readonly hasClock: boolean }
  | { readonly type: 'in'; readonly minutes: number }
  /** `at`: the local date from which on; null for at once. */
  | { readonly type: 'repeat'; readonly pattern: string; readonly at: string | null }
  /** It says when, in a way that cannot be done. */
  | { readonly type: 'unclear'; readonly why: Lack };

export type Split = { readonly rest: string; readonly when: When | null };

const minuteMs = 60_000;
const preposition =
  /(?:^|\s|,)\s*(?:(?:due|starting|beginning|as\s+of|no\s+later\s+than|not\s+before)\s+)?(?:(?:on|at|by|for|in|before|until|till|from|around|about|within|due)\s+)*(?:the\s+)?$/iu;
const starting = /\b(?:starting|beginning|from|as\s+of)\b/iu;
const until = /\b(?:until|till)\b/iu;

/** Takes what says when out of a text. `anywhere`: also out of its midst. */
export function splitWhen(
  text: string,
  here: Here,
  { anywhere }: { readonly anywhere: boolean },
): Split {
  const repeat = findRepeat(text);
  if (repeat?.type === 'unknown') {
    return { rest: cut(text, repeat), when: { type: 'unclear', why: 'repeat' } };
  }
  if (repeat) {
    const { index, length, pattern } = repeat;
    const why = aroundRepeat(text.slice(0, index), text.slice(index + length));
    if (why) return { rest: cut(text, repeat), when: { type: 'unclear', why } };
    return splitRepeat(cut(text, repeat), pattern, here);
  }
  const times = findTimes(text, here);
  const found = choose(text, times, anywhere);
  if (!found) return { rest: clean(text), when: null };
  const rest = found.taken.toReversed().reduce((words, one) => cut(words, one), text);
  return { rest: clean(rest), when: toWhen(found.time, here) };
}

function splitRepeat(text: string, pattern: string, here: Here): Split {
  const [time] = findTimes(text, here);
  const lead = time ? text.slice(Math.max(0, time.index - 14), time.index) : '';
  if (time && until.test(lead)) return { rest: text, when: { type: 'unclear', why: 'until' } };
  if (time && starting.test(lead)) {
    // Its time of day is another one than that of the repetition, or the only one.
    if (time.clock !== null) return { rest: text, when: { type: 'unclear', why: 'repeat' } };
    return { rest: clean(cut(text, time)), when: { type: 'repeat', pattern, at: time.day } };
  }
  return { rest: clean(text), when: { type: 'repeat', pattern, at: null } };
}

type Chosen = { readonly time: FoundTime; readonly taken: readonly FoundTime[] };

/** At the end or at the beginning it says when; in the midst it may as well belong to the matter. */
function choose(text: string, times: readonly FoundTime[], anywhere: boolean): Chosen | null {
  const first = times[0];
  const last = times.at(-1);
  if (!first || !last) return null;
  const atEnd = /^[\s.,!?)”"']*(?:please|thanks|thank\s+you)?[\s.,!?)”"']*$/iu.test(
    text.slice(last.index + last.length),
  );
  const atStart = /^[\s,]*(?:(?:on|at|by|in|for|the)\s+)*$/iu.test(text.slice(0, first.index));
  if (first !== last && atStart && atEnd) {
    const joined = joinTimes(first, last);
    if (joined) return { time: joined, taken: [first, last] };
  }
  if (atEnd) return { time: last, taken: [last] };
  return atStart || anywhere ? { time: first, taken: [first] } : null;
}

/** “On Friday call Anna at 3”: the day of the one, the time of the other. */
function joinTimes(one: FoundTime, other: FoundTime): FoundTime | null {
  if (one.at !== null || other.at !== null) return null;
  if (one.clock === null && other.clock !== null && !other.isDaySaid)
    return { ...one, clock: other.clock };
  if (other.clock === null && one.clock !== null && !one.isDaySaid)
    return { ...other, clock: one.clock };
  return null;
}

function toWhen({ day, clock, at }: FoundTime, { now, timeZone }: Here): When {
  if (at !== null && at > now) return { type: 'in', minutes: (at - now) / minuteMs };
  if (at !== null) {
    return { type: 'once', at: `${dayOf(at, timeZone)}T${timeOf(at, timeZone)}`, hasClock: true };
  }
  if (clock === null) return { type: 'once', at: day, hasClock: false };
  const two = (value: number): string => String(value).padStart(2, '0');
  return { type: 'once', at: `${day}T${two(clock.hour)}:${two(clock.minute)}`, hasClock: true };
}

function cut(
  text: string,
  { index, length }: { readonly index: number; readonly length: number },
): string {
  const before = text.slice(0, index).replace(preposition, ' ');
  return `${before.trimEnd()} ${text
    .slice(index + length)
    .replace(/^\s*,/u, '')
    .trimStart()}`.trim();
}

/** Without what is left at the edges when something was taken out. */
export function clean(text: string): string {
  return text
    .trim()
    .replace(/^[\s,;:–—-]+/u, '')
    .replace(/[\s,;:–—-]+$/u, '')
    .replace(/(?<=[^.!?])[.!]$/u, '')
    .replace(/,?\s+please$/iu, '')
    .replace(/^["“](?<words>[^"”]*)["”]$/u, '$<words>')
    .trim();
}
