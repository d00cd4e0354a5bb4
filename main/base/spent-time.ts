/**
 * Of the time since an instant as much as was surely waited through, in milliseconds: a step between two looks takes
 * `maxMs` at most, and what goes beyond was a sleep or a clock that was set. Instants are epoch ms.
 */
export function spentMs(since: number, now: number, maxMs: number): number {
  return Math.min(Math.max(0, now - since), maxMs);
}
