import type { Clock } from '../base/clock.ts';

/** ngrok: 20,000 requests a month on the free plan; at this pace proofs alone use a third of them. */
const hourlyProofs = 10;
const hourMs = 60 * 60_000;

/** How often we may ask through the tunnel by ourselves, also when everything breaks all the time. */
export class ProofBudget {
  readonly #clock: Clock;
  #spentAt: readonly number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 0 where one more is fine, and it is spent; else how long to wait in milliseconds. */
  spend(): number {
    const now = this.#clock.now();
    // Also when the clock was set back: nothing is spent in the future.
    this.#spentAt = this.#spentAt.filter((at) => at <= now && now - at < hourMs);
    const [oldest] = this.#spentAt;
    if (oldest !== undefined && this.#spentAt.length >= hourlyProofs)
      return hourMs - (now - oldest);
    this.#spentAt = [...this.#spentAt, now];
    return 0;
  }

  /** The last one never reached ngrok. */
  giveBack(): void {
    this.#spentAt = this.#spentAt.slice(0, -1);
  }
}
