import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import { AppError, isAbort, NetworkError, RemoteError } from '../../shared/errors.ts';
import { delayAt } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { Lanes } from '../base/lanes.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { ThreadNews } from './news.ts';
import { toReason } from './reason.ts';
import type { Ledger, MessageChannel, Outbound } from './ports.ts';

export type OutboxRunnerDeps = {
  readonly ledger: Ledger;
  readonly channels: readonly MessageChannel[];
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

const tryAgain = { firstMs: 1000, maxMs: 60_000 };
const maxAskedWaitMs = 10 * 60_000;
/** A feed may lag behind a send: "not there" counts only after this much time, and twice. */
const settleMs = 2000;
const looksForAbsence = 2;

/** Where a reply stands after a step; a `reason` on an open one means that it waits before the next. */
type Outcome =
  | { readonly state: 'sent'; readonly reason: null; readonly remoteId: string }
  | { readonly state: 'failed'; readonly reason: string }
  | {
      readonly state: 'queued' | 'unknown';
      readonly reason: string | null;
      /** The service asked to be left alone for so long. */
      readonly waitMs?: number;
    };

/** Brings every reply out by exactly one send; one that may have been sent is looked for first. */
export class OutboxRunner {
  readonly #deps: OutboxRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;
  readonly #nudges: Nudges;
  #marking: Promise<void> = Promise.resolve();

  constructor(deps: OutboxRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
    this.#nudges = new Nudges(deps.clock);
  }

  /** Sends what is in the ledger and not under way; also what an earlier run left. */
  async takeUp(): Promise<void> {
    for (const outbound of await this.#deps.ledger.openOutbox()) {
      const lane = `${outbound.channel} ${outbound.conversationId}`;
      this.#lanes.add(lane, outbound.id, () => this.#bringOut(outbound));
    }
    await this.#finish();
  }

  /** A service is reachable again: whoever waits for it tries now. */
  tryAgain(): void {
    this.#nudges.nudgeAll();
    this.#finishLater();
  }

  async idle(): Promise<void> {
    await this.#lanes.idle();
    await this.#marking;
  }

  async #bringOut(outbound: Outbound): Promise<void> {
    const channel = this.#channel(outbound);
    // What was being sent when an earlier run ended may have arrived.
    let state: 'queued' | 'unknown' = outbound.state === 'queued' ? 'queued' : 'unknown';
    for (let attempt = outbound.attempts; ; attempt += 1) {
      await channel.ready.passed(this.#signal);
      await this.#deps.gate.passed(this.#signal);
      const step =
        state === 'queued' ? this.#send(outbound, channel) : this.#confirm(outbound, channel);
      const outcome = await step;
      await this.#mark(outbound, outcome, attempt);
      if (outcome.state === 'sent' || outcome.state === 'failed') break;
      state = outcome.state;
      if (outcome.reason === null) continue;
      const waitMs = Math.max(delayAt(attempt, tryAgain), askedWait(outcome));
      await this.#nudges.wait(outbound.id, waitMs, this.#signal);
    }
    // The next reply does not wait for the read marks of this one.
    this.#finishLater();
  }

  async #send(outbound: Outbound, channel: MessageChannel): Promise<Outcome> {
    const at = this.#deps.clock.now();
    const change = { id: outbound.id, state: 'sending', reason: null, at } as const;
    this.#show(await this.#deps.ledger.markOutbound(change));
    try {
      const remoteId = await channel.send(outbound, this.#signal);
      return { state: 'sent', reason: null, remoteId };
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#deps.log.warn('a reply could not be sent', errorFields(error));
      return afterFailedSend(error);
    }
  }

  async #confirm(outbound: Outbound, channel: MessageChannel): Promise<Outcome> {
    try {
      for (let look = 0; look < looksForAbsence; look += 1) {
        // No news shortens this: the feed needs its time, or the reply would be sent a second time.
        await sleep(this.#deps.clock, settleMs, this.#signal);
        const { conversationId } = outbound;
        const taken = new Set(await this.#deps.ledger.sentRemoteIds({ conversationId }));
        const remoteId = await channel.findSent(outbound, taken, this.#signal);
        if (remoteId !== null) return { state: 'sent', reason: null, remoteId };
      }
      return { state: 'queued', reason: null };
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#deps.log.warn('a reply could not be looked for', errorFields(error));
      return { state: 'unknown', reason: `It may have been sent. ${toReason(error)}` };
    }
  }

  async #mark(outbound: Outbound, outcome: Outcome, attempt: number): Promise<void> {
    const at = this.#deps.clock.now();
    const delayMs = delayAt(attempt, { ...tryAgain, jitter: 0 });
    const nextAt = at + Math.max(delayMs, askedWait(outcome));
    const { state, reason } = outcome;
    const change = { id: outbound.id, state, reason, at, nextAt };
    const message = await this.#deps.ledger.markOutbound(
      outcome.state === 'sent' ? { ...change, remoteId: outcome.remoteId } : change,
    );
    this.#show(message);
  }

  #show(message: ThreadMessage): void {
    this.#deps.news.emit({ type: 'message-saved', message });
  }

  #finishLater(): void {
    this.#finish().catch((error: unknown) => {
      if (!isAbort(error)) this.#deps.log.warn('read marks are still due', errorFields(error));
    });
  }

  /** Sets the read marks that are due; one that cannot be set now is tried with the next reply. */
  #finish(): Promise<void> {
    // What becomes due meanwhile is seen to in a further round; one at a time, or each would set all of them.
    const round = this.#marking.then(() => this.#markAll());
    this.#marking = round.catch(() => {
      // Told to whoever asked for that round.
    });
    return round;
  }

  async #markAll(): Promise<void> {
    if (!this.#deps.gate.isOpen) return;
    for (const item of await this.#deps.ledger.unreadInbox()) {
      const channel = this.#channel(item);
      if (!channel.ready.isOpen) continue;
      try {
        await channel.markRead(item, this.#signal);
      } catch (error) {
        if (isAbort(error)) throw error;
        this.#deps.log.warn('a read mark could not be set', errorFields(error));
        // What the service refuses for good, it would refuse each time.
        if (!(error instanceof RemoteError) || error.retryable) continue;
      }
      await this.#deps.ledger.markRead({ id: item.id, at: this.#deps.clock.now() });
    }
  }

  #channel({ channel: name }: { readonly channel: Channel }): MessageChannel {
    const channel = this.#deps.channels.find((candidate) => candidate.channel === name);
    if (!channel) throw new Error(`no channel "${name}"`);
    return channel;
  }
}

/** `Retry-After`, as far as it is believed. */
function askedWait(outcome: Outcome): number {
  return 'waitMs' in outcome ? Math.min(outcome.waitMs ?? 0, maxAskedWaitMs) : 0;
}

/** Whether to send again, to look first, or to give up: only what surely did not arrive is sent again. */
export function afterFailedSend(error: unknown): Outcome {
  const reason = toReason(error);
  if (error instanceof NetworkError) {
    return { state: error.mayHaveArrived ? 'unknown' : 'queued', reason };
  }
  if (error instanceof RemoteError) {
    if (error.status === 429 || error.status === 503) {
      const waitMs = error.retryAfterMs ?? 0;
      return { state: 'queued', reason, ...(waitMs > 0 && { waitMs }) };
    }
    return error.retryable ? { state: 'unknown', reason } : { state: 'failed', reason };
  }
  if (!(error instanceof AppError)) return { state: 'unknown', reason };
  // Without a token or with a refused one nothing left this machine.
  if (error.kind === 'auth' || error.kind === 'settings') return { state: 'queued', reason };
  return { state: 'unknown', reason };
}
