import { assertNever } from '../../shared/assert-never.ts';
import type { Snapshot, StateChange } from '../../shared/ipc-contract.ts';
import type { ThreadMessage, ThreadPosition } from '../../shared/thread.ts';

/** The order of the thread: by time, then by id. */
export function comparePositions(a: ThreadPosition, b: ThreadPosition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** The snapshot after one change. The same object comes back when the change does not concern it. */
export function applyChange(snapshot: Snapshot, change: StateChange): Snapshot {
  switch (change.type) {
    case 'message-saved':
      return withMessages(snapshot, saveMessage(snapshot, change.message));
    case 'reply-grown':
      return withMessages(snapshot, growReply(snapshot.messages, change.messageId, change.text));
    case 'reply-dropped':
      return withMessages(snapshot, dropReply(snapshot.messages, change.messageId));
    case 'messages-removed':
      return withMessages(snapshot, removeMessages(snapshot.messages, change.messageIds));
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

/**
 * An older page, read backwards from `before`, joined to what is shown. Within its range the page replaces what is
 * shown, so that the same reading also refreshes pages that were loaded earlier.
 */
export function addOlder(
  snapshot: Snapshot,
  page: { readonly messages: readonly ThreadMessage[]; readonly hasOlder: boolean },
  before: ThreadPosition,
): Snapshot {
  const first = page.messages[0];
  const paged = new Set(page.messages.map(({ id }) => id));
  const shown = snapshot.messages.filter(({ id }) => !paged.has(id));
  const beyond = first ? shown.filter((message) => comparePositions(message, first) < 0) : [];
  const newer = shown.filter((message) => comparePositions(message, before) >= 0);
  return {
    ...snapshot,
    messages: [...beyond, ...page.messages, ...newer],
    hasOlder: beyond.length > 0 ? snapshot.hasOlder : page.hasOlder,
  };
}

function withMessages(snapshot: Snapshot, messages: readonly ThreadMessage[]): Snapshot {
  return messages === snapshot.messages ? snapshot : { ...snapshot, messages };
}

function saveMessage(snapshot: Snapshot, message: ThreadMessage): readonly ThreadMessage[] {
  const { messages, hasOlder } = snapshot;
  const index = messages.findLastIndex(({ id }) => id === message.id);
  const known = messages[index];
  if (known?.at === message.at) return messages.with(index, message);
  const others = known ? messages.toSpliced(index, 1) : messages;
  const after = others.findLastIndex((other) => comparePositions(other, message) < 0);
  // Before everything that is loaded: it would stand there without its neighbours, and comes with its page.
  if (after === -1 && hasOlder && others.length > 0) return others;
  return others.toSpliced(after + 1, 0, message);
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
