import type { Clock } from '../../base/clock.ts';

/** A timer stands still while the machine sleeps: who waits for a time of the day looks at the clock so often, in ms. */
const longestMs = 20_000;

/** Runs something at an instant of the clock on the wall, however the clock gets there. */
export class WallTimer {
  readonly #clock: Clock;
  readonly #action: () => void;
  #cancel: () => void = () => {};

  constructor(clock: Clock, action: () => void) {
    this.#clock = clock;
    this.#action = action;
  }

  /** `at`: epoch ms, null for never; takes the place of what was set before. */
  set(at: number | null): void {
    this.#cancel();
    this.#cancel = () => {};
    if (at === null) return;
    const setAt = this.#clock.now();
    const waitMs = Math.min(Math.max(0, at - setAt), longestMs);
    this.#cancel = this.#clock.schedule(waitMs, () => {
      const now = this.#clock.now();
      // A clock that is set back may make another time the next one.
      if (setAt <= now && now < at) this.set(at);
      else this.#action();
    });
  }
}
