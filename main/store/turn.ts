import { turnSchema } from '../../shared/turns.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Database } from './database.ts';

export function saveTurn({ sql }: Database, turn: Turn): null {
  const t = turn;
  sql.run`INSERT OR REPLACE INTO turn (turnId, channel, callId, receivedAt, transcriptAt, modelAskedAt,
      firstTokenAt, firstSentenceAt, firstSentAt, doneAt, interruptedAt)
    VALUES (${t.turnId}, ${t.channel}, ${t.callId}, ${t.receivedAt}, ${t.transcriptAt},
      ${t.modelAskedAt}, ${t.firstTokenAt}, ${t.firstSentenceAt}, ${t.firstSentAt}, ${t.doneAt},
      ${t.interruptedAt})`;
  return null;
}

/** Newest last. */
export function lastTurns({ sql }: Database, { limit }: { readonly limit: number }) {
  const rows = sql.all`SELECT * FROM turn ORDER BY receivedAt DESC, turnId DESC LIMIT ${limit}`;
  return rows.map((row) => turnSchema.parse(row)).toReversed();
}
