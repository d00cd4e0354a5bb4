import type { Clock } from './clock.ts';

/**
 * A clock whose timers can be held: what falls due meanwhile runs on the release, in its order. For the time of a sleep,
 * in which a machine may run for moments that nobody can rely on.
 */
export class HeldClock implements Clock {
  readonly #clock: Clock;
  readonly #due = new Set<() => void>();
  #isHeld = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  schedule(delayMs: number, action: () => void): () => void {
    // One of its own for each timer: the same action may be due twice.
    const run = (): void => action();
    const cancel = this.#clock.schedule(delayMs, () => {
      if (this.#isHeld) this.#due.add(run);
      else run();
    });
    return () => {
      cancel();
      this.#due.delete(run);
    };
  }

  /** Idempotent. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Idempotent. */
  release(): void {
    this.#isHeld = false;
    for (const run of [...this.#due]) {
      // One that runs may cancel another, or hold the clock again.
      if (!this.#isHeld && this.#due.delete(run)) run();
    }
  }
}
