import type { AttachmentState } from '../../shared/attachments.ts';
import { AppError, isAbort, RefusedError } from '../../shared/errors.ts';
import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import { proxyFaultIn } from '../base/proxy-blame.ts';
import { delayAt, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { Lanes } from '../base/lanes.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import { Slots } from '../base/slots.ts';
import { spentMs } from '../base/spent-time.ts';
import { canWait } from '../base/until-kept.ts';
import type {
  Attachment,
  AttachmentCarrier,
  AttachmentLedger,
  ChangeAttachment,
  FileShelf,
  OpenAttachments,
} from './attachment-ports.ts';
import type { ThreadNews } from './news.ts';
import { toReason } from './reason.ts';
import { isRefusal, maxRefusals } from './refusals.ts';

export type AttachmentRunnerDeps = {
  readonly ledger: AttachmentLedger;
  readonly shelf: Pick<FileShelf, 'place'>;
  readonly carriers: readonly AttachmentCarrier[];
  /** Shut while the agent is paused: nothing leaves. What comes is fetched all the same. */
  readonly gate: Gate;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A sender may still be sending; after this long, in milliseconds, it is not to be expected any more. */
const patienceMs = 15 * 60_000;
/** More than this between two tries, in milliseconds, is a machine that slept. */
const maxStepMs = 2 * 60_000;
const maxTransfers = 4;

const tooLate = 'It did not come within a quarter of an hour.';
const refusedTooOften = 'Carbon Voice failed at it again and again.';

const unfinished: ReadonlySet<AttachmentState> = new Set(['kept', 'uploaded', 'awaited']);

/** What comes of one try. `later`: it is not there yet, or cannot be had now. */
type Outcome =
  | { readonly type: 'done' }
  | { readonly type: 'later'; readonly isRefusal: boolean; readonly isAway?: boolean }
  | { readonly type: 'vain'; readonly reason: string };

/**
 * Finishes the attachments of messages that are out, and fetches those of messages that came: by what the ledger says,
 * in the background, until it is done. No answer waits for it.
 */
export class AttachmentRunner {
  readonly #deps: AttachmentRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;
  readonly #nudges: Nudges;
  readonly #transfers = new Slots(maxTransfers);

  constructor(deps: AttachmentRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
    this.#nudges = new Nudges(deps.clock);
  }

  /** Takes up what is in the ledger and not under way; also what an earlier run left. */
  async takeUp(): Promise<void> {
    for (const { channel, remoteId, attachments } of await this.#deps.ledger.openAttachments()) {
      const key = `${channel} ${remoteId}`;
      const ids = attachments.map(({ id }) => id);
      this.#lanes.add(key, [key, ...ids].join(' '), () => this.#seeTo(channel, remoteId));
    }
  }

  /** A service is reachable again: whoever waits for it tries now. */
  tryAgain(): void {
    this.#nudges.nudgeAll();
  }

  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  async #seeTo(channel: Channel, remoteId: string): Promise<void> {
    const carrier = this.#deps.carriers.find((one) => one.channel === channel);
    if (!carrier) return;
    const patience = new Patience(this.#deps.clock);
    let refusals = 0;
    for (let attempt = 0; ; attempt += 1) {
      patience.spend();
      await carrier.ready.passed(this.#signal);
      patience.begin();
      // What is done stays done.
      const all = await this.#deps.ledger.openAttachments();
      const open = all.find((one) => one.channel === channel && one.remoteId === remoteId);
      if (!open) return;
      if (open.direction === 'out') await this.#deps.gate.passed(this.#signal);
      const outcome = await this.#try(carrier, open);
      if (outcome.type === 'done') return;
      if (outcome.type === 'vain') return this.#giveUp(open, outcome.reason);
      if (outcome.isRefusal) refusals += 1;
      const isLate = patience.isOverAfter(outcome);
      if (refusals >= maxRefusals) return this.#giveUp(open, refusedTooOften);
      if (open.direction === 'in' && isLate) return this.#giveUp(open, tooLate);
      await this.#nudges.wait(remoteId, delayAt(attempt, untilItWorks), this.#signal);
    }
  }

  async #try(carrier: AttachmentCarrier, now: OpenAttachments): Promise<Outcome> {
    try {
      if (now.direction === 'in') return await this.#fetchAll(carrier, now.attachments);
      for await (const change of carrier.finish(now, this.#signal)) await this.#change(change);
      return { type: 'done' };
    } catch (error) {
      if (isAbort(error) || this.#signal.aborted) throw error;
      this.#deps.log.warn('attachments are still to be seen to', errorFields(error));
      if (error instanceof RefusedError) return { type: 'vain', reason: error.message };
      return later(error);
    }
  }

  async #fetchAll(carrier: AttachmentCarrier, all: readonly Attachment[]): Promise<Outcome> {
    const outcomes = await Promise.all(all.map((one) => this.#fetch(carrier, one)));
    return outcomes.find(({ type }) => type === 'later') ?? { type: 'done' };
  }

  async #fetch(carrier: AttachmentCarrier, attachment: Attachment): Promise<Outcome> {
    const { id, messageId } = attachment;
    try {
      const { path, absolute } = await this.#deps.shelf.place(messageId, attachment);
      const fetch = (): Promise<number | null> => carrier.fetch(attachment, absolute, this.#signal);
      const bytes = await this.#transfers.run(fetch);
      if (bytes === null) return { type: 'later', isRefusal: false };
      await this.#change({ id, state: 'fetched', reason: null, path, bytes });
      return { type: 'done' };
    } catch (error) {
      if (isAbort(error) || this.#signal.aborted) throw error;
      this.#deps.log.warn('an attachment could not be fetched', errorFields(error));
      const isOpen = !(error instanceof AppError) || error.kind === 'settings' || canWait(error);
      if (isOpen) return later(error);
      await this.#change({ id, state: 'failed', reason: toReason(error) });
      return { type: 'done' };
    }
  }

  async #giveUp({ attachments }: OpenAttachments, reason: string): Promise<void> {
    for (const { id } of attachments) await this.#change({ id, state: 'failed', reason });
  }

  async #change(change: ChangeAttachment): Promise<void> {
    const message = await this.#deps.ledger.changeAttachment(change);
    this.#deps.news.emit({ type: 'message-saved', message });
  }
}

/** Time in which the service cannot be asked, or in which the machine sleeps, does not count. */
class Patience {
  readonly #clock: Clock;
  #spentMs = 0;
  #triedAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Before the service is waited for. */
  spend(): void {
    if (this.#triedAt === null) return;
    this.#spentMs += spentMs(this.#triedAt, this.#clock.now(), maxStepMs);
  }

  /** The service is there. */
  begin(): void {
    this.#triedAt = this.#clock.now();
  }

  /** Whether something is there is known only where the service could be asked. */
  isOverAfter({ isAway = false }: Extract<Outcome, { type: 'later' }>): boolean {
    if (isAway) this.#triedAt = null;
    return !isAway && this.#spentMs > patienceMs;
  }
}

function later(error: unknown): Outcome {
  const isThere = isRefusal(error) && proxyFaultIn(error) === null;
  return { type: 'later', isRefusal: isThere, isAway: !isThere };
}

/** Whether something is still to be done for what goes along with a line. */
export function hasOpenAttachments({
  attachments = [],
  direction,
  delivery,
}: ThreadMessage): boolean {
  // Of several sends the first may be out already.
  const isOut = delivery === 'sent' || delivery === 'sending';
  return (direction === 'in' || isOut) && attachments.some(({ state }) => unfinished.has(state));
}
