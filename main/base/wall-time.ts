/**
 * Clocks on the wall. What one shows is a number here, too: the epoch milliseconds at which a clock in UTC shows the
 * same, so that it can be compared and added to.
 */

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone (IANA name) show at an instant (epoch ms), to the second. */
export function toWall(at: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The instant at which clocks in a zone show that. Of what exists twice the first; what does not exist, because the
 * clocks are put forward, as much later as they are.
 */
export function toInstant(wall: number, timeZone: string): number {
  return instantBy(wall, (at) => toWall(at, timeZone) - Math.floor(at / 1000) * 1000);
}

/** As `toInstant`, for a zone that is known by its offset from UTC, in milliseconds, at an instant. */
export function instantBy(wall: number, offsetAt: (at: number) => number): number {
  const before = offsetAt(wall - dayMs);
  const after = offsetAt(wall + dayMs);
  if (before === after) return wall - before;
  const fits = [wall - before, wall - after].filter((at) => at + offsetAt(at) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - before;
}

/** Whether clocks in the zone ever show that. */
export function isShown(wall: number, timeZone: string): boolean {
  return toWall(toInstant(wall, timeZone), timeZone) === wall;
}

/** The beginning of the day (wall time). */
export function dayOfWall(wall: number): number {
  return Math.floor(wall / dayMs) * dayMs;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(timeZone, made);
  return made;
}
