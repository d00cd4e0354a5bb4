import type { ThreadMessage } from '../../shared/thread.ts';
import { isAbort } from '../../shared/errors.ts';
import { delayAt, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { Lanes } from '../base/lanes.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import { Rounds } from '../base/rounds.ts';
import { sendingChannelOf } from './channel-of.ts';
import type { ThreadNews } from './news.ts';
import { toReason } from './reason.ts';
import { expire, giveUp, unwanted } from './outbox-ends.ts';
import { OutboxLooks } from './outbox-looks.ts';
import {
  afterFailedPreparation,
  afterFailedSend,
  askedWait,
  mayBeLate,
  refusalsAfter,
} from './outbox-outcome.ts';
import type { Outcome } from './outbox-outcome.ts';
import type { MarkOutbound, Outbound, Sent } from './outbox-ports.ts';
import type { MessageChannel, SendingChannel } from './channel-ports.ts';
import type { Ledger } from './ports.ts';
import { ReadMarks } from './read-marks.ts';
import { maxRefusals } from './refusals.ts';
import { isSettled, isStoreAway, untilKept } from '../base/until-kept.ts';

export type OutboxRunnerDeps = {
  readonly ledger: Ledger;
  readonly channels: readonly MessageChannel[];
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

type Start = Pick<Outbound, 'refusals'> & { readonly state: 'queued' | 'unknown' };

/** Brings every reply out by exactly one send; one that may have been sent is looked for first. */
export class OutboxRunner {
  readonly #deps: OutboxRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;
  readonly #nudges: Nudges;
  /** May have been sent, and only the owner can say what becomes of it. */
  readonly #left = new Set<string>();
  /** The owner wants them tried again, decided since they were taken up. */
  readonly #wished = new Set<string>();
  readonly #looks: OutboxLooks;
  readonly #marks: ReadMarks;
  readonly #takings = new Rounds(() => this.#takeAll());
  /** Conversations that first parts have opened, by message: the other parts were read before that. */
  readonly #opened = new Map<string, string>();
  #hasDoubted = false;

  constructor(deps: OutboxRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
    this.#nudges = new Nudges(deps.clock);
    this.#looks = new OutboxLooks(deps, signal);
    this.#marks = new ReadMarks(deps, signal);
  }

  /** Sends what is in the ledger and not under way; also what an earlier run left. */
  async takeUp(): Promise<void> {
    await this.#takings.run();
    // A letter is durable by now: whoever wrote it does not wait for the marks of others.
    this.#marks.settle();
  }

  /** There is something to send; nobody waits for it. A data file that cannot be read for a moment is waited for. */
  send(): void {
    untilKept(() => this.takeUp(), this.#deps, this.#signal).catch((error: unknown) => {
      if (isAbort(error)) return;
      this.#deps.log.error('what is to be sent could not be taken up', errorFields(error));
    });
  }

  /** A service is reachable again: whoever waits for it tries now, and what was not taken up is. */
  tryAgain(): void {
    this.#nudges.nudgeAll();
    this.#marks.tryAgain();
    this.send();
  }

  /** The owner decided about a line: what waits for it looks now. */
  async decide({ id }: Pick<ThreadMessage, 'id'>): Promise<void> {
    // One at rest is taken up by what the ledger says of it.
    if (!this.#left.delete(id)) this.#wished.add(id);
    await this.takeUp().catch((error: unknown) => {
      if (!isStoreAway(error)) throw error;
      // What was decided is kept: told as failed, it would be asked for a second time.
      this.send();
    });
    this.#nudges.nudge(id);
  }

  async idle(): Promise<void> {
    await this.#lanes.idle();
    await this.#marks.idle();
  }

  async #takeAll(): Promise<void> {
    if (!this.#hasDoubted) {
      // Nothing of this run is being sent yet.
      for (const message of await this.#deps.ledger.doubtSending()) this.#show(message);
      this.#hasDoubted = true;
    }
    for (const outbound of await this.#deps.ledger.openOutbox()) {
      if (this.#left.has(outbound.messageId)) continue;
      const lane = `${outbound.channel} ${outbound.conversationId ?? outbound.recipient}`;
      this.#lanes.add(lane, outbound.idempotencyKey, () => this.#bringOut(outbound));
    }
  }

  async #bringOut(outbound: Outbound): Promise<void> {
    // The part before it was left to the owner while this one waited: it goes when that is decided.
    if (this.#left.has(outbound.messageId)) return;
    try {
      await this.#untilOut(outbound);
    } catch (error) {
      // Dropped meanwhile, or given up together with the part before it.
      if (!isSettled(error)) throw error;
    }
    this.#wished.delete(outbound.messageId);
    // The next reply does not wait for the read marks of this one.
    this.#marks.settle();
  }

  async #untilOut(order: Outbound): Promise<void> {
    const channel = sendingChannelOf(this.#deps.channels, order.channel);
    const outbound = this.#place(order);
    let { state, refusals } = this.#start(outbound);
    let isLate = false;
    for (let attempt = outbound.attempts; ; attempt += 1) {
      await channel.ready.passed(this.#signal);
      await this.#deps.gate.passed(this.#signal);
      const before = { ...outbound, refusals };
      const outcome =
        state === 'queued'
          ? await this.#sendOnce(before, channel)
          : this.#asWished(outbound, await this.#looks.confirm(before, channel.out, isLate));
      refusals = refusalsAfter(outcome, refusals);
      isLate = mayBeLate(outcome, isLate);
      await this.#mark(outbound, outcome, { attempt, refusals });
      if (outcome.state === 'sent') this.#noteOpened(outbound, outcome.sent);
      if (outcome.state === 'sent' || outcome.state === 'failed') return;
      if (outcome.isLeft) return void this.#left.add(outbound.messageId);
      state = outcome.state;
      if (outcome.reason === null) continue;
      const waitMs = Math.max(delayAt(attempt, untilItWorks), askedWait(outcome));
      await this.#nudges.wait(outbound.messageId, waitMs, this.#signal);
    }
  }

  #start({ messageId, recipient, state, refusals }: Outbound): Start {
    // Decided while it waited for those before it.
    const isWished = recipient !== null && this.#wished.delete(messageId);
    if (isWished) return { state: 'queued', refusals: 0 };
    // What was being sent when it was read may have arrived.
    return { state: state === 'queued' ? 'queued' : 'unknown', refusals };
  }

  /** Once there is a conversation, a part is sent into it like any other. */
  #place(outbound: Outbound): Outbound {
    const opened = this.#opened.get(outbound.messageId);
    const conversationId = outbound.conversationId ?? opened ?? null;
    return conversationId === null ? outbound : { ...outbound, conversationId, recipient: null };
  }

  #noteOpened({ messageId }: Outbound, { conversationId }: Sent): void {
    if (conversationId !== null) this.#opened.set(messageId, conversationId);
  }

  /** A wish from before the send is fulfilled by it, whatever comes of it. */
  async #sendOnce(outbound: Outbound, channel: SendingChannel): Promise<Outcome> {
    const outcome = await this.#send(outbound, channel);
    this.#wished.delete(outbound.messageId);
    return outcome;
  }

  /** A letter that the owner wanted sent again while it was looked for is sent again, unless it was found. */
  #asWished({ messageId, recipient }: Outbound, outcome: Outcome): Outcome {
    const isWished = this.#wished.delete(messageId);
    if (!isWished || recipient === null || outcome.state !== 'unknown') return outcome;
    return { state: 'queued', reason: null, isWished };
  }

  async #send(outbound: Outbound, channel: SendingChannel): Promise<Outcome> {
    const at = this.#deps.clock.now();
    const { id, idempotencyKey, expiresAt } = outbound;
    // It is known not to have arrived.
    if (outbound.refusals >= maxRefusals) return giveUp(outbound);
    if (expiresAt !== null && at > expiresAt) return expire(outbound, at);
    if (await this.#isUnwanted(outbound, channel)) return unwanted;
    const unready = await this.#prepare(outbound, channel);
    if (unready) return unready;
    const sending = { state: 'sending', reason: null, at: this.#deps.clock.now() } as const;
    const unnoted = await this.#noteSending({ id, idempotencyKey, ...sending });
    if (unnoted) return unnoted;
    try {
      return { state: 'sent', reason: null, sent: await channel.out.send(outbound, this.#signal) };
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#deps.log.warn('a reply could not be sent', errorFields(error));
      return afterFailedSend(error);
    }
  }

  /** Null once it is kept that it is being sent; else it is not, and everything is looked at anew. */
  async #noteSending(change: MarkOutbound): Promise<Outcome | null> {
    try {
      this.#show(await this.#deps.ledger.markOutbound(change));
      return null;
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      this.#deps.log.warn('that a reply is being sent could not be kept', errorFields(error));
      return { state: 'queued', reason: toReason(error) };
    }
  }

  /** Whether none of those whom it answers may write any more. */
  async #isUnwanted({ messageId }: Outbound, channel: SendingChannel): Promise<boolean> {
    if (!channel.refusal) return false;
    const ask = () => this.#deps.ledger.answeredMessages({ id: messageId });
    const answered = await untilKept(ask, this.#deps, this.#signal);
    return answered.length > 0 && answered.every((one) => channel.refusal?.(one) !== null);
  }

  /** Nothing is sent yet: whatever fails here may simply be done again. Null when everything is ready. */
  async #prepare(outbound: Outbound, channel: SendingChannel): Promise<Outcome | null> {
    try {
      await channel.out.prepare?.(outbound, this.#signal);
      return null;
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#deps.log.warn('what goes along could not be brought up', errorFields(error));
      return afterFailedPreparation(error);
    }
  }

  async #mark(
    { id, idempotencyKey }: Outbound,
    outcome: Outcome,
    { attempt, refusals }: { readonly attempt: number; readonly refusals: number },
  ): Promise<void> {
    const at = this.#deps.clock.now();
    const delayMs = delayAt(attempt, { ...untilItWorks, jitter: 0 });
    const nextAt = at + Math.max(delayMs, askedWait(outcome));
    const { state, reason } = outcome;
    const change = { id, idempotencyKey, state, reason, at, nextAt, refusals };
    const line = 'line' in outcome ? outcome.line : undefined;
    const mark = {
      ...change,
      ...(outcome.state === 'sent' && { sent: outcome.sent }),
      ...(line && { line }),
    };
    // What came of a send is known here alone until it is kept.
    const keep = () => this.#deps.ledger.markOutbound(mark);
    const message = await untilKept(keep, this.#deps, this.#signal);
    if (line) this.#show(line);
    this.#show(message);
  }

  #show(message: ThreadMessage): void {
    this.#deps.news.emit({ type: 'message-saved', message });
  }
}
