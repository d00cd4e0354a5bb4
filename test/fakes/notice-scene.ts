import type { Action } from '../../shared/action.ts';
import type { CallView } from '../../shared/call-status.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** An action that waits for the owner. */
export function pendingAction(): Action {
  return {
    ...{ id: 'a1', tool: 'place_call', summary: 'Call Anna.', arguments: {}, state: 'pending' },
    ...{ channel: 'desktop', principal: 'owner', author: 'owner', conversationId: null },
    ...{ callId: null, messageId: null, turnId: null, createdAt: 1, expiresAt: 2, decidedAt: null },
    ...{ decidedVia: null, decidedBy: null, startedAt: null, endedAt: null, result: null },
    ...{ outside: null, knewOutside: false, requestId: null, toldId: null },
  };
}

/** A call that comes in. */
export function callView(): CallView {
  return {
    ...{ callId: 'c1', direction: 'incoming', number: '+15550100', principal: 'stranger' },
    ...{ state: 'waiting', startedAt: 1, endedAt: null, answered: false, muted: false },
    ...{ handOver: null, captions: [], trouble: null, outcome: null },
  };
}

/** A reminder as the thread tells it. */
export function toldMessage(other: Partial<ThreadMessage> = {}): ThreadMessage {
  return {
    ...{ id: 'm1', at: 1, channel: 'system', direction: 'out', principal: 'owner' },
    ...{ author: 'agent', text: 'Reminder: call Anna.', heard: null, conversationId: null },
    ...{ replyTo: null, callId: null, turnId: null, delivery: 'sent', attempts: 0, reason: null },
    ...other,
  };
}
