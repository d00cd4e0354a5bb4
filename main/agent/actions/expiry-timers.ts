import type { Action } from '../../../shared/action.ts';
import type { Clock } from '../../base/clock.ts';

/** A timer may run no longer than this, in milliseconds; who waits longer looks again. */
const longestMs = 3_600_000;

const againMs = 60_000;

/** Ends each pending action when its time is over. */
export class ExpiryTimers {
  readonly #clock: Clock;
  readonly #expire: (id: string) => Promise<void>;
  readonly #cancels = new Map<string, () => void>();
  #isOver = false;

  constructor(clock: Clock, expire: (id: string) => Promise<void>, signal: AbortSignal) {
    this.#clock = clock;
    this.#expire = expire;
    signal.addEventListener('abort', () => this.#clearAll(), { once: true });
  }

  arm({ id, expiresAt }: Pick<Action, 'id' | 'expiresAt'>): void {
    if (expiresAt === null) return;
    this.clear(id);
    const leftMs = Math.max(0, expiresAt - this.#clock.now());
    const cancel = this.#clock.schedule(Math.min(leftMs, longestMs), () => {
      if (this.#clock.now() < expiresAt) this.arm({ id, expiresAt });
      else this.#end({ id, expiresAt });
    });
    this.#cancels.set(id, cancel);
  }

  /** What cannot be written down now is tried again; until then nobody can say yes to it any more. */
  #end(action: Pick<Action, 'id' | 'expiresAt'>): void {
    this.#expire(action.id).catch(() => {
      const cancel = this.#clock.schedule(againMs, () => this.#end(action));
      if (this.#isOver) cancel();
      else this.#cancels.set(action.id, cancel);
    });
  }

  clear(id: string): void {
    this.#cancels.get(id)?.();
    this.#cancels.delete(id);
  }

  #clearAll(): void {
    this.#isOver = true;
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
