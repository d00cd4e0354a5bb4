import type { Dial, DialBook, Party } from '../call/ports.ts';
import type { Database } from './database.ts';

export function beginDial({ sql }: Database, { target, source, since }: Dial): null {
  sql.run`INSERT OR REPLACE INTO dial (target, type, source, since)
    VALUES (${target.target}, ${target.type}, ${source}, ${since})`;
  return null;
}

export function endDial({ sql }: Database, { target }: Parameters<DialBook['endDial']>[0]): null {
  sql.run`DELETE FROM dial WHERE target = ${target}`;
  return null;
}

export function openDials({ sql }: Database): readonly Dial[] {
  return sql.all`SELECT target, type, source, since FROM dial ORDER BY since`.map((row) => ({
    target: { type: row['type'] as Party['type'], target: String(row['target']), name: '' },
    source: row['source'] === null ? null : String(row['source']),
    since: Number(row['since']),
  }));
}
