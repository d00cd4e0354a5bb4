import type { ThreadMessage } from '../../shared/thread.ts';
import type { KnownToken, TokenAges } from '../carbonvoice/ports.ts';
import type { Database } from './database.ts';
import { insertMessage } from './message.ts';

type Of = Parameters<TokenAges['readTokenAge']>[0];
type Save = Parameters<TokenAges['saveTokenAge']>[0];
type Tell = Parameters<TokenAges['tellTokenEnd']>[0];

export function readTokenAge({ sql }: Database, { service }: Of): KnownToken | null {
  const row = sql.get`SELECT salt, hash, seenAt, toldDays FROM tokenAge WHERE service = ${service}`;
  return row ? ({ ...row } as unknown as KnownToken) : null;
}

/** Another token takes the place of the one before. */
export function saveTokenAge({ sql }: Database, { service, token }: Save): null {
  sql.run`INSERT OR REPLACE INTO tokenAge (service, salt, hash, seenAt, toldDays)
    VALUES (${service}, ${token.salt}, ${token.hash}, ${token.seenAt}, ${token.toldDays})`;
  return null;
}

/** The line and the mark that it was told are one commit; null where it was told before. */
export function tellTokenEnd(db: Database, { service, days, message }: Tell): ThreadMessage | null {
  const { changes } = db.sql.run`UPDATE tokenAge SET toldDays = ${days}
    WHERE service = ${service} AND (toldDays IS NULL OR toldDays > ${days})`;
  return changes === 1 ? insertMessage(db, message) : null;
}
