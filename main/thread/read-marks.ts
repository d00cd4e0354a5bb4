import { isAbort, RemoteError } from '../../shared/errors.ts';
import { Backoff, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import { Rounds } from '../base/rounds.ts';
import { Slots } from '../base/slots.ts';
import { channelOf } from './channel-of.ts';
import type { MessageChannel } from './channel-ports.ts';
import type { InboxItem } from './inbox-ports.ts';
import type { Ledger } from './ports.ts';

export type ReadMarksDeps = {
  readonly ledger: Pick<Ledger, 'unreadInbox' | 'markRead'>;
  readonly channels: readonly MessageChannel[];
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Requests for marks at once: a slow service does not hold up the rest, and is not flooded. */
const maxAtOnce = 8;

/** Sets the read marks of what was handled; one that cannot be set now is tried again later. */
export class ReadMarks {
  readonly #deps: ReadMarksDeps;
  readonly #signal: AbortSignal;
  readonly #slots = new Slots(maxAtOnce);
  readonly #nudges: Nudges;
  readonly #backoff = new Backoff(untilItWorks);
  readonly #rounds = new Rounds(() => this.#markAll());
  /** Could not be set, and are left alone for a while. */
  readonly #resting = new Set<string>();
  #isWaiting = false;

  constructor(deps: ReadMarksDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#nudges = new Nudges(deps.clock);
  }

  /** Sets all that are due; nobody waits for it. */
  settle(): void {
    this.#rounds.run().catch((error: unknown) => {
      if (!isAbort(error)) this.#deps.log.warn('read marks are still due', errorFields(error));
    });
  }

  /** A service is reachable again. */
  tryAgain(): void {
    this.#resting.clear();
    this.#nudges.nudge('resting');
    this.settle();
  }

  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  async #markAll(): Promise<void> {
    if (!this.#deps.gate.isOpen) return;
    const due = await this.#deps.ledger.unreadInbox();
    const awake = due.filter(({ id }) => !this.#resting.has(id));
    await Promise.all(awake.map((item) => this.#slots.run(() => this.#mark(item))));
    if (this.#resting.size === 0) this.#backoff.reset();
    // One wait for all of them; those that join it later wait less.
    else if (!this.#isWaiting) void this.#rest();
  }

  async #mark(item: InboxItem): Promise<void> {
    const channel = channelOf(this.#deps.channels, item.channel);
    if (this.#signal.aborted || !channel.ready.isOpen) return;
    try {
      await channel.markRead(item, this.#signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#deps.log.warn('a read mark could not be set', errorFields(error));
      // What the service refuses for good, it would refuse each time.
      if (!(error instanceof RemoteError) || error.retryable)
        return void this.#resting.add(item.id);
    }
    await this.#deps.ledger.markRead({ id: item.id, at: this.#deps.clock.now() });
  }

  async #rest(): Promise<void> {
    this.#isWaiting = true;
    try {
      await this.#nudges.wait('resting', this.#backoff.next(), this.#signal);
    } catch {
      // The app ends; the ledger knows what is due.
      return;
    }
    this.#isWaiting = false;
    this.#resting.clear();
    this.settle();
  }
}
