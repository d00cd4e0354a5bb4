import type { Snapshot, StateChange } from '../../shared/ipc-contract.ts';
import { keepSteps } from '../../shared/steps.ts';
import { comparePositions, type ThreadMessage } from '../../shared/thread.ts';
import { changeMessages } from './apply-event.ts';

/** The part of the thread before the snapshot that is being read; it can lie anywhere. */
export type Past = {
  readonly messages: readonly ThreadMessage[];
  readonly hasOlder: boolean;
  /** It reaches up to the first message of the snapshot, with nothing missing in between. */
  readonly joined: boolean;
};

/** What is in memory, whatever the length of the thread: its end, and what is being read. */
export type Loaded = { readonly snapshot: Snapshot; readonly past: Past | null };

type Page = { readonly messages: readonly ThreadMessage[] };

/** More new messages than this are cut down to what is kept of them. */
const tailMost = 400;
const tailKept = 200;
/** Of the past; the far end of what is read gives way. */
const pastMost = 500;

/** The messages to show, oldest first. */
export function shownMessages(
  tail: readonly ThreadMessage[],
  past: Past | null,
): readonly ThreadMessage[] {
  if (!past) return tail;
  return past.joined ? [...past.messages, ...tail] : past.messages;
}

/** Something lies between what is read and the end. */
export function hasHole({ past }: Pick<Loaded, 'past'>): boolean {
  return past !== null && !past.joined;
}

export function hasOlder({ snapshot, past }: Loaded): boolean {
  return past ? past.hasOlder : snapshot.hasOlder;
}

/** The past after one change; `tailFirst` begins the snapshot after the same change. */
export function changePast(
  past: Past,
  change: StateChange,
  tailFirst: ThreadMessage | undefined,
): Past {
  if (change.type === 'message-saved' && !belongsToPast(past, change.message, tailFirst)) {
    const { id } = change.message;
    const others = past.messages.filter((message) => message.id !== id);
    return others.length === past.messages.length ? past : { ...past, messages: others };
  }
  const messages = changeMessages(past, change);
  return messages === null || messages === past.messages ? past : { ...past, messages };
}

function belongsToPast(
  { messages, joined }: Past,
  message: ThreadMessage,
  tailFirst: ThreadMessage | undefined,
): boolean {
  if (tailFirst && comparePositions(message, tailFirst) >= 0) return false;
  const last = messages.at(-1);
  return joined || (last !== undefined && comparePositions(message, last) <= 0);
}

/** Without more of the end than is needed; what somebody may be reading of it becomes the past. */
export function trimTail({ snapshot, past }: Loaded, isReading: boolean): Loaded {
  const { messages } = snapshot;
  if (messages.length <= tailMost) return { snapshot, past };
  const kept = { ...snapshot, messages: messages.slice(-tailKept), hasOlder: true };
  const cut = messages.slice(0, -tailKept);
  if (past && !past.joined) return { snapshot: kept, past };
  if (!isReading) return { snapshot: kept, past: null };
  const older = past?.messages ?? [];
  return {
    snapshot: kept,
    past: {
      messages: [...older, ...cut],
      hasOlder: past?.hasOlder ?? snapshot.hasOlder,
      joined: true,
    },
  };
}

/** At the end nothing of the past is needed. */
export function withoutPast({ snapshot, past }: Loaded): Loaded {
  if (!past) return { snapshot, past };
  const isOlder = past.messages.length > 0 || past.hasOlder;
  return { snapshot: { ...snapshot, hasOlder: snapshot.hasOlder || isOlder }, past: null };
}

/** An older page above what is read. */
export function addOlder(
  { snapshot, past }: Loaded,
  page: Page & { readonly hasOlder: boolean },
): Loaded {
  const messages = [...page.messages, ...(past?.messages ?? [])];
  const kept = messages.slice(0, pastMost);
  const joined = (past?.joined ?? true) && kept.length === messages.length;
  return { snapshot, past: { messages: kept, hasOlder: page.hasOlder, joined } };
}

/** A newer page below what is read, or one that stands alone, for null. */
export function addNewer(
  { snapshot, past }: Loaded,
  page: Page & { readonly hasOlder?: boolean; readonly hasNewer: boolean },
): Loaded {
  const [tailFirst] = snapshot.messages;
  const below = page.messages.filter(
    (message) => tailFirst === undefined || comparePositions(message, tailFirst) < 0,
  );
  const messages = [...(past?.messages ?? []), ...below];
  const kept = messages.slice(-pastMost);
  const older = past?.hasOlder ?? page.hasOlder ?? false;
  return {
    snapshot,
    past: {
      messages: kept,
      hasOlder: older || kept.length < messages.length,
      joined: !page.hasNewer || below.length < page.messages.length,
    },
  };
}

/** A page of what is loaded already, read anew from its end backwards: within its range it replaces what is known. */
export function refreshPast(past: Past, page: Page & { readonly hasOlder: boolean }): Past {
  const [first] = page.messages;
  const isBeyond = (message: ThreadMessage): boolean =>
    first !== undefined && page.hasOlder && comparePositions(message, first) < 0;
  const beyond = past.messages.filter(isBeyond);
  return {
    ...past,
    messages: [...beyond, ...page.messages],
    hasOlder: beyond.length > 0 ? past.hasOlder : page.hasOlder,
  };
}

/** A fresh snapshot in place of the known one. What is read stays, but only where no hole would be hidden. */
export function joinFresh(shown: Loaded | null, fresh: Snapshot, isReading: boolean): Loaded {
  const [first] = fresh.messages;
  if (!shown || !first || !isReading) return { snapshot: fresh, past: null };
  if (hasHole(shown)) return { snapshot: fresh, past: shown.past };
  const all = shownMessages(shown.snapshot.messages, shown.past);
  if (!all.some(({ id }) => id === first.id)) return { snapshot: fresh, past: null };
  const messages = all.filter((message) => comparePositions(message, first) < 0);
  if (messages.length === 0) return { snapshot: fresh, past: null };
  return { snapshot: fresh, past: { messages, hasOlder: hasOlder(shown), joined: true } };
}

/** A page as it is now: what changed while it was on its way is newer than it. */
export function withChanges<P extends Page>(page: P, changes: readonly StateChange[]): P {
  let { messages } = page;
  for (const change of changes) {
    if (change.type === 'message-saved') {
      const { message } = change;
      messages = messages.map((known) =>
        known.id === message.id ? keepSteps(known, message) : known,
      );
    } else {
      messages = changeMessages({ messages, hasOlder: true }, change) ?? messages;
    }
  }
  return { ...page, messages };
}
