/** `Retry-After` in milliseconds, told in seconds; null for a date, and for whatever else is no time to wait. */
export function parseRetryAfter(value: string | null | undefined): number | null {
  if (value === null || value === undefined || value.trim() === '') return null;
  const ms = Number(value) * 1000;
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
