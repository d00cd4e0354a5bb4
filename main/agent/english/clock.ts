/** A time of day. */
export type ClockTime = { readonly hour: number; readonly minute: number };

/** A time of day in words, as a part of a pattern. */
export const clockWords =
  "(?:noon|midday|midnight|half\\s+past\\s+\\d{1,2}|(?:a\\s+)?quarter\\s+(?:past|to)\\s+\\d{1,2}|\\d{1,2}(?:[:.]\\d{2})?(?:\\s*(?:[ap]\\.?m\\b\\.?|o['’]?clock))?)";

const half = /^half\s+past\s+(?<hour>\d{1,2})$/u;
const quarter = /^(?:a\s+)?quarter\s+(?<side>past|to)\s+(?<hour>\d{1,2})$/u;
const plain =
  /^(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s*(?:(?<half>[ap])\.?m\.?|o['’]?clock)?$/u;

/** What a part of the day means where no time is said. */
export const partsOfDay: Readonly<Record<string, ClockTime>> = {
  morning: { hour: 9, minute: 0 },
  noon: { hour: 12, minute: 0 },
  midday: { hour: 12, minute: 0 },
  lunchtime: { hour: 12, minute: 0 },
  afternoon: { hour: 15, minute: 0 },
  evening: { hour: 18, minute: 0 },
  tonight: { hour: 20, minute: 0 },
  night: { hour: 21, minute: 0 },
  midnight: { hour: 0, minute: 0 },
};

/** `part`: the part of the day that it was said with, such as `evening`. Null for what is no time of day. */
export function readClock(words: string, part: string | null = null): ClockTime | null {
  const text = words.trim().toLowerCase();
  return partsOfDay[text] ?? readPast(text, part) ?? readPlain(text, part);
}

/** “Half past 8”, “quarter to 5”. */
function readPast(text: string, part: string | null): ClockTime | null {
  const halves = half.exec(text)?.groups;
  if (halves) return valid(afternoonOf(Number(halves['hour']), part), 30);
  const quarters = quarter.exec(text)?.groups;
  if (!quarters) return null;
  const hour = afternoonOf(Number(quarters['hour']), part);
  return quarters['side'] === 'past' ? valid(hour, 15) : valid((hour + 23) % 24, 45);
}

function readPlain(text: string, part: string | null): ClockTime | null {
  const groups = plain.exec(text)?.groups;
  if (!groups) return null;
  const { hour: digits = '', minute = '0', half: side } = groups;
  const hour = Number(digits);
  if (side === undefined) {
    return valid(digits.startsWith('0') ? hour : afternoonOf(hour, part), Number(minute));
  }
  if (hour < 1 || hour > 12) return null;
  return valid((hour % 12) + (side === 'p' ? 12 : 0), Number(minute));
}

/** Nobody means the hours of sleep, unless they say so: “at 5” is five in the afternoon. */
export function afternoonOf(hour: number, part: string | null): number {
  if (part === 'morning' || hour < 1 || hour > 11) return hour;
  if (part !== null && part !== 'noon') return hour + 12;
  return hour <= 6 ? hour + 12 : hour;
}

function valid(hour: number, minute: number): ClockTime | null {
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 ? { hour, minute } : null;
}
