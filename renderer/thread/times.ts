import { strings } from '../strings.ts';
import { dayOf } from './thread-rows.ts';

/** Hours and minutes of an instant (epoch ms) in the reader's own format. */
export const timeOfDay = formatted({ hour: 'numeric', minute: '2-digit' });

/** The whole instant, for a tooltip. */
export const fullTime = formatted({ dateStyle: 'full', timeStyle: 'medium' });

const dayOfYear = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const dayThisYear = formatted(dayOfYear);
const dayOfOtherYear = formatted({ ...dayOfYear, year: 'numeric' });

/** To make a format takes longer than to draw the row that needs it; one holds until the reader's clock changes. */
function formatted(options: Intl.DateTimeFormatOptions): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null;
  let offset = 0;
  return (at) => {
    const now = new Date().getTimezoneOffset();
    if (format === null || now !== offset) {
      format = new Intl.DateTimeFormat(undefined, options);
      offset = now;
    }
    return format.format(at);
  };
}

/** A day in words: today and yesterday by name, the year only when it is another one. */
export function dayName(at: number, now: number): string {
  const day = dayOf(at);
  if (day === dayOf(now)) return strings.thread.today;
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayOf(yesterday.getTime())) return strings.thread.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear ? dayThisYear(at) : dayOfOtherYear(at);
}

/** Milliseconds until the next day begins, when the names of days change. */
export function untilTomorrowMs(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() - now;
}
