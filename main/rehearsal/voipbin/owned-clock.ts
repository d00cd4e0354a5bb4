import type { Clock } from '../../base/clock.ts';

/** A clock that remembers what it scheduled, so that one `close` leaves no timer behind. */
export class OwnedClock implements Clock {
  readonly #clock: Clock;
  readonly #cancels = new Set<() => void>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** After `close` nothing is scheduled any more. */
  schedule(delayMs: number, action: () => void): () => void {
    if (this.#isClosed) return () => undefined;
    const stop = this.#clock.schedule(delayMs, () => {
      this.#cancels.delete(cancel);
      action();
    });
    const cancel = (): void => {
      this.#cancels.delete(cancel);
      stop();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of [...this.#cancels]) cancel();
  }
}
