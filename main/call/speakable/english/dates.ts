import type { Replacement } from './replacement.ts';

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const monthName = String.raw`(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?`;
const weekday = String.raw`\b(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?`;
const weekdays: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};
/** The full stop of "p.m." is also the sentence's where another one begins. */
const half = String.raw`([aApP])(?:[mM]\b|\.[mM](?:\.(?!\s*(?:$|\p{Lu}))|(?=\.)))`;
const clock = String.raw`([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?`;

/** Dates and times of day. */
export const dateReplacements: readonly Replacement[] = [
  [
    new RegExp(
      String.raw`\b(\d{4})-(\d{2})-(\d{2})[T ]${clock}(?:Z|[+-]\d{2}:?\d{2})?(?![\d:])`,
      'gu',
    ),
    ([whole, year, month, day, hour, minute]) => {
      const date = spokenDate(year, month, day);
      return date === null ? whole : `${date} at ${spokenTime(Number(hour), minute, '')}`;
    },
  ],
  [
    /\b(\d{4})-(\d{2})-(\d{2})\b(?!-)/gu,
    ([whole, year, month, day]) => spokenDate(year, month, day) ?? whole,
  ],
  [
    /(?<![\d/.-])(\d{1,2})\/(\d{1,2})\/(\d{4})\b(?![/-])/gu,
    ([whole, month, day, year]) => spokenDate(year, month, day) ?? whole,
  ],
  [
    new RegExp(String.raw`${weekday}(?=,? (?:${monthName}|\d{1,2}\b))`, 'gu'),
    ([whole, name]) => weekdays[name.slice(0, 3).toLowerCase()] ?? whole,
  ],
  [
    new RegExp(String.raw`\b${monthName} (\d{1,2})(?:st|nd|rd|th)?\b(?![:.]\d)`, 'gu'),
    ([whole, month, day]) => {
      const number = Number(day);
      return number >= 1 && number <= 31 ? `${fullMonth(month)} ${ordinal(number)}` : whole;
    },
  ],
  [
    new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?${monthName}(?!\p{L})`, 'gu'),
    ([whole, day, month]) => {
      const number = Number(day);
      return number >= 1 && number <= 31 ? `${fullMonth(month)} ${ordinal(number)}` : whole;
    },
  ],
  [
    new RegExp(String.raw`(?<![\d:.])${clock}(?:\s?${half})?(?![\d:])`, 'gu'),
    ([whole, hour, minute, half]) => timeOrNot(whole, { hour, minute, half }),
  ],
  [
    new RegExp(String.raw`\b(1[0-2]|[1-9])\s?${half}`, 'gu'),
    ([, hour, name]) => `${hour} ${name.toUpperCase()}M`,
  ],
];

/** "1st", "22nd", "13th". */
export function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

function spokenDate(year: string, month: string, day: string): string | null {
  const name = months[Number(month) - 1];
  const number = Number(day);
  if (name === undefined || number < 1 || number > 31) return null;
  return `${name} ${ordinal(number)}, ${year}`;
}

function fullMonth(name: string): string {
  return months.find((month) => month.startsWith(name.slice(0, 3))) ?? name;
}

function timeOrNot(
  whole: string,
  time: { readonly hour: string; readonly minute: string; readonly half: string },
): string {
  const hour = Number(time.hour);
  if (time.half !== '' && (hour === 0 || hour > 12)) return whole;
  return spokenTime(hour, time.minute, time.half);
}

function spokenTime(hour: number, minute: string, half: string): string {
  const isOpen = half === '' && hour >= 1 && hour <= 12;
  const name = half === '' ? (hour >= 12 ? 'PM' : 'AM') : `${half.toUpperCase()}M`;
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  const digits = minute === '00' ? String(twelve) : `${twelve}:${minute}`;
  if (!isOpen) return `${digits} ${name}`;
  return minute === '00' ? `${twelve} o'clock` : digits;
}
