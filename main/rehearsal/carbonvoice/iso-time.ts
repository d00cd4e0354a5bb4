/** An instant (epoch ms) as the wire has it: ISO 8601, UTC, milliseconds. */
export function isoTime(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}
