import type { Clock } from '../../base/clock.ts';
import type { Gate } from '../../base/gate.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { Rounds } from '../../base/rounds.ts';
import { WallTimer } from './wall-timer.ts';

export type DueRoundsDeps = {
  /** Looks at everything that is due; gives the instant (epoch ms) at which to look again, null for never. */
  readonly round: () => Promise<number | null>;
  /** Shut while the agent is paused: nothing is looked at. */
  readonly gate: Gate;
  /** What could not be looked at, on a full disk say, is looked at again after so long, in ms. */
  readonly againMs: number;
  /** What the log says of a round that failed. */
  readonly failed: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Looks at what is due, one round at a time: when it is asked to, at its instant, and soon after a round that failed. */
export class DueRounds {
  readonly #deps: DueRoundsDeps;
  readonly #signal: AbortSignal;
  readonly #rounds = new Rounds(() => this.#round());
  readonly #timer: WallTimer;

  constructor(deps: DueRoundsDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#timer = new WallTimer(deps.clock, () => this.look());
    signal.addEventListener('abort', () => this.#timer.set(null), { once: true });
  }

  look(): void {
    this.#rounds.run().catch((error: unknown) => {
      if (this.#signal.aborted) return;
      const { log, clock, againMs, failed } = this.#deps;
      log.warn(failed, errorFields(error));
      this.#timer.set(clock.now() + againMs);
    });
  }

  /** Resolves when nothing is being looked at. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  async #round(): Promise<void> {
    if (this.#signal.aborted || !this.#deps.gate.isOpen) return;
    const nextAt = await this.#deps.round();
    if (!this.#signal.aborted) this.#timer.set(nextAt);
  }
}
