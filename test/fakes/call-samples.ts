import type { EndedCall } from '../../shared/call-account.ts';
import type { CallBrief, ThreadMessage } from '../../shared/thread.ts';

/** A call in that was answered and is over, of one minute and a half. */
export function sampleCall(change: Partial<EndedCall> = {}): EndedCall {
  return {
    ...{ callId: 'call-1', direction: 'incoming', number: '+12025550123', principal: 'stranger' },
    ...{ goal: null, startedAt: 1000, answeredAt: 2000, endedAt: 92_000 },
    ...{ outcome: 'answered', endedBy: 'remote', transcribedMs: 88_000, spokenCharacters: 840 },
    ...{ briefId: null, ...change },
  };
}

/** A line of that call. */
export function sampleLine(id: string, text: string, change: Partial<ThreadMessage> = {}) {
  const line: ThreadMessage = {
    ...{ id, at: 3000, channel: 'phone', direction: 'in', principal: 'stranger' },
    ...{ author: '+12025550123', text, heard: null, conversationId: 'call-1', replyTo: null },
    ...{ callId: 'call-1', turnId: null, delivery: 'handled', attempts: 0, reason: null },
  };
  return { ...line, ...change };
}

/** What the agent said in it. */
export function sampleAnswer(id: string, text: string, heard: string | null = null) {
  return sampleLine(id, text, { direction: 'out', author: 'agent', delivery: 'sent', heard });
}

export function sampleBrief(change: Partial<CallBrief> = {}): CallBrief {
  return {
    ...{ direction: 'incoming', number: '+12025550123', principal: 'stranger' },
    ...{ outcome: 'answered', endedBy: 'remote', spoken: true },
    meters: { durationMs: 90_000, transcribedMs: 88_000, spokenCharacters: 840 },
    points: [{ kind: 'about', text: 'The caller asks for an invoice.', messageId: 'one' }],
    ...change,
  };
}
