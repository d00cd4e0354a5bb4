import type { Logger } from './log.ts';
import { errorFields } from './log.ts';
import { isAbort } from '../../shared/errors.ts';

/** Tasks of one lane run one after the other, lanes side by side; a task's name runs once at a time. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #names = new Set<string>();
  readonly #log: Logger;
  readonly #signal: AbortSignal;

  /** After the signal no task begins any more. */
  constructor(log: Logger, signal: AbortSignal) {
    this.#log = log;
    this.#signal = signal;
  }

  /** False when a task of that name is under way or waiting already. */
  add(lane: string, name: string, task: () => Promise<void>): boolean {
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    const tail = (this.#tails.get(lane) ?? Promise.resolve()).then(() => this.#run(name, task));
    this.#tails.set(lane, tail);
    void tail.then(() => {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane);
    });
    return true;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }

  async #run(name: string, task: () => Promise<void>): Promise<void> {
    try {
      if (!this.#signal.aborted) await task();
    } catch (error) {
      // One task's failure must not hold the rest of its lane.
      if (!isAbort(error)) this.#log.error('a task failed', errorFields(error));
    } finally {
      this.#names.delete(name);
    }
  }
}
