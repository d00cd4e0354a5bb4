import type { Clock } from '../../main/base/clock.ts';

type Timer = { readonly dueAt: number; readonly order: number; readonly action: () => void };

/** A clock that stands still until a test moves it. Timers run in the order they fall due, then in the order they were set. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  /** Timers count elapsed time, so that setting the clock does not move them. */
  #elapsed = 0;
  #offset: number;
  #order = 0;

  /** `startAt`: epoch milliseconds of the first instant. */
  constructor(startAt = 1_700_000_000_000) {
    this.#offset = startAt;
  }

  now(): number {
    return this.#offset + this.#elapsed;
  }

  schedule(delayMs: number, action: () => void): () => void {
    this.#order += 1;
    const timer: Timer = {
      dueAt: this.#elapsed + Math.max(0, delayMs),
      order: this.#order,
      action,
    };
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
    const next = this.#sorted()[0];
    return next ? this.#offset + next.dueAt : null;
  }

  /** Moves time forward and runs what falls due, timers set meanwhile included. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`time cannot move by ${ms} ms`);
    const end = this.#elapsed + ms;
    for (let timer = this.#sorted()[0]; timer && timer.dueAt <= end; timer = this.#sorted()[0]) {
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
    for (let timer = this.#sorted()[0]; timer && timer.dueAt <= end; timer = this.#sorted()[0]) {
      this.advance(timer.dueAt - this.#elapsed);
      await settled();
    }
    this.#elapsed = end;
  }

  /** Sets the clock as a user or a time server would: waiting timers keep their remaining delay. */
  setNow(at: number): void {
    this.#offset = at - this.#elapsed;
  }

  #sorted(): readonly Timer[] {
    return [...this.#timers].sort((a, b) => a.dueAt - b.dueAt || a.order - b.order);
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
