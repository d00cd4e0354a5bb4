import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';

/** One thing to do; its failure is logged and keeps no other from being done. */
export type PowerStep = {
  readonly name: string;
  readonly run: () => Promise<void> | void;
};

export type PowerParts = {
  /** In order, each after the one before. */
  readonly suspending: readonly PowerStep[];
  readonly woke: readonly PowerStep[];
  readonly clock: Clock;
  readonly log: Logger;
};

const lookEveryMs = 5000;
/** Timers stand still in sleep; a wait that took so much longer (or shorter) by the clock was not only a busy moment. */
const jumpMs = 10_000;
/** The system's event and the jump of the clock tell the same wake. */
const sameWakeMs = 10_000;

/**
 * What is done when the machine is about to sleep, and after it woke. Not every host tells (a headless one does not),
 * so a jump of the clock counts as a wake.
 */
export class Power {
  readonly #parts: PowerParts;
  #wokeAt = -Infinity;
  #lookedAt: number;
  #cancelLook: () => void = () => {};

  constructor(parts: PowerParts) {
    this.#parts = parts;
    this.#lookedAt = parts.clock.now();
    this.#armLook();
  }

  /** Resolves when all of it was done or has failed; the system may not wait for that. */
  suspending(): Promise<void> {
    this.#parts.log.info('the machine is about to sleep');
    return this.#run(this.#parts.suspending);
  }

  /** Resolves when all of it was done or has failed. */
  async woke(): Promise<void> {
    const now = this.#parts.clock.now();
    if (Math.abs(now - this.#wokeAt) < sameWakeMs) return;
    this.#wokeAt = now;
    // The next look must not take the same sleep for another one.
    this.#lookedAt = now;
    this.#parts.log.info('the machine woke');
    await this.#run(this.#parts.woke);
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#cancelLook();
    this.#cancelLook = () => {};
    return Promise.resolve();
  }

  #armLook(): void {
    this.#cancelLook = this.#parts.clock.schedule(lookEveryMs, () => {
      this.#armLook();
      const now = this.#parts.clock.now();
      const jumped = Math.abs(now - this.#lookedAt - lookEveryMs) > jumpMs;
      this.#lookedAt = now;
      if (jumped) void this.woke();
    });
  }

  async #run(steps: readonly PowerStep[]): Promise<void> {
    for (const { name, run } of steps) {
      try {
        await run();
      } catch (error) {
        this.#parts.log.warn('a step of sleep or wake failed', {
          step: name,
          ...errorFields(error),
        });
      }
    }
  }
}
