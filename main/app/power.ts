import type { Clock } from '../base/clock.ts';
import type { HeldClock } from '../base/held-clock.ts';
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
  /** Held from the end of the first list to the end of the second. */
  readonly timers: Pick<HeldClock, 'hold' | 'release'>;
  readonly clock: Clock;
  readonly log: Logger;
};

const lookEveryMs = 5000;
/** Timers stand still in sleep; a wait that took so much longer (or shorter) by the clock was not only a busy moment. */
const jumpMs = 10_000;
/** The system's event, the jump of the clock and the network that comes up tell the same wake. */
const sameWakeMs = 10_000;
/** A step that hangs must not keep the machine from waking. */
const stepMs = 5000;
/** Who was told of a sleep and runs for so long is awake, whether or not anybody says so. */
const awakeAfterMs = 60_000;

/**
 * What is done when the machine is about to sleep, and after it woke. Not every host tells (a headless one does not),
 * so a jump of the clock counts as a wake. Another network is like a wake: what stood before is not to be trusted.
 */
export class Power {
  readonly #parts: PowerParts;
  #wokeAt = -Infinity;
  #isAsleep = false;
  #lookedAt: number;
  #work: Promise<void> = Promise.resolve();
  #cancelLook: () => void = () => {};
  #cancelLater: () => void = () => {};
  #cancelAwake: () => void = () => {};

  constructor(parts: PowerParts) {
    this.#parts = parts;
    this.#lookedAt = parts.clock.now();
    this.#armLook();
  }

  /** Resolves when all of it was done or has failed; the system may not wait for that. */
  suspending(): Promise<void> {
    const { log, clock, timers, suspending } = this.#parts;
    log.info('the machine is about to sleep');
    // The wake from this sleep is none of before.
    this.#wokeAt = -Infinity;
    this.#isAsleep = true;
    this.#cancelLater();
    this.#cancelAwake();
    this.#cancelAwake = clock.schedule(awakeAfterMs, () => void this.woke());
    return this.#then(async () => {
      await this.#run(suspending);
      timers.hold();
    });
  }

  /** Resolves when all of it was done or has failed. */
  async woke(): Promise<void> {
    const { log, clock } = this.#parts;
    const now = clock.now();
    if (Math.abs(now - this.#wokeAt) < sameWakeMs) return;
    log.info('the machine woke');
    await this.#renew(now);
  }

  /** The machine has other addresses than before: at once, or some seconds after what was done last. */
  networkChanged(): void {
    const { log, clock } = this.#parts;
    // The wake looks at everything anyway.
    if (this.#isAsleep) return;
    const sinceMs = Math.abs(clock.now() - this.#wokeAt);
    this.#cancelLater();
    this.#cancelLater = clock.schedule(Math.max(0, sameWakeMs - sinceMs), () => {
      log.info('the network changed');
      void this.#renew(clock.now());
    });
  }

  /** Idempotent. */
  close(): Promise<void> {
    for (const cancel of [this.#cancelLook, this.#cancelLater, this.#cancelAwake]) cancel();
    // A tidy end needs its time limits.
    this.#parts.timers.release();
    return Promise.resolve();
  }

  #renew(now: number): Promise<void> {
    this.#wokeAt = now;
    // The next look must not take the same sleep for another one.
    this.#lookedAt = now;
    this.#isAsleep = false;
    this.#cancelAwake();
    this.#cancelLater();
    return this.#then(async () => {
      await this.#run(this.#parts.woke);
      this.#parts.timers.release();
    });
  }

  /** A wake that comes in the middle of a good night waits for its end, so that it has the last word. */
  #then(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work);
    return this.#work;
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
        await this.#limit(run());
      } catch (error) {
        this.#parts.log.warn('a step of sleep or wake failed', {
          step: name,
          ...errorFields(error),
        });
      }
    }
  }

  #limit(step: Promise<void> | void): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.schedule(stepMs, () =>
        reject(new Error(`took longer than ${stepMs} ms`)),
      );
      Promise.resolve(step).then(resolve, reject).finally(cancel);
    });
  }
}
