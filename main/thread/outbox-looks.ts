import { isAbort, RemoteError } from '../../shared/errors.ts';
import { askedWaitMs } from '../base/asked-wait.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { isStoreAway } from '../base/until-kept.ts';
import { isAlike, leftAlike, leftToOwner } from './outbox-ends.ts';
import type { Outcome } from './outbox-outcome.ts';
import type { Outbound, OutboxLedger, Sent } from './outbox-ports.ts';
import type { WayOut } from './channel-ports.ts';
import { toReason } from './reason.ts';
import { isRefusal, maxRefusals } from './refusals.ts';

export type OutboxLooksDeps = {
  readonly ledger: Pick<OutboxLedger, 'openOutbox' | 'sentRemoteIds'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A feed may lag behind a send: "not there" counts only after so much time, and twice. */
const settleMs = [2000, 2000] as const;
/** What nobody answered in time may still be done, long after nobody waits for it any more. */
const lateMs = [2000, 8000, 20_000] as const;

/** Finds out at the service whether what may have been sent is there. */
export class OutboxLooks {
  readonly #deps: OutboxLooksDeps;
  readonly #signal: AbortSignal;
  /** By send, how often nothing could be found out; also after that was left to the owner. */
  readonly #vain = new Map<string, number>();

  constructor(deps: OutboxLooksDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Never throws, but on abort. `isLate`: what sent it may still be under way. */
  async confirm(
    outbound: Outbound,
    out: Pick<WayOut, 'findSent'>,
    isLate: boolean,
  ): Promise<Outcome> {
    try {
      const outcome = await this.#look(outbound, out, isLate ? lateMs : settleMs);
      this.#vain.delete(outbound.id);
      return outcome;
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#deps.log.warn('a reply could not be looked for', errorFields(error));
      const reason = `It may have been sent. ${toReason(error)}`;
      if (this.#isInVain(outbound, error)) {
        return { state: 'unknown', reason: `${reason} Try it again, or drop it.`, isLeft: true };
      }
      return { state: 'unknown', reason, waitMs: askedWaitMs(error) };
    }
  }

  async #look(
    outbound: Outbound,
    out: Pick<WayOut, 'findSent'>,
    waitsMs: readonly number[],
  ): Promise<Outcome> {
    const { conversationId, recipient } = outbound;
    for (const waitMs of waitsMs) {
      // No news shortens this: the feed needs its time, or the reply would be sent a second time.
      await sleep(this.#deps.clock, waitMs, this.#signal);
      const taken = new Set(await this.#deps.ledger.sentRemoteIds({ conversationId }));
      const sent = await out.findSent(outbound, taken, this.#signal);
      if (sent !== null && recipient === null) return { state: 'sent', reason: null, sent };
      if (sent !== null) return this.#judgeLetter(outbound, sent);
    }
    // Without a key that the service knows, "not there" may be "not there yet".
    if (recipient !== null) return { state: 'unknown', reason: leftToOwner, isLeft: true };
    return { state: 'queued', reason: null };
  }

  /** By its words alone a letter is told apart neither from one that is known to be out, nor from one that is not. */
  async #judgeLetter(outbound: Outbound, sent: Sent): Promise<Outcome> {
    const { ledger } = this.#deps;
    const open = await ledger.openOutbox();
    if (open.some((other) => isAlike(other, outbound)))
      return { state: 'unknown', reason: leftAlike, isLeft: true };
    // Another one may have got out meanwhile.
    const taken = await ledger.sentRemoteIds({ conversationId: null });
    if (!taken.includes(sent.remoteId)) return { state: 'sent', reason: null, sent };
    return { state: 'unknown', reason: leftToOwner, isLeft: true };
  }

  /** What comes behind it in its conversation is not held up without end by what nobody will ever tell. */
  #isInVain({ id }: Outbound, error: unknown): boolean {
    if (isStoreAway(error)) return false;
    // Not now, it says.
    if (error instanceof RemoteError && !isRefusal(error)) return false;
    const vain = (this.#vain.get(id) ?? 0) + 1;
    this.#vain.set(id, vain);
    return vain >= maxRefusals;
  }
}
