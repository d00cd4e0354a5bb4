import { assertNever } from '../../shared/assert-never.ts';
import type { Snapshot, StateChange } from '../../shared/ipc-contract.ts';
import { keepSteps, turnOfSteps, withStep } from '../../shared/steps.ts';
import { comparePositions, type ThreadMessage } from '../../shared/thread.ts';

/** Messages that stand next to each other in the thread. */
export type Stretch = { readonly messages: readonly ThreadMessage[]; readonly hasOlder: boolean };

/** The snapshot after one change. The same object comes back when the change does not concern it. */
export function applyChange(snapshot: Snapshot, change: StateChange): Snapshot {
  switch (change.type) {
    case 'message-saved':
    case 'reply-grown':
    case 'reply-dropped':
    case 'step-changed':
    case 'messages-removed':
      return withMessages(snapshot, changeMessages(snapshot, change) ?? snapshot.messages);
    case 'connections-changed':
      return { ...snapshot, connections: change.connections };
    case 'allowed-changed':
      return { ...snapshot, allowedSenders: change.allowedSenders };
    case 'paused-changed':
      return { ...snapshot, paused: change.paused };
    case 'settings-changed': {
      const { settingsProblems, restartFor } = change;
      return { ...snapshot, settingsProblems, restartFor };
    }
    case 'doctor-changed':
      return { ...snapshot, doctor: change.doctor };
    case 'calls-changed':
      return { ...snapshot, calls: change.calls };
    case 'approvals-changed':
      return { ...snapshot, approvals: change.approvals };
    case 'faults-changed':
      return snapshot.rehearsal ? { ...snapshot, rehearsal: { faults: change.faults } } : snapshot;
    default:
      return assertNever(change);
  }
}

/** Messages after one change; null for a change that concerns no message. */
export function changeMessages(
  stretch: Stretch,
  change: StateChange,
): readonly ThreadMessage[] | null {
  switch (change.type) {
    case 'message-saved':
      return saveMessage(stretch, change.message);
    case 'reply-grown':
      return growReply(stretch.messages, change.messageId, change.text);
    case 'reply-dropped':
      return dropReply(stretch.messages, change.messageId);
    case 'step-changed':
      return changeStep(stretch.messages, change);
    case 'messages-removed':
      return removeMessages(stretch.messages, change.messageIds);
    default:
      return null;
  }
}

function withMessages(snapshot: Snapshot, messages: readonly ThreadMessage[]): Snapshot {
  return messages === snapshot.messages ? snapshot : { ...snapshot, messages };
}

function saveMessage(
  { messages, hasOlder }: Stretch,
  message: ThreadMessage,
): readonly ThreadMessage[] {
  const index = messages.findLastIndex(({ id }) => id === message.id);
  const known = messages[index];
  if (known?.at === message.at) return messages.with(index, keepSteps(known, message));
  const others = known ? messages.toSpliced(index, 1) : messages;
  const after = others.findLastIndex((other) => comparePositions(other, message) < 0);
  // Before everything that is loaded: it would stand there without its neighbours, and comes with its page.
  if (after === -1 && hasOlder && others.length > 0) return others;
  return others.toSpliced(after + 1, 0, keepSteps(known, message));
}

function growReply(
  messages: readonly ThreadMessage[],
  messageId: string,
  text: string,
): readonly ThreadMessage[] {
  const index = messages.findLastIndex(({ id }) => id === messageId);
  const message = messages[index];
  return message ? messages.with(index, { ...message, text: message.text + text }) : messages;
}

/** Of a turn far back there may be several replies, or none that is loaded. */
function changeStep(
  messages: readonly ThreadMessage[],
  { turnId, step }: Extract<StateChange, { type: 'step-changed' }>,
): readonly ThreadMessage[] {
  if (!messages.some((message) => turnOfSteps(message) === turnId)) return messages;
  return messages.map((message) =>
    turnOfSteps(message) === turnId ? withStep(message, step) : message,
  );
}

function dropReply(
  messages: readonly ThreadMessage[],
  messageId: string,
): readonly ThreadMessage[] {
  const index = messages.findLastIndex(({ id }) => id === messageId);
  return index === -1 ? messages : messages.toSpliced(index, 1);
}

function removeMessages(
  messages: readonly ThreadMessage[],
  removed: readonly string[],
): readonly ThreadMessage[] {
  const ids = new Set(removed);
  return messages.some(({ id }) => ids.has(id))
    ? messages.filter(({ id }) => !ids.has(id))
    : messages;
}
