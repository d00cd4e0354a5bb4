const defaultLimitMs = 10_000;
const betweenMs = 20;

/** Waits until `look` finds something (neither undefined, null nor false), and fails with `what` after the limit. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs: number = defaultLimitMs,
): Promise<Exclude<T, undefined | null | false>> {
  const endAt = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > endAt) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
}
