import { onAbort } from './abort.ts';
import type { Clock } from './clock.ts';

/** Waits that news can cut short, by name. */
export class Nudges {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the waits of that name now. */
  nudge(name: string): void {
    for (const wake of this.#waiting.get(name) ?? []) wake();
  }

  /** Ends every wait now. */
  nudgeAll(): void {
    for (const name of this.#waiting.keys()) this.nudge(name);
  }

  /** Resolves after `delayMs` or a nudge, whichever is first; rejects with the signal's reason. */
  wait(name: string, delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const finish = (settle: () => void) => (): void => {
        cancel();
        stop();
        this.#remove(name, wake);
        settle();
      };
      const wake = finish(resolve);
      const stop = onAbort(
        signal,
        finish(() => reject(signal.reason as Error)),
      );
      const cancel = this.#clock.schedule(delayMs, wake);
      const waits = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waits.add(wake));
    });
  }

  #remove(name: string, wake: () => void): void {
    const waits = this.#waiting.get(name);
    waits?.delete(wake);
    if (waits?.size === 0) this.#waiting.delete(name);
  }
}
