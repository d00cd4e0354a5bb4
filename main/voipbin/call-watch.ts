import type { CallRecord } from '../call/ports.ts';
import { isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { EventStream } from './events.ts';

export type CallWatchDeps = {
  readonly stream: EventStream;
  /** Null when the service knows no such call. */
  readonly read: (callId: string, signal: AbortSignal) => Promise<CallRecord | null>;
  /** Whether events arrive on a way whose loss would be noticed. */
  readonly isWatched: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
};

const wait = 'look';
const lookMs = 2000;
/** With `GET` requests every two seconds each, more would use up the budget of everything else. */
const maxLooks = 6;
/** News ends the rest at once; this is only how long a timer can be. */
const idleMs = 60 * 60_000;
/** After an order: how long its effect is looked for when no event tells of it. */
const expectMs = 120_000;

/**
 * The safety net under the events: looks at live calls while no socket stands, and after dialling and hanging up
 * until the effect is seen. Without such a call it rests.
 */
export class CallWatch {
  readonly #deps: CallWatchDeps;
  readonly #nudges: Nudges;
  /** Calls on which something was ordered, latest last. */
  readonly #touched = new Set<string>();
  readonly #expected = new Map<
    string,
    { readonly effect: 'answered' | 'ended'; readonly until: number }
  >();

  constructor(deps: CallWatchDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  /** We have to do with this call: it is looked at before all others. */
  touch(callId: string): void {
    this.#touched.delete(callId);
    this.#touched.add(callId);
    const oldest = this.#touched.values().next();
    if (this.#touched.size > 50 && !oldest.done) this.#touched.delete(oldest.value);
  }

  /** Something was ordered; looks until its effect is seen. */
  expect(callId: string, effect: 'answered' | 'ended'): void {
    this.touch(callId);
    this.#expected.set(callId, { effect, until: this.#deps.clock.now() + expectMs });
    this.#nudges.nudge(wait);
  }

  /** A way came or went, or a call changed: what there is to look at may be another. */
  reconsider(): void {
    this.#nudges.nudge(wait);
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    let lookedAt = this.#deps.clock.now();
    while (!signal.aborted) {
      const now = this.#deps.clock.now();
      const due = this.#due(now);
      if (due.length === 0) {
        await this.#nudges.wait(wait, idleMs, signal);
        lookedAt = this.#deps.clock.now();
      } else if (now - lookedAt < lookMs) {
        await this.#nudges.wait(wait, lookMs - (now - lookedAt), signal);
      } else {
        lookedAt = now;
        await Promise.all(due.map((id) => this.#look(id, signal)));
      }
    }
  }

  #due(now: number): readonly string[] {
    for (const [id, { effect, until }] of this.#expected) {
      if (now > until || this.#isSeen(id, effect)) this.#expected.delete(id);
    }
    if (this.#deps.isWatched()) return [...this.#expected.keys()].slice(-maxLooks);
    const live = this.#deps.stream.liveCalls().map(({ id }) => id);
    const ours = live.filter((id) => this.#touched.has(id));
    return [...new Set([...this.#expected.keys(), ...ours, ...live.toReversed()])].slice(
      0,
      maxLooks,
    );
  }

  #isSeen(id: string, effect: 'answered' | 'ended'): boolean {
    const status = this.#deps.stream.knownCall(id)?.status;
    if (status === 'ended') return true;
    return effect === 'answered' && (status === 'progressing' || status === 'ending');
  }

  async #look(id: string, signal: AbortSignal): Promise<void> {
    try {
      const call = await this.#deps.read(id, signal);
      if (call) return this.#deps.stream.takeCall(call);
      const known = this.#deps.stream.knownCall(id);
      // A call whose record is gone is over, however it ended.
      if (known) this.#deps.stream.takeCall({ ...known, status: 'ended', hangup: unknownEnd });
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.#deps.log.debug('a call could not be looked at', errorFields(error));
    }
  }
}

const unknownEnd = { by: '', reason: '' } as const;
