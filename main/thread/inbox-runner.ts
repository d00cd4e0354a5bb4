import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { Lanes } from '../base/lanes.ts';
import type { Logger } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import { Slots } from '../base/slots.ts';
import { ArrivalSigns } from './arrival-signs.ts';
import { channelOf } from './channel-of.ts';
import { Finder } from './finder.ts';
import { InboxTries } from './inbox-tries.ts';
import type { ThreadNews } from './news.ts';
import type { Examined, MessageChannel } from './channel-ports.ts';
import type { Accepted, Incoming, InboxItem } from './inbox-ports.ts';
import type { Ledger } from './ports.ts';
import { SpokenOrder } from './spoken-order.ts';
import type { TurnRunner, TurnTask } from './turn-runner.ts';
import { WaitingBook } from './waiting.ts';
import type { Waiting } from './waiting.ts';
import { isSettled } from '../base/until-kept.ts';

export type InboxRunnerDeps = {
  readonly ledger: Ledger;
  readonly channels: readonly MessageChannel[];
  readonly turns: TurnRunner;
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  /** Why what was said at an instant (epoch ms) is not answered, because a backup was restored since; else null. */
  readonly heldBackReason?: (at: number) => string | null;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What waited longer than this when its turn comes is no talk any more but a backlog. */
const backlogMs = 60_000;
/** Turns of a backlog at once: many conversations side by side, and no flood for the model. */
const maxBacklogTurns = 8;

/** Brings every kept message to its one turn, in order within a conversation, conversations side by side. */
export class InboxRunner {
  readonly #deps: InboxRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;
  readonly #nudges: Nudges;
  readonly #finder: Finder;
  readonly #book: WaitingBook;
  readonly #tries: InboxTries;
  readonly #backlogTurns = new Slots(maxBacklogTurns);
  /** By message. */
  readonly #underWay = new Map<string, Waiting>();
  #tasks = 0;
  readonly #signs: ArrivalSigns;
  /** Of these, what was deleted. */
  readonly #removed = new Set<string>();

  constructor(deps: InboxRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
    this.#nudges = new Nudges(deps.clock);
    const { gate, clock, log, news, heldBackReason = () => null } = deps;
    const shared = { ...deps, nudges: this.#nudges };
    this.#finder = new Finder({ ...shared, heldBackReason }, signal);
    this.#book = new WaitingBook(clock);
    const isRemoved = (id: string): boolean => this.#removed.has(id);
    this.#tries = new InboxTries({ ...shared, finder: this.#finder, isRemoved }, signal);
    this.#signs = new ArrivalSigns({ gate, clock, log, youngMs: backlogMs }, signal);
    const stop = news.on((one) => {
      if (one.type === 'messages-removed') this.#remove(one.messageIds);
    });
    signal.addEventListener('abort', stop, { once: true });
  }

  /** Durable when it resolves; the work goes on by itself. */
  async accept(incoming: Incoming): Promise<Accepted> {
    const accepted = await this.#deps.ledger.accept(incoming);
    this.#begin(accepted, incoming);
    return accepted;
  }

  /** As `accept`, in that order; the work begins when all of them are durable, so that each knows of the others. */
  async acceptAll(incoming: readonly Incoming[]): Promise<readonly Accepted[]> {
    const { ledger } = this.#deps;
    const all = await Promise.allSettled(incoming.map((one) => ledger.accept(one)));
    const accepted: Accepted[] = [];
    for (const [index, one] of all.entries()) {
      if (one.status !== 'fulfilled') continue;
      accepted.push(one.value);
      this.#begin(one.value, incoming[index]);
    }
    const failed = all.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return accepted;
  }

  /** Takes up what an earlier run left. */
  async takeUp(): Promise<void> {
    for (const item of await this.#deps.ledger.pendingInbox()) this.#start(item);
  }

  /** The owner dropped a message: whoever waits for it finds that out now. */
  drop({ id }: Pick<InboxItem, 'id'>): void {
    const waiting = this.#underWay.get(id);
    if (waiting) this.#leave(waiting);
    this.#nudges.nudge(id);
  }

  /** The owner wants it after all; whoever waits for it looks now. */
  handleAgain(item: InboxItem): void {
    this.#start(item);
    this.#nudges.nudge(item.id);
  }

  /** A service is reachable again: whoever waits for it looks now. */
  lookAgain(): void {
    this.#nudges.nudgeAll();
  }

  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  #begin({ outcome, item, message, pending }: Accepted, incoming?: Incoming): void {
    if (outcome === 'accepted') this.#deps.news.emit({ type: 'message-saved', message });
    if (incoming) this.#underWay.get(item.id)?.order.tell(incoming);
    if (pending) this.#start(item, incoming);
    this.#finder.hear(item.id);
  }

  /** Who and what is found out for all at once; the turns of a conversation come in order. */
  #start(item: InboxItem, incoming?: Incoming): void {
    if (this.#underWay.has(item.id)) return;
    const channel = channelOf(this.#deps.channels, item.channel);
    const late = Promise.withResolvers<'later'>();
    const placed = Promise.withResolvers<'placed'>();
    const order = new SpokenOrder(channel, this.#signal, incoming);
    const letPass = (): void => {
      order.isPassed = true;
      late.resolve('later');
    };
    const seen = (examined: Examined): void => {
      this.#signs.seen({ item, channel }, examined);
      order.see(examined.resolved?.saidAt);
      if (examined.resolved) this.#book.move(waiting, laneOf(channel, examined.resolved));
      if (waiting.lane !== lane) placed.resolve('placed');
    };
    const found = this.#tries.untilDone(
      item,
      this.#finder.search({ item, channel, letPass, seen }),
    );
    // Those that do not say where they belong wait for each other until they are looked at, and so keep their order.
    const lane = laneOf(channel, item);
    const waiting: Waiting = { item, channel, lane, found, late: late.promise, order };
    this.#underWay.set(item.id, waiting);
    this.#book.add(waiting);
    // What gets no turn is done with before its turn comes: the owner may want it handled after all.
    const leave = (): void => this.#leave(waiting);
    found.then((task) => task ?? leave(), leave);
    this.#queue(waiting, placed.promise);
  }

  #queue(waiting: Waiting, placed: Promise<'placed'> | null): void {
    const { found, late, lane } = waiting;
    this.#line(lane, async () => {
      const first = await Promise.race([found, late, ...(placed ? [placed] : [])]);
      if (waiting.lane !== lane) return this.#queue(waiting, null);
      if (typeof first !== 'string') return this.#finishInOrder(waiting, first);
      // The conversation goes on; this message has its turn when its words have come.
      void found.then(
        (task) => this.#line(waiting.lane, () => this.#finish(waiting, task)),
        () => this.#leave(waiting),
      );
    });
  }

  #line(lane: string, task: () => Promise<void>): void {
    this.#tasks += 1;
    this.#lanes.add(lane, String(this.#tasks), task);
  }

  async #finishInOrder(waiting: Waiting, task: TurnTask | null): Promise<void> {
    if (task) await this.#letGoFirst(waiting);
    await this.#finish(waiting, task);
  }

  /** What was said before it, and may have become known only since, has its turn now. */
  async #letGoFirst(waiting: Waiting): Promise<void> {
    await waiting.order.known;
    await this.#deps.gate.passed(this.#signal);
    for (;;) {
      const before = this.#book.before(waiting);
      if (!before) return;
      const first = await Promise.race([before.found, before.late]);
      if (first !== 'later') await this.#finish(before, first);
    }
  }

  async #finish(waiting: Waiting, task: TurnTask | null): Promise<void> {
    try {
      if (!task || !this.#book.has(waiting)) return;
      await this.#tries.untilDone(waiting.item, () => this.#answer(waiting, task));
    } finally {
      this.#leave(waiting);
    }
  }

  #leave(waiting: Waiting): void {
    this.#book.remove(waiting);
    // Taken up anew meanwhile.
    if (this.#underWay.get(waiting.item.id) !== waiting) return;
    this.#underWay.delete(waiting.item.id);
    this.#signs.forget(waiting.item.id);
    this.#removed.delete(waiting.item.id);
  }

  /** Deleted messages get no turn, and no part in one. */
  #remove(ids: readonly string[]): void {
    for (const id of ids) {
      const waiting = this.#underWay.get(id);
      if (!waiting) continue;
      this.#removed.add(id);
      this.#book.remove(waiting);
      this.#nudges.nudge(id);
    }
  }

  async #answer(waiting: Waiting, task: TurnTask): Promise<void> {
    const { channel } = waiting;
    const { gate } = this.#deps;
    // A digest tells of everything: so everything has to be here before it is written.
    if (this.#book.isOld(task, channel)) await channel.backlog?.caughtUp.passed(this.#signal);
    await gate.passed(this.#signal);
    const mates = new Map(await this.#book.mates(waiting, task));
    const run = async (): Promise<void> => {
      await gate.passed(this.#signal);
      // The owner may have dropped it, or a mate, while it waited for its turn.
      if (!this.#book.has(waiting)) return;
      for (const mate of mates.keys()) if (!this.#book.has(mate)) mates.delete(mate);
      await this.#run(channel, await this.#wanted(channel, [task, ...mates.values()]));
    };
    try {
      if (this.#book.ageMs(task) > backlogMs) await this.#backlogTurns.run(run);
      else await run();
    } catch (error) {
      if (!isSettled(error) || !(await this.#hasLost(waiting, mates))) throw error;
      return this.#answer(waiting, task);
    }
    for (const mate of mates.keys()) this.#leave(mate);
  }

  /** Whoever may not write any more gets no turn, although they might when it was found out. */
  async #wanted(channel: MessageChannel, tasks: readonly TurnTask[]): Promise<readonly TurnTask[]> {
    const wanted: TurnTask[] = [];
    for (const task of tasks) {
      const reason = channel.refusal?.(task.message) ?? null;
      if (reason === null) wanted.push(task);
      else await this.#finder.settle(task.item, { type: 'settled', delivery: 'ignored', reason });
    }
    return wanted;
  }

  /** Whether others were settled that it was to be answered with, and it is still to be answered. */
  async #hasLost(waiting: Waiting, mates: ReadonlyMap<Waiting, TurnTask>): Promise<boolean> {
    const items = await this.#deps.ledger.pendingInbox();
    const pending = new Set(items.map(({ id }) => id));
    const lost = [...mates.keys()].filter(({ item }) => !pending.has(item.id));
    for (const mate of lost) this.#leave(mate);
    return lost.length > 0 && pending.has(waiting.item.id);
  }

  /** One turn; of several messages the newest is the one that is answered. */
  async #run(channel: MessageChannel, tasks: readonly TurnTask[]): Promise<void> {
    const inOrder = tasks.toSorted((a, b) => a.message.at - b.message.at);
    const newest = inOrder.at(-1);
    if (!newest) return;
    this.#signs.sign({ item: newest.item, channel });
    await this.#deps.turns.run({ ...newest, earlier: inOrder.slice(0, -1) }, this.#signal);
  }
}

/** The desk is one conversation, and so are all that do not say yet where they belong. */
function laneOf(
  { channel, out }: MessageChannel,
  { conversationId }: Pick<InboxItem, 'conversationId'>,
): string {
  return `${channel} ${out ? (conversationId ?? '') : ''}`;
}
