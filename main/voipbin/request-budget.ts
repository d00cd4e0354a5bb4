import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';

export type BudgetOptions = {
  /** How many may go at once. */
  readonly burst: number;
  readonly perSecond: number;
};

/**
 * A token bucket shared by everything that only looks. VoIPBIN: all requests of an account together may be about
 * 16 a second; what a live call says must never wait behind a poll.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #options: BudgetOptions;
  /** When the bucket would be full again, in epoch ms. */
  #fullAt = 0;

  constructor(clock: Clock, options: BudgetOptions = { burst: 8, perSecond: 5 }) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Resolves when one more request is within the budget; rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    const { burst, perSecond } = this.#options;
    const stepMs = 1000 / perSecond;
    const now = this.#clock.now();
    // A clock that was set back must not shut the gate for as long.
    const from = Math.min(Math.max(this.#fullAt, now), now + 60_000);
    this.#fullAt = from + stepMs;
    const waitMs = this.#fullAt - now - burst * stepMs;
    if (waitMs > 0) await sleep(this.#clock, waitMs, signal);
  }
}
