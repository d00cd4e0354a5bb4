import type { Clock } from '../../base/clock.ts';

/** VoIPBIN: per customer, whatever the credential. */
const perSecond = 16.7;
const burst = 33;

/** A bucket that fills steadily and gives one token for each request. */
export class RateLimit {
  readonly #clock: Clock;
  #tokens = burst;
  #filledAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  /** Null when the request may pass, else the whole seconds after which to come again. */
  take(): number | null {
    const now = this.#clock.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return Math.max(1, Math.ceil((1 - this.#tokens) / perSecond));
    this.#tokens -= 1;
    return null;
  }
}
