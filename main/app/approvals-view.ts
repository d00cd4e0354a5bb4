import type { Action } from '../../shared/action.ts';
import type { ActionLedger } from '../agent/actions/ports.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';

/** So long, in milliseconds, and so many of them, what was decided stays in sight. */
const keepMs = 10 * 60_000;
const maxEnded = 5;

const ended: ReadonlySet<Action['state']> = new Set([
  ...(['done', 'failed', 'unknown', 'denied', 'expired'] as const),
]);

/** What waits for the owner, as the window shows it, and for a while what came of it. */
export class ApprovalsView {
  readonly changed = new Emitter<readonly Action[]>();
  readonly #shown = new Map<string, Action>();
  readonly #timers = new Map<string, () => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get approvals(): readonly Action[] {
    return [...this.#shown.values()].toSorted((a, b) => a.createdAt - b.createdAt);
  }

  /** How many wait for the owner's yes. */
  get waiting(): number {
    return this.approvals.filter(({ state }) => state === 'pending').length;
  }

  /** What an earlier run left open. */
  async load(ledger: Pick<ActionLedger, 'openActions'>): Promise<void> {
    for (const action of await ledger.openActions()) {
      // What was heard meanwhile is newer than what was read.
      if (!this.#shown.has(action.id)) this.hear(action);
    }
  }

  hear(action: Action): void {
    // What the settings allow is no question.
    if (action.expiresAt === null) return;
    const { id } = action;
    this.#shown.set(id, action);
    if (ended.has(action.state)) {
      this.#timers.get(id)?.();
      this.#timers.set(
        id,
        this.#clock.schedule(keepMs, () => this.#drop(id)),
      );
      const [oldest] = this.#timers.keys();
      if (this.#timers.size > maxEnded && oldest !== undefined) this.#drop(oldest);
    }
    this.changed.emit(this.approvals);
  }

  /** What was asked for by messages that are deleted is gone with them. */
  removed(messageIds: readonly string[]): void {
    const gone = new Set(messageIds);
    for (const { id, messageId } of this.approvals) {
      if (messageId !== null && gone.has(messageId)) this.#drop(id);
    }
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #drop(id: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    if (this.#shown.delete(id)) this.changed.emit(this.approvals);
  }
}
