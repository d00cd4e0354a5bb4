/** A day as people write it for machines: 2026-11-12. */
const dayPattern = /^\d{4}-\d{2}-\d{2}$/u;

/**
 * The instant (epoch ms) of `2026-11-12` (its midnight there) or of `2026-11-12T10:00` in a time zone, or of a time that
 * tells its own zone. Null where it is none.
 */
export function instantOf(text: string, timeZone: string): number | null {
  const words = text.trim();
  if (/(?:[zZ]|[+-]\d{2}:?\d{2})$/u.test(words) && !dayPattern.test(words)) {
    const at = Date.parse(words);
    return Number.isNaN(at) ? null : at;
  }
  const local = Date.parse(`${dayPattern.test(words) ? `${words}T00:00` : words}Z`);
  // 2026-02-30 would be taken for the 2nd of March.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(words.slice(0, 10))) {
    return null;
  }
  // The offset there differs between two sides of a change of the clocks: the second look is right on both.
  const first = local - offsetAt(local, timeZone);
  return local - offsetAt(first, timeZone);
}

/** Whether it is a day without a time; one that there is. */
export function isDay(text: string): boolean {
  return dayPattern.test(text.trim()) && instantOf(text, 'UTC') !== null;
}

/** `2026-11-12` → `2026-11-13`. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day.trim()}T12:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(at);
  const get = (type: string): string => parts.find((part) => part.type === type)?.value ?? '00';
  const local = `${get('year')}-${get('month')}-${get('day')}T${get('hour')}:${get('minute')}:${get('second')}Z`;
  return Date.parse(local) - Math.floor(at / 1000) * 1000;
}
