import type { Action, DecidedVia } from './action.ts';

/** Where and how something was decided, after "by you" or "approved". */
export const viaWords: Readonly<Record<DecidedVia, string>> = {
  policy: 'by the settings',
  window: 'in the window',
  notification: 'by a notification',
  command: 'by command',
  call: 'on a call',
  'carbonvoice-reply': 'by a Carbon Voice reply',
  'carbonvoice-reaction': 'by a Carbon Voice reaction',
  time: 'by nobody in time',
};

/** What became of an action before anybody else could decide it, in a sentence. */
export function decidedWords(action: Pick<Action, 'state' | 'decidedVia'>): string {
  const { state, decidedVia } = action;
  if (state === 'expired') return 'It has expired: nobody answered in time.';
  if (decidedVia === null) return 'It is not decided yet.';
  if (decidedVia === 'policy') return 'Nobody was asked: the settings allow it.';
  const verdict = state === 'denied' ? 'denied' : 'approved';
  return `The owner ${verdict} it already, ${viaWords[decidedVia]}.`;
}
