const defaultLimitMs = 40_000;
/** Soon at first; what takes long is asked less often, because asking costs the machine that has to get it done. */
const firstWaitMs = 20;
const maxWaitMs = 150;

/** Waits until `look` finds something (neither undefined, null nor false), and fails with `what` after the limit. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs: number = defaultLimitMs,
): Promise<Exclude<T, undefined | null | false>> {
  const endAt = performance.now() + limitMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(maxWaitMs, waitMs * 1.3)) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > endAt) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
