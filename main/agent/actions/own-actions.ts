import type { Action } from '../../../shared/action.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { keepNewest } from '../../base/keep-newest.ts';

/** More than there are lines in any history. */
const most = 1000;

type Known = Pick<Action, 'id' | 'state' | 'knewOutside' | 'outside'>;

/**
 * Actions that the model asked for while it knew the owner's words alone. What is told of them, a question or what came
 * of it, holds no words of others either; but why one failed is told in the words of whoever refused it.
 */
export class OwnActions {
  readonly #ids = new Set<string>();

  /** At every change of an action. */
  follow({ id, state, knewOutside, outside }: Known): void {
    this.#ids.delete(id);
    if (knewOutside || outside !== null || state === 'failed' || state === 'unknown') return;
    this.#ids.add(id);
    keepNewest(this.#ids, most);
  }

  /** Whether a line tells of one of them, or is what it sent. */
  tell({ id, actionId = id }: ThreadMessage): boolean {
    return this.#ids.has(actionId);
  }
}
