/** What a clock on the wall shows; `month` is 1 to 12. */
export type LocalTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show at an instant (epoch ms), whole minutes. */
export function toLocal(at: number, timeZone: string): LocalTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/**
 * The instant (epoch ms) at which clocks in a zone show that. Of what exists twice the first; what does not exist,
 * because the clocks are put forward, as much later as they are.
 */
export function toInstant(local: LocalTime, timeZone: string): number {
  const guess = asUtc(local);
  const before = offsetMs(guess - dayMs, timeZone);
  const after = offsetMs(guess + dayMs, timeZone);
  const fits = [guess - before, guess - after].filter(
    (at) => asUtc(toLocal(at, timeZone)) === guess,
  );
  return fits.length > 0 ? Math.min(...fits) : guess - before;
}

/** Whether clocks in the zone ever show that. */
export function exists(local: LocalTime, timeZone: string): boolean {
  return asUtc(toLocal(toInstant(local, timeZone), timeZone)) === asUtc(local);
}

/** `2026-11-20` of an instant. */
export function dayOf(at: number, timeZone: string): string {
  const { year, month, day } = toLocal(at, timeZone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `15:00` of an instant. */
export function timeOf(at: number, timeZone: string): string {
  const { hour, minute } = toLocal(at, timeZone);
  return `${two(hour)}:${two(minute)}`;
}

/** A date so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The instant at which clocks in a zone show that time on that date; its beginning for none. */
export function atTime(day: string, timeZone: string, { hour = 0, minute = 0 } = {}): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return toInstant({ year, month, day: date, hour, minute }, timeZone);
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function offsetMs(at: number, timeZone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return asUtc(toLocal(minute, timeZone)) - minute;
}

function asUtc({ year, month, day, hour, minute }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });
  formats.set(timeZone, made);
  return made;
}
