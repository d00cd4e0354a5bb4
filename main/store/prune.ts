import type { PruneAnswer, PruneRequest } from '../thread/keeping/ports.ts';
import type { Database } from './database.ts';
import { eraseCalls, eraseMessages } from './erase.ts';

/**
 * Deletes the oldest messages from before an instant, `limit` at most, with everything that belongs to them; what still
 * waits for anything stays, and so do notes. Goes on after a place, so that what stays is passed once.
 */
export function pruneThread(db: Database, request: PruneRequest): PruneAnswer {
  const { before, limit } = request;
  const after = request.after ?? { at: -Number.MAX_VALUE, id: '' };
  const rows = db.sql.all`SELECT id, at FROM message WHERE at < ${before}
    AND (at, id) > (${after.at}, ${after.id}) ORDER BY at, id LIMIT ${limit}`;
  const ids = rows.map(({ id }) => String(id)).filter((id) => isDone(db, id));
  eraseMessages(db, { ids, notes: 'keep' });
  const last = rows.at(-1);
  if (rows.length === limit && last) {
    return { ids, next: { at: Number(last['at']), id: String(last['id']) } };
  }
  eraseCalls(db, { callIds: callsWithoutBrief(db, before) });
  pruneTurns(db, before);
  return { ids, next: null };
}

/** Whether nothing is still to be done with a message, nor with what it belongs to. */
function isDone({ sql }: Database, id: string): boolean {
  return !sql.get`SELECT 1 FROM message
    LEFT JOIN inbox ON inbox.id = message.id
    LEFT JOIN missedCall ON missedCall.messageId = message.id
    LEFT JOIN call ON call.callId = message.callId
    WHERE message.id = ${id} AND (
      inbox.state IN ('pending', 'failed')
      OR EXISTS (SELECT 1 FROM outbox WHERE messageId = message.id
        AND state IN ('queued', 'sending', 'unknown', 'failed'))
      OR missedCall.nextAt IS NOT NULL
      OR (call.callId IS NOT NULL AND call.endedAt IS NULL)
      OR (call.outcome IS NOT NULL AND call.briefId IS NULL)
      OR EXISTS (
        SELECT 1 FROM message AS other JOIN outbox AS waiting ON waiting.messageId = other.id
        WHERE other.turnId = message.turnId
          AND waiting.state IN ('queued', 'sending', 'unknown', 'failed')))`;
}

/** Calls that are over and of which nothing is told: those of which something is go with the line that tells it. */
function callsWithoutBrief({ sql }: Database, before: number): readonly string[] {
  return sql.all`SELECT callId FROM call
    WHERE endedAt < ${before} AND briefId IS NULL AND outcome IS NULL LIMIT 1000`.map(
    ({ callId }) => String(callId),
  );
}

/** Stages of turns whose words are not in the thread. */
function pruneTurns({ sql }: Database, before: number): void {
  sql.run`DELETE FROM turn WHERE turnId IN (
    SELECT turnId FROM turn WHERE receivedAt < ${before}
      AND NOT EXISTS (SELECT 1 FROM message WHERE message.turnId = turn.turnId) LIMIT 1000)`;
}
