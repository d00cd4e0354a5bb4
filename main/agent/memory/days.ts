import { toInstant } from '../../base/wall-time.ts';

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
  return toInstant(local, timeZone);
}

/** Whether it is a day without a time; one that there is. */
export function isDay(text: string): boolean {
  return dayPattern.test(text.trim()) && instantOf(text, 'UTC') !== null;
}
