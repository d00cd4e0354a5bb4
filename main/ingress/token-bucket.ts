import type { Clock } from '../base/clock.ts';

export type Rate = {
  /** How many may come at once after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
};

/** How many more are let through: so many at once, and so many in each second after that. */
export class TokenBucket {
  readonly #rate: Rate;
  readonly #clock: Pick<Clock, 'now'>;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, clock: Pick<Clock, 'now'>) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#filledAt = clock.now();
  }

  /** False when none is left. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(): void {
    const now = this.#clock.now();
    // A clock that was set back takes nothing away.
    const passedMs = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + (passedMs / 1000) * perSecond);
  }
}
