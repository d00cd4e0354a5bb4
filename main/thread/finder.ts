import type { ThreadMessage } from '../../shared/thread.ts';
import { delayAt } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Nudges } from '../base/nudges.ts';
import { Slots } from '../base/slots.ts';
import { spentMs } from '../base/spent-time.ts';
import type { ThreadNews } from './news.ts';
import type { Examined, MessageChannel } from './channel-ports.ts';
import type { InboxItem, Resolved } from './inbox-ports.ts';
import type { Ledger } from './ports.ts';
import { settle } from './settle.ts';
import type { TurnTask } from './turn-runner.ts';

export type FinderDeps = {
  readonly ledger: Pick<Ledger, 'resolve' | 'settle'>;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  /** Why what was said at an instant (epoch ms) is not answered, because a backup was restored since; else null. */
  readonly heldBackReason: (at: number) => string | null;
  /** Waits are named by the message's id. */
  readonly nudges: Nudges;
};

/** How often to look for a text that is still to come. */
const lookAgain = { firstMs: 500, maxMs: 5000, jitter: 0 };
/** Carbon Voice: words land 10 to 30 s after a message; so long those after it wait for their order. */
const patienceMs = 30_000;
/** One look with the wait after it: a request has its own limit. */
const maxLookMs = 15_000;
/** One failed try with the wait after it. */
const maxTryMs = 90_000;
/** Looks at a service at once, so that a backlog is no flood. */
const maxLooks = 8;

type Settled = Extract<Examined, { type: 'settled' }>;
type HeldBack = Settled & { readonly heldBack?: boolean };
type Ready = Extract<Examined, { type: 'ready' }>;

/**
 * One message to find out about; `letPass` lets those after it go first, from the first call on, and `seen` hears what
 * each look tells.
 */
export type Search = {
  readonly item: InboxItem;
  readonly channel: MessageChannel;
  readonly letPass: () => void;
  readonly seen: (examined: Examined) => void;
};

/** Finds out who says what, with all the waiting that this takes. */
export class Finder {
  readonly #deps: FinderDeps;
  readonly #signal: AbortSignal;
  readonly #looks = new Slots(maxLooks);
  /** Of each message that is looked at: whether there was news of it since the look began. */
  readonly #told = new Map<string, boolean>();

  constructor(deps: FinderDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** There is news of a message: whoever waits for it looks now. */
  hear(id: string): void {
    if (this.#told.has(id)) this.#told.set(id, true);
    this.#deps.nudges.nudge(id);
  }

  /** One try after the other of the same message; null when it is not to be answered. Throws AppError. */
  search(search: Search): () => Promise<TurnTask | null> {
    let failedAt: number | null = null;
    let failingMs = 0;
    return async () => {
      // Then it was the service that failed, and everybody waits in their order.
      if (!search.channel.ready.isOpen) failedAt = null;
      try {
        return await this.#findOut(search);
      } catch (error) {
        this.#told.delete(search.item.id);
        const now = this.#deps.clock.now();
        failingMs = failedAt === null ? 0 : failingMs + spentMs(failedAt, now, maxTryMs);
        failedAt = now;
        // A message that a service which answers cannot show does not hold up its conversation.
        if (failingMs >= patienceMs) search.letPass();
        throw error;
      }
    };
  }

  /** The message will not be answered. */
  async settle(item: InboxItem, settled: HeldBack): Promise<void> {
    const { delivery, reason, resolved, heldBack } = settled;
    await settle(this.#deps, {
      ...{ id: item.id, delivery, reason, ...(resolved && { resolved }) },
      ...(heldBack && { heldBack }),
    });
  }

  async #findOut(search: Search): Promise<TurnTask | null> {
    const { item } = search;
    const examined = await this.#lookUntilTold(search);
    this.#told.delete(item.id);
    const transcriptAt = this.#deps.clock.now();
    const { channel } = search;
    const heldBack = this.#holdBack(item, examined);
    if (heldBack) {
      await this.settle(item, heldBack);
      return null;
    }
    if (examined.type === 'ready') {
      const message = await this.#resolve(item, examined.resolved);
      return { item, message, channel, transcriptAt };
    }
    const { apology, reason, resolved } = examined;
    if (apology === undefined || !resolved) {
      await this.settle(item, examined);
      return null;
    }
    // Somebody waits for an answer: they are told at least that there is none.
    const message = await this.#resolve(item, resolved);
    return { item, message, channel, transcriptAt, instead: { text: apology, reason } };
  }

  /** Nobody gets a second answer to what was answered before a restore; nor an apology for it. */
  #holdBack(item: InboxItem, { resolved }: Ready | Settled): HeldBack | null {
    // What is typed at the desk now was surely not answered before.
    if (item.heldBack || !resolved || item.channel === 'desktop') return null;
    const reason = this.#deps.heldBackReason(resolved.at);
    if (reason === null) return null;
    return { type: 'settled', delivery: 'ignored', reason, resolved, heldBack: true };
  }

  /** Looks until the channel can tell, with the waiting in between. */
  async #lookUntilTold({ item, channel, letPass, seen }: Search): Promise<Ready | Settled> {
    const { clock, nudges } = this.#deps;
    let waitedMs = 0;
    let lookedAt: number | null = null;
    for (let round = 0; ; round += 1) {
      // Time in which the service cannot be asked does not count.
      if (lookedAt !== null) waitedMs += spentMs(lookedAt, clock.now(), maxLookMs);
      await channel.ready.passed(this.#signal);
      lookedAt = clock.now();
      this.#told.set(item.id, false);
      const examined = await this.#looks.run(() => channel.examine(item, this.#signal));
      seen(examined);
      if (examined.type !== 'waiting') return examined;
      const { giveUp, resolved, letsPass } = examined;
      // Nobody waits for what may not even exist, nor for words that are much later than usual.
      if (!resolved || letsPass || waitedMs >= patienceMs) letPass();
      if (waitedMs >= examined.limitMs) {
        return { type: 'settled', ...giveUp, ...(resolved && { resolved }) };
      }
      if (round === 0 && resolved) await this.#resolve(item, resolved);
      // News that came during the look was not part of it.
      if (this.#told.get(item.id)) continue;
      await nudges.wait(item.id, delayAt(round, lookAgain), this.#signal);
    }
  }

  async #resolve(item: InboxItem, resolved: Resolved): Promise<ThreadMessage> {
    const message = await this.#deps.ledger.resolve({ id: item.id, resolved });
    this.#deps.news.emit({ type: 'message-saved', message });
    return message;
  }
}
