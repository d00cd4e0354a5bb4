import type { Clock } from '../base/clock.ts';
import type { SpokenOrder } from './spoken-order.ts';
import type { MessageChannel } from './channel-ports.ts';
import type { InboxItem } from './inbox-ports.ts';
import type { TurnTask } from './turn-runner.ts';

/** A message on its way to its turn. */
export type Waiting = {
  readonly item: InboxItem;
  readonly channel: MessageChannel;
  /** One conversation, whose turns come in order; of its own until it is known where it belongs. */
  lane: string;
  /** What is to be done; null when it is not to be answered. */
  readonly found: Promise<TurnTask | null>;
  /** Resolves when those after it need not wait for it any more. */
  readonly late: Promise<'later'>;
  readonly order: SpokenOrder;
};

/** Who waits in which conversation: for their order, and so that what is old there is answered together. */
export class WaitingBook {
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Set<Waiting>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(waiting: Waiting): void {
    const lane = this.#lanes.get(waiting.lane) ?? new Set();
    this.#lanes.set(waiting.lane, lane.add(waiting));
  }

  /** It belongs to another conversation than it seemed. */
  move(waiting: Waiting, lane: string): void {
    if (!this.has(waiting)) return;
    this.remove(waiting);
    waiting.lane = lane;
    this.add(waiting);
  }

  /** It has had its turn, or needs none. */
  remove(waiting: Waiting): void {
    const lane = this.#lanes.get(waiting.lane);
    lane?.delete(waiting);
    if (lane?.size === 0) this.#lanes.delete(waiting.lane);
  }

  /** False after it was answered together with another. */
  has(waiting: Waiting): boolean {
    return this.#lanes.get(waiting.lane)?.has(waiting) ?? false;
  }

  /** Of those of its conversation that were said before it and are still waited for the oldest. */
  before(waiting: Waiting): Waiting | null {
    if (!this.has(waiting)) return null;
    const lane = [...(this.#lanes.get(waiting.lane) ?? [])];
    const earlier = lane.filter(({ order }) => order.isBefore(waiting.order));
    const [first = null, ...others] = earlier;
    return others.reduce((a, b) => (a && b.order.isBefore(a.order) ? b : a), first);
  }

  isOld({ message, instead }: TurnTask, { backlog }: MessageChannel): boolean {
    if (backlog === null || instead !== undefined) return false;
    return this.ageMs({ message }) > backlog.digestAfterMs;
  }

  /** Since it was said, in milliseconds. */
  ageMs({ message }: Pick<TurnTask, 'message'>): number {
    return this.#clock.now() - message.at;
  }

  /**
   * Everything old of one conversation that can be answered now; waits for what is still being found out about.
   * Resolves with nothing when what was asked about is not old itself.
   */
  async mates(waiting: Waiting, task: TurnTask): Promise<ReadonlyMap<Waiting, TurnTask>> {
    const mates = new Map<Waiting, TurnTask>();
    if (!this.isOld(task, waiting.channel)) return mates;
    const others = [...(this.#lanes.get(waiting.lane) ?? [])].filter((one) => one !== waiting);
    for (const other of others) {
      const found = await Promise.race([other.found, other.late]);
      if (found === null || found === 'later' || !this.has(other)) continue;
      if (this.isOld(found, other.channel)) mates.set(other, found);
    }
    return mates;
  }
}
