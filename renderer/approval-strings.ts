import { viaWords } from '../shared/action-words.ts';
import type { Action } from '../shared/action.ts';

/** What the window says about what waits for the owner's yes. */
export const approvalStrings = {
  region: 'Waiting for your yes',
  title: 'May I?',
  tool: 'Tool',
  yes: 'Yes, do it',
  no: 'No',
  close: 'Close',
  closeAll: (summary: string) => `Close: ${summary}`,
  failed: (reason: string) => `Not answered: ${reason}`,
  asked: (who: string, channel: string, at: string) => `Asked by ${who} at ${at} (${channel}).`,
  until: (at: string) => `No answer until ${at} means no.`,
  you: 'you',
  needed: (summary: string) => `Your yes is needed: ${summary}`,
  state: (action: Pick<Action, 'state' | 'decidedVia'>): string => {
    const via = action.decidedVia === null ? '' : ` ${viaWords[action.decidedVia]}`;
    switch (action.state) {
      case 'pending':
        return 'Waits for your answer.';
      case 'approved':
      case 'running':
        return `Approved${via}. It is being done.`;
      case 'done':
        return `Approved${via}. Done.`;
      case 'failed':
        return `Approved${via}. It was not done.`;
      case 'unknown':
        return `Approved${via}. Whether it was done is not known.`;
      case 'denied':
        return `Denied${via}. It is not done.`;
      case 'expired':
        return 'Expired: nobody answered in time. It is not done.';
    }
  },
};
