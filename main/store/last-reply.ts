import { droppedReasons } from '../../shared/thread.ts';
import type { Channel, Delivery } from '../../shared/thread.ts';
import type { Database } from './database.ts';

/** How sending on a channel went last. Instants are epoch ms. */
export type LastReply = {
  /** The newest reply that was sent or given up; null before the first. What the owner dropped tells nothing. */
  readonly last: {
    readonly at: number;
    readonly delivery: Delivery;
    readonly reason: string | null;
  } | null;
  /** Of the newest replies, those of turns of which none stands in the conversation that was answered. */
  readonly strayed: number;
};

/** Replies that are looked at. */
const looked = 200;

export function lastReply(
  { sql }: Database,
  { channel }: { readonly channel: Channel },
): LastReply {
  const row = sql.get`SELECT at, delivery, reason FROM message
    WHERE channel = ${channel} AND direction = 'out' AND delivery IN ('sent', 'failed', 'unknown')
      AND coalesce(reason, '') NOT IN (${droppedReasons.whole}, ${droppedReasons.rest})
    ORDER BY at DESC LIMIT 1`;
  const strayed = sql.get`SELECT count(*) AS strayed FROM
    (SELECT turnId, conversationId FROM message
      WHERE channel = ${channel} AND direction = 'out' AND turnId IS NOT NULL
      ORDER BY at DESC LIMIT ${looked}) AS reply
    WHERE EXISTS (SELECT 1 FROM message AS asked
      WHERE asked.turnId = reply.turnId AND asked.direction = 'in' AND asked.channel = ${channel}
        AND NOT EXISTS (SELECT 1 FROM message AS told
          WHERE told.turnId = reply.turnId AND told.direction = 'out'
            AND told.conversationId IS asked.conversationId))`;
  return {
    last: row ? ({ ...row } as unknown as LastReply['last']) : null,
    strayed: Number(strayed?.['strayed']),
  };
}
