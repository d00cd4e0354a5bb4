import { z } from 'zod';
import type { PracticeMessage } from './entries.ts';

/** Carbon Voice: a resumed or first dated page starts about 4 s early, so rows come again. */
const overlapMs = 4000;

/** By last change (`/v6/messages/updates`) or by creation (`/v6/messages`). */
export type FeedOrder = 'updated' | 'created';

export type FeedRequest = {
  readonly order: FeedOrder;
  readonly direction: 'newer' | 'older';
  readonly limit: number;
  readonly anchor:
    /** `exact`: without the early start. */
    | { readonly type: 'date'; readonly at: number; readonly exact?: boolean }
    | { readonly type: 'cursor'; readonly text: string };
};

export type FeedPage = {
  readonly rows: readonly PracticeMessage[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
};

const cursorSchema = z.object({
  feedId: z.string(),
  order: z.enum(['updated', 'created']),
  direction: z.enum(['newer', 'older']),
  at: z.number(),
  seq: z.number(),
  /** The newest row ever given on this path; older ones are repeats. */
  newest: z.number(),
  /** The next page begins 4 s early. */
  overlap: z.boolean(),
});
type Cursor = Readonly<z.infer<typeof cursorSchema>>;

type Row = { readonly at: number; readonly seq: number; readonly message: PracticeMessage };

/**
 * One page, or null when the cursor cannot be read or belongs to another feed. After the last page rows of the
 * final 4 s come once more; the page after that is empty and gives the cursor back.
 */
export function readFeed(
  messages: readonly PracticeMessage[],
  request: FeedRequest,
  feedId: string,
): FeedPage | null {
  const rows = messages.map((message) => rowOf(message, request.order));
  rows.sort((a, b) => (request.direction === 'newer' ? a.seq - b.seq : b.seq - a.seq));
  const { anchor } = request;
  if (anchor.type === 'date') {
    const at = anchor.exact || request.direction === 'older' ? anchor.at : anchor.at - overlapMs;
    return page(rows.filter(fromDate(request.direction, at)), request, { feedId });
  }
  const cursor = parseCursor(anchor.text, request, feedId);
  if (cursor === null) return null;
  return page(rows.filter(afterCursor(cursor)), request, { feedId, cursor });
}

function rowOf(message: PracticeMessage, order: FeedOrder): Row {
  return order === 'updated'
    ? { at: message.updatedAt, seq: message.updatedSeq, message }
    : { at: message.createdAt, seq: message.createdSeq, message };
}

function fromDate(direction: 'newer' | 'older', at: number): (row: Row) => boolean {
  return direction === 'newer' ? (row) => row.at >= at : (row) => row.at < at;
}

function afterCursor(cursor: Cursor): (row: Row) => boolean {
  if (cursor.direction === 'older') return (row) => row.seq < cursor.seq;
  if (!cursor.overlap) return (row) => row.seq > cursor.seq;
  return (row) => row.seq > cursor.seq || row.at >= cursor.at - overlapMs;
}

function page(
  found: readonly Row[],
  { order, direction, limit, anchor }: FeedRequest,
  { feedId, cursor }: { readonly feedId: string; readonly cursor?: Cursor },
): FeedPage {
  const rows = found.slice(0, limit);
  const hasMore = found.length > limit;
  const last = rows.at(-1);
  if (!last) {
    return { rows: [], hasMore: false, nextCursor: anchor.type === 'cursor' ? anchor.text : null };
  }
  const newest = cursor?.newest ?? 0;
  const next: Cursor = {
    feedId,
    order,
    direction,
    at: last.at,
    seq: last.seq,
    newest: Math.max(newest, last.seq),
    // Only news is repeated: else an idle feed would give its last rows for ever.
    overlap: direction === 'newer' && !hasMore && last.seq > newest,
  };
  const nextCursor = Buffer.from(JSON.stringify(next)).toString('base64url');
  return { rows: rows.map((row) => row.message), hasMore, nextCursor };
}

function parseCursor(text: string, request: FeedRequest, feedId: string): Cursor | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const cursor = cursorSchema.parse(json);
    const fits = cursor.order === request.order && cursor.direction === request.direction;
    return fits && cursor.feedId === feedId ? cursor : null;
  } catch {
    // Not one of ours; the route answers 400.
    return null;
  }
}
