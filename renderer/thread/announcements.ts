import { comparePositions, type ThreadMessage } from '../../shared/thread.ts';
import { safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { deliveryNote } from './delivery-note.ts';

/** A screen reader cannot be asked to read pages at once; the thread itself holds the rest. */
const maxLength = 1_000;

/**
 * What a screen reader says after the thread went from `before` to `after`: whole replies, new messages from
 * elsewhere, failures. Not the growing of a reply, and not what older pages bring.
 */
export function announcements(
  before: readonly ThreadMessage[],
  after: readonly ThreadMessage[],
  agentName: string,
): readonly string[] {
  const known = new Map(before.map((message) => [message.id, message]));
  const last = before.at(-1);
  return after.flatMap((message) => {
    const former = known.get(message.id);
    // What is said on the phone is told by the captions of its call.
    if (former === message || message.channel === 'phone') return [];
    // Before the last known message and yet unknown: it came with an older page.
    if (!former && last && comparePositions(message, last) < 0) return [];
    const said = announcement(former, message, agentName);
    return said === null ? [] : [safeWords(said.slice(0, maxLength))];
  });
}

function announcement(
  former: ThreadMessage | undefined,
  message: ThreadMessage,
  agentName: string,
): string | null {
  const { delivery } = message;
  const changed = former?.delivery !== delivery;
  if (changed && (delivery === 'failed' || delivery === 'unknown')) {
    return deliveryNote(message, false)?.text ?? null;
  }
  if (message.direction === 'in') return arrival(former?.text ?? '', message);
  return changed && delivery === 'sent' ? strings.announce.said(agentName, message.text) : null;
}

/** What the owner types at the desk is no news to them. */
function arrival(formerText: string, { text, channel }: ThreadMessage): string | null {
  if (channel === 'desktop' || text === '' || formerText !== '') return null;
  return strings.announce.received(strings.thread.channels[channel], text);
}
