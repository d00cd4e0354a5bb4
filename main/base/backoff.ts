export type BackoffOptions = {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Share of each delay that is random, 0 to 1. */
  readonly jitter?: number;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number;
};

/** Of what is tried until it works: soon, and once a minute in the end. */
export const untilItWorks = { firstMs: 1000, maxMs: 60_000 } as const;

/** The delay policy alone: doubling from `firstMs` to `maxMs`, with jitter. Knows nothing of what is retried. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #position = 0;
  #lastMs = 0;

  constructor(options: BackoffOptions) {
    this.#options = { jitter: 0.2, random: Math.random, ...options };
  }

  /** The next delay in milliseconds. */
  next(): number {
    const delay = delayAt(this.#position, this.#options);
    this.#position += 1;
    this.#lastMs = delay;
    return delay;
  }

  /**
   * What was reached stood for `forMs`. Longer than was waited for it, and it was a good one: the delays begin
   * anew. True then. What ends sooner is waited for no longer than it stood; what did not stand for the first delay
   * was none, and its delays go on doubling.
   */
  stood(forMs: number): boolean {
    const { firstMs } = this.#options;
    const wasGood = forMs >= Math.max(this.#lastMs, firstMs);
    if (wasGood) this.reset();
    else if (forMs >= firstMs) this.#position = Math.floor(Math.log2(forMs / firstMs));
    return wasGood;
  }

  reset(): void {
    this.#position = 0;
    this.#lastMs = 0;
  }
}

/** The delay before attempt number `position` + 1, for callers that keep the count themselves. */
export function delayAt(position: number, options: BackoffOptions): number {
  const { firstMs, maxMs, jitter = 0.2, random = Math.random } = options;
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(position, 40));
  return Math.round(full * (1 - jitter * random()));
}
