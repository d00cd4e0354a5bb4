import type { Action } from '../../shared/action.ts';
import { exactWords } from '../safe-text.ts';
import { approvalStrings } from '../approval-strings.ts';

/** What a screen reader says after `before` became `after`. That something is begun is no news: its end follows. */
export function approvalNews(
  before: readonly Action[],
  after: readonly Action[],
): readonly string[] {
  const known = new Map(before.map(({ id, state }) => [id, state]));
  return after.flatMap((action) => {
    const { id, state } = action;
    const summary = exactWords(action.summary);
    if (known.get(id) === state || state === 'running') return [];
    if (state === 'pending') return [approvalStrings.needed(summary)];
    // What had its end before the window was opened was told then.
    return known.has(id) ? [`${approvalStrings.state(action)} ${summary}`] : [];
  });
}
