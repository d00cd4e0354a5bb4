import type { Clock } from '../../main/base/clock.ts';

type Timer = { readonly dueAt: number; readonly action: () => void };

/** A clock that stands still until a test moves it. Timers run in the order they fall due, then in the order they were set. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  /** Timers count elapsed time, so that setting the clock does not move them. */
  #elapsed = 0;
  #offset: number;

  /** `startAt`: epoch milliseconds of the first instant. */
  constructor(startAt = 1_700_000_000_000) {
    this.#offset = startAt;
  }

  now(): number {
    return this.#offset + this.#elapsed;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const timer: Timer = { dueAt: this.#elapsed + Math.max(0, delayMs), action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer falls due, in epoch milliseconds; null when none waits. */
  get nextAt(): number | null {
    const next = this.#next();
    return next ? this.#offset + next.dueAt : null;
  }

  /** Moves time forward and runs what falls due, timers set meanwhile included. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`time cannot move by ${ms} ms`);
    const end = this.#elapsed + ms;
    for (let timer = this.#next(); timer && timer.dueAt <= end; timer = this.#next()) {
      this.#timers.delete(timer);
      this.#elapsed = timer.dueAt;
      timer.action();
    }
    this.#elapsed = end;
  }

  /** As `advance`, but lets promises settle before the first timer, between timers and at the end. */
  async advanceAsync(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`time cannot move by ${ms} ms`);
    const end = this.#elapsed + ms;
    await settled();
    for (let timer = this.#next(); timer && timer.dueAt <= end; timer = this.#next()) {
      this.advance(timer.dueAt - this.#elapsed);
      await settled();
    }
    this.#elapsed = end;
  }

  /** Sets the clock as a user or a time server would: waiting timers keep their remaining delay. */
  setNow(at: number): void {
    this.#offset = at - this.#elapsed;
  }

  /** A set keeps the order in which its timers were set, so of those that fall due together the first one is taken. */
  #next(): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (next === null || timer.dueAt < next.dueAt) next = timer;
    }
    return next;
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
