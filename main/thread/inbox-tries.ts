import { isAbort } from '../../shared/errors.ts';
import { askedWaitMs } from '../base/asked-wait.ts';
import { delayAt, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Nudges } from '../base/nudges.ts';
import { canWait, isSettled } from '../base/until-kept.ts';
import type { Finder } from './finder.ts';
import type { ThreadNews } from './news.ts';
import type { InboxItem } from './inbox-ports.ts';
import type { Ledger } from './ports.ts';
import { toReason } from './reason.ts';

export type InboxTriesDeps = {
  readonly ledger: Pick<Ledger, 'postpone'>;
  readonly finder: Pick<Finder, 'settle'>;
  /** Whether a message was deleted while it was worked on. */
  readonly isRemoved: (id: string) => boolean;
  readonly news: Emitter<ThreadNews>;
  /** Waits are named by the message's id. */
  readonly nudges: Nudges;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A failure that no waiting mends is tried this often before the message counts as failed. */
const maxFailures = 3;

/** Tries each step of a message's way until it is done, with a note in the ledger of why it takes so long. */
export class InboxTries {
  readonly #deps: InboxTriesDeps;
  readonly #signal: AbortSignal;

  constructor(deps: InboxTriesDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Null when it failed for good, which is then written down. */
  async untilDone<T>(item: InboxItem, step: () => Promise<T>): Promise<T | null> {
    let next: () => Promise<T | null> = step;
    let failures = 0;
    for (let attempt = item.attempts; ; attempt += 1) {
      try {
        return await next();
      } catch (error) {
        if (isAbort(error) || this.#signal.aborted) throw error;
        // There is nothing to be done for it any more, and nothing to write that down in.
        if (this.#deps.isRemoved(item.id)) return null;
        // Somebody else settled it: the owner dropped it, say.
        if (isSettled(error)) return null;
        failures += canWait(error) ? 0 : 1;
        this.#deps.log.warn('a message could not be handled yet', errorFields(error));
        if (failures === maxFailures && !canWait(error)) {
          next = () => this.#giveUp(item, toReason(error));
        } else await this.#postpone(item, attempt, error);
      }
    }
  }

  async #giveUp(item: InboxItem, reason: string): Promise<null> {
    await this.#deps.finder.settle(item, { type: 'settled', delivery: 'failed', reason });
    return null;
  }

  async #postpone(item: InboxItem, attempt: number, error: unknown): Promise<void> {
    const { ledger, news, nudges, clock, log } = this.#deps;
    const delayMs = Math.max(delayAt(attempt, untilItWorks), askedWaitMs(error));
    const change = { id: item.id, nextAt: clock.now() + delayMs };
    try {
      const reason = toReason(error);
      const message = await ledger.postpone({ ...change, reason });
      news.emit({ type: 'message-saved', message });
    } catch (failure) {
      // The message matters, not the note about it: it waits all the same.
      log.warn('a delay could not be written down', errorFields(failure));
    }
    await nudges.wait(item.id, delayMs, this.#signal);
  }
}
