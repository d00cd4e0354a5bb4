import type { ThreadMessage } from '../../shared/thread.ts';
import type { News } from './absence.ts';

/** One row of the list: a mark, or a message that may continue the one above it without a new header. */
export type ThreadRow =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'new'; readonly key: 'new'; readonly count: number | null }
  | { readonly type: 'message'; readonly message: ThreadMessage; readonly continued: boolean };

/** What tells a row from all others. */
export function keyOf(row: ThreadRow): string {
  return row.type === 'message' ? row.message.id : row.key;
}

const continuedWithinMs = 5 * 60_000;

/** The rows for messages in order, oldest first; days are those of the machine's time zone. */
export function threadRows(
  messages: readonly ThreadMessage[],
  news: News | null = null,
): readonly ThreadRow[] {
  const rows: ThreadRow[] = [];
  let previous: ThreadMessage | null = null;
  for (const message of messages) {
    const newDay = previous === null || dayOf(previous.at) !== dayOf(message.at);
    if (newDay) rows.push({ type: 'day', key: dayOf(message.at), at: message.at });
    const isNew = message.id === news?.firstId;
    if (isNew) rows.push({ type: 'new', key: 'new', count: news.count });
    rows.push({
      type: 'message',
      message,
      continued: !newDay && !isNew && previous !== null && continues(previous, message),
    });
    previous = message;
  }
  return rows;
}

/** The calendar day of an instant, as a key that sorts. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}

function continues(previous: ThreadMessage, message: ThreadMessage): boolean {
  return (
    previous.author === message.author &&
    previous.direction === message.direction &&
    previous.channel === message.channel &&
    previous.conversationId === message.conversationId &&
    previous.callId === message.callId &&
    message.at - previous.at < continuedWithinMs
  );
}
