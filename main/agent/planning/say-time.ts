import { months, weekdays } from '../../../shared/say-repeat.ts';
import { addDays, dayOf, timeOf, weekdayOf } from './zoned-time.ts';

/** From where something is said: `now` is epoch ms, the zone that of whoever reads it. */
export type Here = { readonly now: number; readonly timeZone: string };

/** “today (Friday, 20 November)”, “on Monday, 23 November 2026”; the year only where it is another one. */
export function sayDay(day: string, { now, timeZone }: Here): string {
  const today = dayOf(now, timeZone);
  const [year = '', month = '', date = ''] = day.split('-');
  const plain = `${weekdays[weekdayOf(day)] ?? ''}, ${Number(date)} ${months[Number(month) - 1] ?? ''}`;
  const full = year === today.slice(0, 4) ? plain : `${plain} ${year}`;
  if (day === today) return `today (${full})`;
  if (day === addDays(today, 1)) return `tomorrow (${full})`;
  if (day === addDays(today, -1)) return `yesterday (${full})`;
  return `on ${full}`;
}

/** “tomorrow (Saturday, 21 November) at 09:00”. */
export function sayTime(at: number, here: Here): string {
  return `${sayDay(dayOf(at, here.timeZone), here)} at ${timeOf(at, here.timeZone)}`;
}

/** What was due, as it was said: a date, or a date with a time. `zone` is the one that it was said in. */
export function sayDue(due: string, zone: string, here: Here): string {
  const [day = '', time] = due.split('T');
  const place = zone === here.timeZone ? '' : ` (${zone})`;
  return `${sayDay(day, here)}${time === undefined ? '' : ` at ${time}`}${place}`;
}
