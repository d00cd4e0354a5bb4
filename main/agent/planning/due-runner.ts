import type { Reminder } from '../../../shared/planning.ts';
import { systemLine } from '../../../shared/system-line.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { Gate } from '../../base/gate.ts';
import { newId } from '../../base/ids.ts';
import type { Logger } from '../../base/log.ts';
import { DueRounds } from './due-rounds.ts';
import type { Due, DueLedger } from './ports.ts';
import { nextKept } from './recurrence.ts';
import { followUpText, reminderText } from './told-lines.ts';

export type DueRunnerDeps = {
  readonly ledger: DueLedger;
  /** Shut while the agent is paused: what is due waits, and is told when it opens. */
  readonly gate: Gate;
  /** A line was told; it is to be brought to the owner. */
  readonly told: (message: ThreadMessage) => void;
  /** Until when (epoch ms) something may have been told that the data does not know of; null for never. */
  readonly restoredAt: number | null;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A clock that was so far ahead, in ms, has left behind times at which nobody would hear anything for as long. */
const farAheadMs = 86_400_000;
/** What could not be looked at, on a full disk say, is looked at again after so long, in ms. */
const againMs = 30_000;

/**
 * Tells reminders and follow-ups at their time, each time once. Driven from what is kept: what came due while the app was
 * off or asleep is told when it is back, together, and with when it was due.
 */
export class DueRunner {
  readonly #deps: DueRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #rounds: DueRounds;

  constructor(deps: DueRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    const failed = 'what is due could not be looked at';
    const round = (): Promise<number | null> => this.#round();
    this.#rounds = new DueRounds({ ...deps, round, againMs, failed }, signal);
  }

  /** At the start, when something was set or called off, when the agent goes on after a pause, and on a wake. */
  look(): void {
    this.#rounds.look();
  }

  /** Resolves when nothing is being told. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  async #round(): Promise<number | null> {
    const { ledger, clock } = this.#deps;
    const now = clock.now();
    for (const one of await ledger.toldAfter({ at: now + farAheadMs })) await this.#takeBack(one);
    for (const reminder of await ledger.dueReminders({ now })) await this.#tellReminder(reminder);
    for (const task of await ledger.dueTasks({ now })) {
      const { number, nudgeAt } = task;
      await this.#tell(
        { type: 'task', number, nudgeAt },
        nudgeAt,
        followUpText(task, this.#here()),
      );
    }
    return this.#signal.aborted ? null : ledger.nextDueAt();
  }

  async #takeBack({ number, repeat, timeZone, nextAt: from }: Reminder): Promise<void> {
    const { ledger, clock } = this.#deps;
    const at = clock.now();
    const to = repeat === null ? null : nextKept(repeat, timeZone, at);
    if (from !== null && to !== null) await ledger.moveReminder({ number, from, to, at });
  }

  async #tellReminder(reminder: Reminder): Promise<void> {
    const { number, nextAt: dueAt } = reminder;
    if (dueAt === null) return;
    const text = reminderText({ ...reminder, nextAt: dueAt }, this.#here());
    await this.#tell(
      { type: 'reminder', number, dueAt, nextAt: this.#next(reminder) },
      dueAt,
      text,
    );
  }

  async #tell(due: Due, dueAt: number, text: string): Promise<void> {
    const { ledger, clock, restoredAt, told } = this.#deps;
    const message = systemLine({ id: newId(), at: clock.now(), text });
    // A restored backup does not know what was sent since it was made: nothing is sent twice.
    const reach = restoredAt === null || dueAt > restoredAt;
    if (await ledger.tellDue({ due, message, reach })) told(message);
  }

  /** From now on: what was missed is told once. */
  #next({ repeat, timeZone, number }: Reminder): number | null {
    if (repeat === null) return null;
    const next = nextKept(repeat, timeZone, this.#deps.clock.now());
    if (next === null) this.#deps.log.warn('a reminder does not repeat any more', { number });
    return next;
  }

  #here() {
    return { now: this.#deps.clock.now(), timeZone: this.#deps.timeZone };
  }
}
