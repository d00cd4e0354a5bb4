import { reminderSchema } from '../../shared/planning.ts';
import type { Reminder } from '../../shared/planning.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Due, DueLedger, ReminderBook } from '../agent/planning/ports.ts';
import type { Database } from './database.ts';
import { insertMessage } from './message.ts';

type Args<N extends keyof ReminderBook> = Parameters<ReminderBook[N]>[0];

/** The same key again changes nothing, and tells what stands. */
export function addReminder({ sql }: Database, reminder: Args<'addReminder'>): Reminder {
  const { key, text, repeat, timeZone, nextAt, messageId, at } = reminder;
  sql.run`INSERT INTO reminder (key, text, repeat, timeZone, state, nextAt, messageId, createdAt)
    VALUES (${key}, ${text}, ${repeat}, ${timeZone}, 'active', ${nextAt}, ${messageId}, ${at})
    ON CONFLICT (key) DO NOTHING`;
  return reminderSchema.parse(sql.get`SELECT * FROM reminder WHERE key = ${key}`);
}

export function cancelReminder(db: Database, { number }: Args<'cancelReminder'>): Reminder | null {
  db.sql.run`UPDATE reminder SET state = 'cancelled', nextAt = NULL
    WHERE number = ${number} AND state = 'active'`;
  return readReminder(db, { number });
}

export function readReminder({ sql }: Database, { number }: Args<'readReminder'>): Reminder | null {
  const row = sql.get`SELECT * FROM reminder WHERE number = ${number}`;
  return row ? reminderSchema.parse(row) : null;
}

export function listReminders(
  { sql }: Database,
  { all, limit }: Args<'listReminders'>,
): readonly Reminder[] {
  const rows = all
    ? sql.all`SELECT * FROM reminder ORDER BY state <> 'active', nextAt, number DESC LIMIT ${limit}`
    : sql.all`SELECT * FROM reminder WHERE nextAt IS NOT NULL ORDER BY nextAt, number LIMIT ${limit}`;
  return rows.map((row) => reminderSchema.parse(row));
}

export function dueReminders(
  { sql }: Database,
  { now }: Parameters<DueLedger['dueReminders']>[0],
): readonly Reminder[] {
  return sql.all`SELECT * FROM reminder WHERE nextAt IS NOT NULL AND nextAt <= ${now}
    ORDER BY nextAt, number`.map((row) => reminderSchema.parse(row));
}

export function toldAfter(
  { sql }: Database,
  { at }: Parameters<DueLedger['toldAfter']>[0],
): readonly Reminder[] {
  return sql.all`SELECT * FROM reminder WHERE nextAt IS NOT NULL AND repeat IS NOT NULL
    AND toldAt > ${at}`.map((row) => reminderSchema.parse(row));
}

export function moveReminder(
  { sql }: Database,
  { number, from, to, at }: Parameters<DueLedger['moveReminder']>[0],
): null {
  sql.run`UPDATE reminder SET nextAt = ${to}, toldAt = ${at}
    WHERE number = ${number} AND nextAt = ${from}`;
  return null;
}

export function nextDueAt({ sql }: Database): number | null {
  const row = sql.get`SELECT min(at) AS at FROM (
    SELECT min(nextAt) AS at FROM reminder WHERE nextAt IS NOT NULL
    UNION ALL SELECT min(nudgeAt) FROM task WHERE nudgeAt IS NOT NULL AND state = 'open')`;
  return typeof row?.['at'] === 'number' ? row['at'] : null;
}

export function wasTold({ sql }: Database, { key }: { readonly key: string }): boolean {
  return sql.get`SELECT 1 FROM told WHERE key = ${key}` !== undefined;
}

/** One occasion, one line: neither exists without the other. */
export function tellDue(
  db: Database,
  { due, message, reach }: Parameters<DueLedger['tellDue']>[0],
): ThreadMessage | null {
  if (!take(db, due, message.at)) return null;
  insertMessage(db, message);
  if (reach) db.sql.run`INSERT INTO notice (id, at) VALUES (${message.id}, ${message.at})`;
  return message;
}

/** Whether it is still to be told; from now on it is not. */
function take({ sql }: Database, due: Due, at: number): boolean {
  switch (due.type) {
    case 'reminder': {
      const state = due.nextAt === null ? 'done' : 'active';
      const { changes } = sql.run`UPDATE reminder
        SET nextAt = ${due.nextAt}, state = ${state}, toldAt = ${at}
        WHERE number = ${due.number} AND nextAt = ${due.dueAt}`;
      return changes === 1;
    }
    case 'task': {
      const { changes } = sql.run`UPDATE task SET nudgeAt = NULL
        WHERE number = ${due.number} AND nudgeAt = ${due.nudgeAt} AND state = 'open'`;
      return changes === 1;
    }
    default: {
      const { changes } = sql.run`INSERT OR IGNORE INTO told (key, at) VALUES (${due.key}, ${at})`;
      return changes === 1;
    }
  }
}
