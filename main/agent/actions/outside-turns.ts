import type { Action } from '../../../shared/action.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { keepNewest } from '../../base/keep-newest.ts';

/** More than there are lines in any history. */
const most = 1000;

type Place = Pick<Action, 'turnId' | 'callId'>;

/**
 * Turns and calls in which a tool told words of others: what the agent answered there may be theirs, and says in the
 * next turn what they want as well as they did.
 */
export class OutsideTurns {
  readonly #keys = new Set<string>();

  add({ turnId, callId }: Place): void {
    for (const key of [turnId, callId]) {
      if (key === null || key === '') continue;
      this.#keys.delete(key);
      this.#keys.add(key);
      keepNewest(this.#keys, most);
    }
  }

  /** Whether a line is an answer of such a turn. */
  hold({ direction, turnId, callId }: ThreadMessage): boolean {
    if (direction !== 'out') return false;
    return [turnId, callId].some((key) => key !== null && this.#keys.has(key));
  }
}
