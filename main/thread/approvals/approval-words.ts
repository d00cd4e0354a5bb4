import type { Action } from '../../../shared/action.ts';
import { decidedWords, viaWords } from '../../../shared/action-words.ts';
import type { Verdict } from './verdict.ts';

/** The request for a yes, written by code: exactly what will happen, and how to answer. */
export function requestWords(action: Action, timeZone: string): string {
  const { summary, expiresAt, principal, author, channel } = action;
  const who = principal === 'owner' ? '' : `${author} (${principal}, ${channel}) asked for it. `;
  const until = expiresAt === null ? '' : `; it holds until ${timeOf(expiresAt, timeZone)}`;
  return `May I? ${summary}\n\n${who}Answer this message with yes or no, or react with 👍 or 👎${until}.`;
}

/** Asks once more, where a yes or no may have been meant for something else. */
export function askAgainWords({ summary }: Pick<Action, 'summary'>): string {
  return `We spoke of something else here since I asked. Do you mean this? ${summary}\n\nThen answer yes or no once more.`;
}

/** To whoever answers a request that is not theirs to answer. */
export const notTheirsWords = 'Only the one I work for can answer that.';

/** What came of an action, for the owner. What others say in it stands as a quotation. */
export function reportWords(action: Action, timeZone: string): string {
  const { summary, state, decidedVia, expiresAt } = action;
  const via = decidedVia === null ? '' : `, ${viaWords[decidedVia]}`;
  switch (state) {
    case 'denied':
      return `Not done, because you said no${via}: ${summary}`;
    case 'expired':
      return `Not done, because nobody said yes until ${timeOf(expiresAt ?? action.createdAt, timeZone)}: ${summary}`;
    case 'done':
      return `Done, as you approved${via}: ${summary}${resultOf(action)}`;
    case 'unknown':
      return `It is not known whether this was done: ${summary}${resultOf(action)}`;
    default:
      return `Not done, although you approved it${via}: ${summary}${resultOf(action)}`;
  }
}

/** For whoever else asked for it: nothing of the owner’s. */
export function wordForOthers({ state }: Pick<Action, 'state'>): string {
  switch (state) {
    case 'done':
      return 'It is done.';
    case 'unknown':
      return 'I am sorry, I cannot tell whether it was done.';
    case 'denied':
      return 'I am sorry, I may not do that.';
    case 'expired':
      return 'I got no yes for it in time, so it was not done.';
    default:
      return 'I am sorry, it could not be done.';
  }
}

/** The answer to the owner’s yes or no, by what it came to. */
export function answerWords(action: Action, verdict: Verdict): string {
  const { state } = action;
  const isGoing = state === 'approved' || state === 'running';
  if (verdict === 'approve' && isGoing) return 'All right, I am doing it.';
  if (verdict === 'deny' && state === 'denied') return 'All right, I will not do it.';
  return `${decidedWords(action)} Ask me again if you want it otherwise.`;
}

function resultOf({ result, outside }: Action): string {
  const text = (result ?? '').trim();
  if (text === '') return '';
  return `\n${outside === null ? text : text.replaceAll(/^/gmu, '> ')}`;
}

function timeOf(at: number, timeZone: string): string {
  const format = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(at);
}
