import type { SummaryLedger, SummarySection } from '../agent/memory/ports.ts';
import type { ThreadPosition } from '../../shared/thread.ts';
import type { Database } from './database.ts';

type Args<N extends keyof SummaryLedger> = Parameters<SummaryLedger[N]>[0];

/** Oldest first. */
export function summaries({ sql }: Database): readonly SummarySection[] {
  return sql.all`SELECT * FROM summary ORDER BY fromAt, fromId`.map(toSection);
}

/** Kept only when the stretch is still as it was read: a message may have been deleted or changed meanwhile. */
export function saveSummary(db: Database, { section, read }: Args<'saveSummary'>): boolean {
  const { from, until } = section;
  const row = db.sql
    .get`SELECT count(*) AS messages, coalesce(sum(length(CAST(text AS BLOB))), 0) AS bytes
    FROM message WHERE (at, id) >= (${from.at}, ${from.id}) AND (at, id) <= (${until.at}, ${until.id})`;
  if (row?.['messages'] !== read.messages || row['bytes'] !== read.bytes) return false;
  insert(db, section);
  return true;
}

/** In the place of several that follow each other; false when one of them is gone. */
export function mergeSummaries(db: Database, { section, ids }: Args<'mergeSummaries'>): boolean {
  const { sql } = db;
  const json = JSON.stringify(ids);
  const row = sql.get`SELECT count(*) AS n FROM summary
    WHERE id IN (SELECT value FROM json_each(${json}))`;
  if (row?.['n'] !== ids.length) return false;
  sql.run`DELETE FROM summary WHERE id IN (SELECT value FROM json_each(${json}))`;
  insert(db, section);
  return true;
}

function insert({ sql }: Database, { id, level, from, until, text, madeAt }: SummarySection): void {
  sql.run`INSERT INTO summary (id, level, fromAt, fromId, untilAt, untilId, text, madeAt)
    VALUES (${id}, ${level}, ${from.at}, ${from.id}, ${until.at}, ${until.id}, ${text}, ${madeAt})`;
}

function toSection(row: Readonly<Record<string, unknown>>): SummarySection {
  const place = (name: 'from' | 'until'): ThreadPosition => ({
    at: Number(row[`${name}At`]),
    id: String(row[`${name}Id`]),
  });
  return {
    ...{ id: String(row['id']), level: Number(row['level']), text: String(row['text']) },
    ...{ from: place('from'), until: place('until'), madeAt: Number(row['madeAt']) },
  };
}
