import { comparePositions, type ThreadMessage, type ThreadPosition } from '../../shared/thread.ts';

/** A time in which nobody looked at the window: what came in it stands after one place, up to another. */
export type Absence = {
  /** The newest message that was there when the owner went. */
  readonly after: ThreadPosition;
  /** The newest one when they came back; null while they are away. */
  readonly until: ThreadPosition | null;
  /** They have looked at what came: it is marked until they go again. */
  readonly looked: boolean;
};

/** What came while the owner was away. */
export type News = {
  /** Before this message stands the mark. */
  readonly firstId: string;
  /** Null where not all of it is loaded. */
  readonly count: number | null;
};

/** The messages that are shown, and whether there are more on either side. */
export type ShownThread = {
  readonly messages: readonly ThreadMessage[];
  readonly hasOlder: boolean;
  readonly hasHole: boolean;
};

/** The owner goes. What they have not looked at since the last time stays marked. */
export function leave(former: Absence | null, messages: readonly ThreadMessage[]): Absence {
  if (former && (former.until === null || !hasLooked(former, messages))) {
    return { ...former, until: null };
  }
  return { after: newestSeen(messages), until: null, looked: false };
}

/** The owner comes back; null where nothing is new to them. */
export function comeBack(
  former: Absence | null,
  messages: readonly ThreadMessage[],
): Absence | null {
  if (!former || former.until !== null) return former;
  if (cameIn(former, messages).length === 0) return null;
  return { ...former, until: newestSeen(messages) };
}

/** Null for nothing, and where it is not loaded from its beginning. */
export function newsOf(absence: Absence | null, shown: ShownThread): News | null {
  const { messages, hasOlder, hasHole } = shown;
  if (!absence) return null;
  const came = cameIn(absence, messages);
  const [first] = came;
  if (!first || (hasOlder && first.id === messages[0]?.id)) return null;
  return { firstId: first.id, count: hasHole ? null : came.length };
}

function cameIn(
  { after, until }: Absence,
  messages: readonly ThreadMessage[],
): readonly ThreadMessage[] {
  return messages.filter(
    (message) =>
      isOfOthers(message) &&
      !isUnbegun(message) &&
      comparePositions(message, after) > 0 &&
      (until === null || comparePositions(message, until) <= 0),
  );
}

/** Who writes has read what stands above. */
function hasLooked({ until, looked }: Absence, messages: readonly ThreadMessage[]): boolean {
  if (looked || until === null) return looked;
  return messages.some((message) => !isOfOthers(message) && comparePositions(message, until) > 0);
}

/** What the owner types at the desk is no news to them. */
function isOfOthers({ channel, direction }: ThreadMessage): boolean {
  return channel !== 'desktop' || direction !== 'in';
}

/** Of a reply that has no word yet, nothing is to be seen. */
function isUnbegun({ direction, delivery, text }: ThreadMessage): boolean {
  return direction === 'out' && delivery === 'sending' && text === '';
}

function newestSeen(messages: readonly ThreadMessage[]): ThreadPosition {
  const last = messages.findLast((message) => !isUnbegun(message));
  return last ? { at: last.at, id: last.id } : { at: 0, id: '' };
}
