import type { Clock } from '../base/clock.ts';
import { delayAt, untilItWorks } from '../base/backoff.ts';

/** After so many failures in a row a server is left alone for longer. */
const mostFailures = 5;
const restMs = 600_000;

/** When a server that failed may be started again: soon, then later, then much later. */
export class Patience {
  readonly #clock: Clock;
  #failures = 0;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds until it may be tried; 0 for now. */
  get waitMs(): number {
    return Math.max(0, this.#until - this.#clock.now());
  }

  fail(): void {
    this.#failures += 1;
    const isSpent = this.#failures >= mostFailures;
    const ms = isSpent ? restMs : delayAt(this.#failures - 1, untilItWorks);
    this.#until = this.#clock.now() + ms;
  }

  reset(): void {
    this.#failures = 0;
    this.#until = 0;
  }
}
