import type { ThreadMessage } from './thread.ts';

/**
 * A line of the app's own, for the owner; where nothing else is told of it, it belongs to no conversation, so that nobody
 * else sees it. `at`: epoch ms.
 */
export function systemLine(
  line: Pick<ThreadMessage, 'id' | 'at' | 'text'> & Partial<ThreadMessage>,
): ThreadMessage {
  return {
    ...{ channel: 'system', direction: 'out', principal: 'owner', author: 'agent', heard: null },
    ...{ conversationId: null, replyTo: null, callId: null, turnId: null },
    ...{ delivery: 'sent', attempts: 0, reason: null, ...line },
  };
}
