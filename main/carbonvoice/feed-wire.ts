import { z } from 'zod';
import { ProtocolError } from '../../shared/errors.ts';
import { parseMessage } from './wire.ts';
import type { RemoteMessage } from './wire.ts';
import { maybeId, maybeText, unreadable } from './wire-parts.ts';

/** One row of the feed as a hint: what it says is not believed, only that there is something to look at. */
export type FeedRow = {
  readonly id: string;
  readonly conversationId: string | null;
  readonly creatorId: string | null;
  readonly status: string;
  /** Epoch ms; null where it is not told. */
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
};

export type FeedPage = {
  /** The rows that can be read as messages. */
  readonly messages: readonly RemoteMessage[];
  /** Every row that has an id at least; one that is damaged beyond that must not be lost. */
  readonly rows: readonly FeedRow[];
  /** Rows without even an id. */
  readonly lost: number;
  readonly hasMore: boolean;
  /** Null on a page by the older route, which knows none. */
  readonly nextCursor: string | null;
  /** Where the next page by the older route begins, epoch ms; null by today's. It serves one reading and is not kept. */
  readonly onward: number | null;
  /** By the older route: there may be changes of one instant beyond those that the service gives. */
  readonly isCut: boolean;
};

const maybeTime = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.number())
  .nullish()
  .catch(null);

const rowSchema = z.object({
  id: maybeId,
  message_id: maybeId,
  message_guid: maybeId,
  conversation_id: maybeId,
  channel_id: maybeId,
  creator_id: maybeId,
  status: maybeText,
  created_at: maybeTime,
  updated_at: maybeTime,
});

/** A page of `GET /v6/messages/updates`. Throws ProtocolError. */
export function parseFeedPage(body: unknown): FeedPage {
  const schema = z.object({
    data: z.array(z.unknown()),
    has_more: z.boolean().nullish(),
    next_cursor: z.string().nullish(),
  });
  const page = schema.safeParse(body).data;
  if (!page) throw unreadable('a list of messages');
  const rows = page.data.flatMap((row) => parseRow(row));
  return {
    messages: page.data.flatMap((row) => tolerate(row)),
    rows,
    lost: page.data.length - rows.length,
    hasMore: page.has_more ?? false,
    nextCursor: page.next_cursor || null,
    ...{ onward: null, isCut: false },
  };
}

function parseRow(row: unknown): readonly FeedRow[] {
  const wire = rowSchema.safeParse(row).data;
  const id = wire?.id ?? wire?.message_id ?? wire?.message_guid;
  return wire && id ? [{ id, ...toRow(wire) }] : [];
}

function toRow(wire: z.infer<typeof rowSchema>): Omit<FeedRow, 'id'> {
  return {
    conversationId: wire.conversation_id ?? wire.channel_id ?? null,
    creatorId: wire.creator_id ?? null,
    status: wire.status ?? 'active',
    createdAt: wire.created_at ?? null,
    updatedAt: wire.updated_at ?? null,
  };
}

/** One row that cannot be read must not hide the others. */
function tolerate(row: unknown): readonly RemoteMessage[] {
  try {
    return [parseMessage(row)];
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}
