import type { ThreadMessage } from '../../shared/thread.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Dispatch } from '../../main/thread/outbox-ports.ts';
import type { Incoming, Resolved } from '../../main/thread/inbox-ports.ts';

/** A delivery as Carbon Voice gives it: sender and text are not believed yet. */
export function sampleIncoming(change: Partial<Incoming> = {}): Incoming {
  return {
    channel: 'carbonvoice',
    remoteId: 'remote-1',
    conversationId: 'conversation-1',
    author: 'user-1',
    principal: 'stranger',
    text: '',
    receivedAt: 1000,
    ...change,
  };
}

export function sampleResolved(change: Partial<Resolved> = {}): Resolved {
  return {
    at: 1000,
    author: 'user-1',
    principal: 'owner',
    text: 'What is on today?',
    conversationId: 'conversation-1',
    replyTo: null,
    ...change,
  };
}

export function sampleReply(change: Partial<ThreadMessage> = {}): ThreadMessage {
  return {
    id: 'reply-1',
    at: 2000,
    channel: 'carbonvoice',
    direction: 'out',
    principal: 'owner',
    author: 'agent',
    text: 'Nothing.',
    heard: null,
    conversationId: 'conversation-1',
    replyTo: 'remote-1',
    callId: null,
    turnId: 'turn-1',
    delivery: 'queued',
    attempts: 0,
    reason: null,
    ...change,
  };
}

export function sampleTurn(change: Partial<Turn> = {}): Turn {
  return {
    turnId: 'turn-1',
    channel: 'carbonvoice',
    callId: null,
    receivedAt: 1000,
    transcriptAt: 1100,
    modelAskedAt: 1200,
    firstTokenAt: 1300.5,
    firstSentenceAt: 1400,
    firstSentAt: null,
    doneAt: 1500,
    interruptedAt: null,
    ...change,
  };
}

/** The order to send a text as it is, or in several parts; the key of the first is `key`. */
export function sampleDispatch(
  key: string,
  texts: readonly string[] = ['Nothing.'],
  expiresAt: number | null = null,
): Dispatch {
  const parts = texts.map((text, index) => ({
    text,
    idempotencyKey: index === 0 ? key : `${key}/${index}`,
  }));
  return { parts, expiresAt };
}
