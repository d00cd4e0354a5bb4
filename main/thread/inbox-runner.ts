import { AppError, isAbort } from '../../shared/errors.ts';
import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import { delayAt } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { Lanes } from '../base/lanes.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import { Slots } from '../base/slots.ts';
import type { ThreadNews } from './news.ts';
import type {
  Accepted,
  Examined,
  Incoming,
  InboxItem,
  Ledger,
  MessageChannel,
  Resolved,
} from './ports.ts';
import { toReason } from './reason.ts';
import type { TurnRunner, TurnTask } from './turn-runner.ts';

export type InboxRunnerDeps = {
  readonly ledger: Ledger;
  readonly channels: readonly MessageChannel[];
  readonly turns: TurnRunner;
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** How often to look for a text that is still to come. */
const lookAgain = { firstMs: 500, maxMs: 5000, jitter: 0 };
/** How often to try again while a service is unreachable. */
const tryAgain = { firstMs: 1000, maxMs: 60_000 };
/** A failure that no waiting mends is tried this often before the message counts as failed. */
const maxFailures = 3;
/** Carbon Voice: words land 10 to 30 s after a message; so long those after it wait for their order. */
const patienceMs = 30_000;
/** Looks at a service at once, so that a backlog is no flood. */
const maxLooks = 8;

type Settled = Extract<Examined, { type: 'settled' }>;
type Ready = Extract<Examined, { type: 'ready' }>;

/** Brings every kept message to its one turn, in order within a conversation, conversations side by side. */
export class InboxRunner {
  readonly #deps: InboxRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;
  readonly #nudges: Nudges;
  readonly #looks = new Slots(maxLooks);
  readonly #underWay = new Set<string>();

  constructor(deps: InboxRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
    this.#nudges = new Nudges(deps.clock);
  }

  /** Durable when it resolves; the work goes on by itself. */
  async accept(incoming: Incoming): Promise<Accepted> {
    const accepted = await this.#deps.ledger.accept(incoming);
    if (accepted.outcome === 'accepted') {
      this.#deps.news.emit({ type: 'message-saved', message: accepted.message });
    }
    if (accepted.pending) this.#start(accepted.item);
    this.#nudges.nudge(accepted.item.id);
    return accepted;
  }

  /** Takes up what an earlier run left. */
  async takeUp(): Promise<void> {
    for (const item of await this.#deps.ledger.pendingInbox()) this.#start(item);
  }

  /** A service is reachable again: whoever waits for it looks now. */
  lookAgain(): void {
    this.#nudges.nudgeAll();
  }

  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  /** Who and what is found out for all at once; the turns of a conversation come in order. */
  #start(item: InboxItem): void {
    if (this.#underWay.has(item.id)) return;
    this.#underWay.add(item.id);
    const channel = this.#channel(item.channel);
    const place = Promise.withResolvers<'later'>();
    const letPass = (): void => place.resolve('later');
    const found = this.#untilDone(item, () => this.#findOut(item, channel, letPass));
    found.catch(() => {
      // The lane gets it when the message's turn comes; until then nobody listens.
    });
    // What does not say where it belongs waits for nobody; the desk is one conversation.
    const conversation = channel.sends ? (item.conversationId ?? item.id) : '';
    const lane = `${item.channel} ${conversation}`;
    this.#lanes.add(lane, item.id, async () => {
      const first = await Promise.race([found, place.promise]);
      if (first !== 'later') return this.#finish(item, first, channel);
      // The conversation goes on; this message has its turn when its words have come.
      void found.then(
        (late) => this.#lanes.add(lane, `${item.id} late`, () => this.#finish(item, late, channel)),
        () => this.#underWay.delete(item.id),
      );
    });
  }

  async #finish(item: InboxItem, task: TurnTask | null, channel: MessageChannel): Promise<void> {
    try {
      if (task) await this.#untilDone(item, () => this.#answer(task, channel));
    } finally {
      this.#underWay.delete(item.id);
    }
  }

  /** Tries until it is done; null when it failed for good, which is then written down. */
  async #untilDone<T>(item: InboxItem, step: () => Promise<T>): Promise<T | null> {
    let next: () => Promise<T | null> = step;
    let failures = 0;
    for (let attempt = item.attempts; ; attempt += 1) {
      try {
        return await next();
      } catch (error) {
        if (isAbort(error) || this.#signal.aborted) throw error;
        const canWait = error instanceof AppError && (error.retryable || error.kind === 'auth');
        failures += canWait ? 0 : 1;
        this.#deps.log.warn('a message could not be handled yet', errorFields(error));
        const reason = toReason(error);
        if (failures === maxFailures) next = () => this.#giveUp(item, reason);
        else await this.#postpone(item, attempt, reason);
      }
    }
  }

  async #giveUp(item: InboxItem, reason: string): Promise<null> {
    await this.#settle(item, { type: 'settled', delivery: 'failed', reason });
    return null;
  }

  /** Null when the message is not to be answered. */
  async #findOut(
    item: InboxItem,
    channel: MessageChannel,
    letPass: () => void,
  ): Promise<TurnTask | null> {
    const examined = await this.#lookUntilTold(item, channel, letPass);
    const transcriptAt = this.#deps.clock.now();
    const { sends } = channel;
    if (examined.type === 'ready') {
      const message = await this.#resolve(item, examined.resolved);
      return { item, message, sends, transcriptAt };
    }
    const { apology, reason, resolved } = examined;
    if (apology === undefined || !resolved) {
      await this.#settle(item, examined);
      return null;
    }
    // Somebody waits for an answer: they are told at least that there is none.
    const message = await this.#resolve(item, resolved);
    return { item, message, sends, transcriptAt, instead: { text: apology, reason } };
  }

  async #answer(task: TurnTask, channel: MessageChannel): Promise<void> {
    await this.#deps.gate.passed(this.#signal);
    channel.acknowledge(task.item, this.#signal).catch((error: unknown) => {
      // A courtesy only: the answer matters, and it comes anyway.
      this.#deps.log.debug('the sign of arrival was not taken', errorFields(error));
    });
    await this.#deps.turns.run(task, this.#signal);
  }

  /** Looks until the channel can tell, with the waiting in between; `letPass` when that takes too long for others. */
  async #lookUntilTold(
    item: InboxItem,
    channel: MessageChannel,
    letPass: () => void,
  ): Promise<Ready | Settled> {
    const { clock } = this.#deps;
    let spentMs = 0;
    let lookedAt: number | null = null;
    for (let round = 0; ; round += 1) {
      // Time in which the service cannot be asked does not count.
      if (lookedAt !== null) spentMs += clock.now() - lookedAt;
      await channel.ready.passed(this.#signal);
      lookedAt = clock.now();
      const examined = await this.#looks.run(() => channel.examine(item, this.#signal));
      if (examined.type !== 'waiting') return examined;
      const { giveUp, resolved } = examined;
      // Nobody waits for what may not even exist, nor for words that are much later than usual.
      if (!resolved || spentMs >= patienceMs) letPass();
      if (spentMs >= examined.limitMs) {
        return { type: 'settled', ...giveUp, ...(resolved && { resolved }) };
      }
      if (round === 0 && resolved) await this.#resolve(item, resolved);
      await this.#nudges.wait(item.id, delayAt(round, lookAgain), this.#signal);
    }
  }

  async #resolve(item: InboxItem, resolved: Resolved): Promise<ThreadMessage> {
    const message = await this.#deps.ledger.resolve({ id: item.id, resolved });
    this.#deps.news.emit({ type: 'message-saved', message });
    return message;
  }

  async #settle(item: InboxItem, { delivery, reason, resolved }: Settled): Promise<void> {
    const change = { id: item.id, delivery, reason, ...(resolved && { resolved }) };
    const message = await this.#deps.ledger.settle(change);
    this.#deps.news.emit({ type: 'message-saved', message });
    this.#deps.news.emit({ type: 'message-settled', message });
  }

  async #postpone(item: InboxItem, attempt: number, reason: string): Promise<void> {
    const delayMs = delayAt(attempt, tryAgain);
    const nextAt = this.#deps.clock.now() + delayMs;
    try {
      const message = await this.#deps.ledger.postpone({ id: item.id, nextAt, reason });
      this.#deps.news.emit({ type: 'message-saved', message });
    } catch (error) {
      // The message matters, not the note about it: it waits all the same.
      this.#deps.log.warn('a delay could not be written down', errorFields(error));
    }
    await this.#nudges.wait(item.id, delayMs, this.#signal);
  }

  #channel(name: Channel): MessageChannel {
    const channel = this.#deps.channels.find((candidate) => candidate.channel === name);
    if (!channel) throw new Error(`no channel "${name}"`);
    return channel;
  }
}
