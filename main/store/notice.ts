import type { ThreadMessage } from '../../shared/thread.ts';
import type { BriefSources } from '../agent/planning/ports.ts';
import type { Notice, NoticeLedger, OwnerTraces } from '../thread/notice-ports.ts';
import type { Database } from './database.ts';
import { readMessage, toMessage } from './message.ts';
import { insertDispatch } from './outbox.ts';

type Args<N extends keyof NoticeLedger> = Parameters<NoticeLedger[N]>[0];

export function openNotices({ sql }: Database): readonly Notice[] {
  return sql.all`SELECT id, at FROM notice ORDER BY at, id`.map((row) => ({
    id: String(row['id']),
    at: Number(row['at']),
  }));
}

export function ownerTraces({ sql }: Database, { limit }: { readonly limit: number }): OwnerTraces {
  const desk = sql.get`SELECT max(at) AS at FROM message INDEXED BY message_of_owner
    WHERE channel = 'desktop' AND direction = 'in' AND principal = 'owner'`;
  const rows = sql.all`SELECT conversationId FROM message INDEXED BY message_of_owner
    WHERE channel = 'carbonvoice' AND direction = 'in' AND principal = 'owner'
      AND conversationId IS NOT NULL
    GROUP BY conversationId ORDER BY max(at) DESC LIMIT ${limit}`;
  return {
    deskAt: typeof desk?.['at'] === 'number' ? desk['at'] : null,
    conversations: rows.map((row) => String(row['conversationId'])),
  };
}

/** The claim, and the order to send, in one commit: it is brought once. */
export function bringNotice(
  db: Database,
  { id, letter }: Args<'bringNotice'>,
): ThreadMessage | null {
  if (db.sql.run`DELETE FROM notice WHERE id = ${id}`.changes !== 1) return null;
  if (!db.sql.get`SELECT 1 FROM message WHERE id = ${id}`) return null;
  if (letter) {
    const { conversationId, dispatch } = letter;
    db.sql.run`UPDATE message SET channel = 'carbonvoice', conversationId = ${conversationId},
      delivery = 'queued' WHERE id = ${id}`;
    insertDispatch(db, readMessage(db, { id }), { recipient: null, dispatch });
  }
  return readMessage(db, { id });
}

/** What was said in a call is told by the line about it. */
export function othersSince(
  { sql }: Database,
  { since, limit }: Parameters<BriefSources['othersSince']>[0],
): readonly ThreadMessage[] {
  return sql.all`SELECT * FROM message WHERE at >= ${since} AND text <> '' AND (
      direction = 'in' AND principal <> 'owner' AND channel IN ('carbonvoice', 'sms')
        AND delivery <> 'ignored'
      OR brief IS NOT NULL OR id IN (SELECT messageId FROM missedCall))
    ORDER BY at DESC, id DESC LIMIT ${limit}`
    .map(toMessage)
    .toReversed();
}
