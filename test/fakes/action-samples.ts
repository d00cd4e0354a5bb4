import type { Action } from '../../shared/action.ts';

/** Something that waits for the owner's yes. */
export function sampleAction(change: Partial<Action> = {}): Action {
  return {
    ...{ id: 'action-1', tool: 'send_text_message', summary: 'Send a text to +12025550101.' },
    arguments: { to: '+12025550101', text: 'Hi' },
    ...{ state: 'pending', channel: 'desktop', principal: 'owner', author: 'owner' },
    ...{ conversationId: null, callId: null, messageId: null, turnId: null },
    ...{ createdAt: 1000, expiresAt: 9_000_000, decidedAt: null, decidedVia: null },
    ...{
      decidedBy: null,
      startedAt: null,
      endedAt: null,
      result: null,
      outside: null,
      knewOutside: false,
    },
    ...{ requestId: null, toldId: null, ...change },
  };
}
