import { isAbort } from '../../../shared/errors.ts';
import { Backoff } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { Gate } from '../../base/gate.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { Nudges } from '../../base/nudges.ts';

/** One thing that is looked at; resolves with the milliseconds until it wants to look again, or null. */
export type Look = (signal: AbortSignal) => Promise<number | null>;

export type CatchUpDeps = {
  readonly looks: readonly Look[];
  /** Open while the service can be asked. */
  readonly ready: Gate;
  readonly clock: Clock;
  readonly log: Logger;
};

const wait = 'catch-up';
/** How long a timer can be; news ends it at once. */
const idleMs = 60 * 60_000;

/** Looks at what happened while nobody listened: at the start, after news, and until nothing more is awaited. */
export class CatchUp {
  readonly #deps: CatchUpDeps;
  readonly #nudges: Nudges;
  readonly #backoff = new Backoff({ firstMs: 2000, maxMs: 60_000 });
  #isWanted = true;

  constructor(deps: CatchUpDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  /** Something may have happened. */
  nudge(): void {
    this.#isWanted = true;
    this.#nudges.nudge(wait);
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.ready.passed(signal);
      this.#isWanted = false;
      const waitMs = await this.#look(signal);
      // News that came during the look is no wait later.
      if (!this.#isWanted) await this.#nudges.wait(wait, waitMs, signal);
    }
  }

  /** What fails keeps nothing else from being looked at. Resolves with the shortest wait. */
  async #look(signal: AbortSignal): Promise<number> {
    const waits: number[] = [idleMs];
    let hasFailed = false;
    for (const look of this.#deps.looks) {
      try {
        waits.push((await look(signal)) ?? idleMs);
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        hasFailed = true;
        this.#deps.log.warn('what was missed could not be read', errorFields(error));
      }
    }
    if (hasFailed) waits.push(this.#backoff.next());
    else this.#backoff.reset();
    return Math.min(...waits);
  }
}
