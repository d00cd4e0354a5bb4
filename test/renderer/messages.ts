import type { Snapshot } from '../../shared/ipc-contract.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** A message at the desk; `at` counts minutes from the start of the thread. */
export function aMessage(
  id: string,
  at: number,
  changes: Partial<ThreadMessage> = {},
): ThreadMessage {
  return {
    id,
    at: Date.UTC(2026, 10, 20, 9, at),
    channel: 'desktop',
    direction: 'in',
    principal: 'owner',
    author: 'owner',
    text: `text of ${id}`,
    heard: null,
    conversationId: null,
    replyTo: null,
    callId: null,
    turnId: null,
    delivery: 'handled',
    attempts: 0,
    reason: null,
    ...changes,
  };
}

/** A reply at the desk. */
export function aReply(id: string, at: number, changes: Partial<ThreadMessage> = {}) {
  return aMessage(id, at, { direction: 'out', author: 'agent', delivery: 'sent', ...changes });
}

/** A snapshot with these messages. */
export function aSnapshot(
  messages: readonly ThreadMessage[] = [],
  changes: Partial<Snapshot> = {},
): Snapshot {
  const off = { status: 'off', detail: '', remedy: '' } as const;
  return {
    version: '0.1.0',
    agentName: 'Adjutant',
    paused: false,
    pauseFixedBy: null,
    rehearsal: null,
    connections: { carbonvoice: off, voipbin: off, tunnel: off, llm: off, keychain: off, mcp: off },
    settingsProblems: [],
    restartFor: [],
    doctor: null,
    allowedSenders: [],
    approvals: [],
    calls: [],
    messages: [...messages],
    hasOlder: false,
    seen: null,
    ...changes,
  };
}

/** The ids in their order. */
export function idsOf(messages: readonly ThreadMessage[] | undefined): readonly string[] {
  return (messages ?? []).map(({ id }) => id);
}
