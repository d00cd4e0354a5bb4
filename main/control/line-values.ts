import { UsageError } from './usage-error.ts';

/** Days to look back. Throws UsageError. */
export function toDays(words: readonly string[], days = '7'): number {
  const count = Number(days);
  if (words.length === 0 && Number.isInteger(count) && count >= 1 && count <= 3660) return count;
  throw new UsageError('meters takes nothing but --days, a whole number from 1 to 3660.');
}

/** The words of a text. Throws UsageError. */
export function toText(words: readonly string[], command: string): string {
  const text = words.join(' ').trim();
  if (text === '') throw new UsageError(`${command} takes a text.`);
  return text;
}

/** Epoch milliseconds; null where none is wanted. Throws UsageError. */
export function toInstant(since: string | undefined): number | null {
  if (since === undefined) return null;
  const at = Date.parse(since);
  if (Number.isNaN(at)) throw new UsageError('--since takes a time such as 2026-11-20T10:00:00Z.');
  return at;
}

/** How many of the newest. Throws UsageError. */
export function toCount(last: string | undefined): number {
  const count = Number(last ?? '20');
  if (!Number.isInteger(count) || count < 1 || count > 100_000) {
    throw new UsageError('--last takes a whole number from 1 to 100000.');
  }
  return count;
}
