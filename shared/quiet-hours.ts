import { z } from 'zod';

const message = 'must be hours such as 22:00-07:00, two different times of day';
const shape = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/u;

/** `22:00-07:00`: from a time of day until another, also past midnight. */
export const quietHoursSchema: z.ZodType<string> = z
  .string({ error: message })
  .trim()
  .regex(shape, message)
  .refine((hours) => hours.slice(0, 5) !== hours.slice(6), message);

/** Whether an instant, in epoch ms, lies in those hours as a clock in the time zone (null: the system's) shows it; the end does not. */
export function isQuiet(hours: string | null, at: number, timeZone: string | null): boolean {
  if (hours === null) return false;
  const now = timeOfDay(at, timeZone);
  const [from, until] = [hours.slice(0, 5), hours.slice(6)];
  return from < until ? from <= now && now < until : from <= now || now < until;
}

function timeOfDay(at: number, timeZone: string | null): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', {
    ...options,
    ...(timeZone === null ? {} : { timeZone }),
  }).format(at);
}
