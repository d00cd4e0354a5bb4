import type { ThreadPosition } from '../../shared/thread.ts';
import type { Database } from './database.ts';

/** Null before the owner has first seen the thread. */
export function readSeenPlace({ sql }: Database): ThreadPosition | null {
  const row = sql.get`SELECT at, id FROM seenPlace`;
  return row ? ({ ...row } as unknown as ThreadPosition) : null;
}

/**
 * The furthest one stays, whichever window tells it. One behind the end of the thread is of what was erased or of before
 * a restore, and counts for nothing.
 */
export function saveSeenPlace({ sql }: Database, { at, id }: ThreadPosition): null {
  sql.run`INSERT INTO seenPlace (only, at, id) VALUES (1, ${at}, ${id})
    ON CONFLICT (only) DO UPDATE SET at = excluded.at, id = excluded.id
    WHERE (excluded.at, excluded.id) > (seenPlace.at, seenPlace.id)
      OR NOT EXISTS (SELECT 1 FROM message
        WHERE (message.at, message.id) >= (seenPlace.at, seenPlace.id))`;
  return null;
}
