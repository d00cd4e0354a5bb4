const defaultLimitMs = 40_000;
/** Soon at first; what takes long is asked less often, because asking costs the machine that has to get it done. */
const firstWaitMs = 20;
const maxWaitMs = 500;
/** Of the time that it has taken already. */
const waitShare = 0.1;

/** Waits until `look` finds something (neither undefined, null nor false), and fails with `what` after the limit. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs: number = defaultLimitMs,
): Promise<Exclude<T, undefined | null | false>> {
  const begunAt = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found as Exclude<T, undefined | null | false>;
    }
    const tookMs = performance.now() - begunAt;
    if (tookMs > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    const waitMs = Math.min(maxWaitMs, Math.max(firstWaitMs, tookMs * waitShare));
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
