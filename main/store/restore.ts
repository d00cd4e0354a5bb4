import { DatabaseSync } from 'node:sqlite';
import { describeRestore, heldBackReason } from '../../shared/restore.ts';
import type { RestoreMark } from '../../shared/restore.ts';
import { systemLine } from '../../shared/system-line.ts';
import type { Database } from './database.ts';
import { insertMessage } from './message.ts';
import { tellDelivery } from './outbox.ts';

type Restored = {
  /** Of the line in the thread. */
  readonly id: string;
  /** Until when anything may have been answered already, epoch ms. */
  readonly at: number;
  readonly now: number;
  readonly backupAt: number;
};

/**
 * Tells the data of a backup that it was restored. What was to be sent then may be out since: it is looked for before
 * anything else. Repeatable.
 */
export function markRestored(db: Database, { id, at, now, backupAt }: Restored): void {
  const { file, sql } = db;
  if (sql.get`SELECT 1 FROM restore WHERE id = ${id}`) return;
  file.exec('BEGIN IMMEDIATE');
  sql.run`INSERT INTO restore (id, at, backupAt) VALUES (${id}, ${at}, ${backupAt})`;
  const open = sql.all`SELECT DISTINCT messageId FROM outbox WHERE state IN ('queued', 'sending')`;
  sql.run`UPDATE outbox SET state = 'unknown', nextAt = 0 WHERE state IN ('queued', 'sending')`;
  for (const { messageId } of open) tellDelivery(db, String(messageId), maybeSent);
  closeActions(db, { id, now });
  insertMessage(db, systemLine({ id, at: now, text: describeRestore(backupAt) }));
  file.exec('COMMIT');
}

/**
 * A yes holds for the time in which it was given: what the backup still wants to do may be done since, or was refused.
 * The line of the restore tells of it; nothing is sent for it.
 */
function closeActions({ sql }: Database, { id, now }: Pick<Restored, 'id' | 'now'>): void {
  sql.run`UPDATE action SET state = 'expired', decidedAt = ${now}, decidedVia = 'time', toldId = ${id}
    WHERE state = 'pending'`;
  sql.run`UPDATE action SET state = 'unknown', endedAt = ${now}, toldId = ${id},
      result = 'A backup was restored before the end of it. Whether it was done is not known.'
    WHERE state IN ('approved', 'running')`;
}

/**
 * What the data that goes knows of what the backup still wants to send: that it is out, or that the owner dropped it.
 * Repeatable.
 */
export function takeOverEnds(db: Database, livePath: string): void {
  const { file, sql } = db;
  const open = sql.all`SELECT id, messageId FROM outbox
    WHERE state IN ('queued', 'sending', 'unknown', 'failed')`;
  const ends = readEnds(
    livePath,
    open.map(({ id }) => String(id)),
  );
  const messageOf = new Map(open.map(({ id, messageId }) => [id, String(messageId)]));
  file.exec('BEGIN IMMEDIATE');
  for (const { id, state, remoteId, reason } of ends) {
    sql.run`UPDATE outbox SET state = ${state}, remoteId = ${remoteId} WHERE id = ${id}`;
    tellDelivery(db, messageOf.get(id) ?? id, reason);
  }
  file.exec('COMMIT');
}

type End = {
  readonly id: string;
  readonly state: string;
  readonly remoteId: string | null;
  readonly reason: string | null;
};

function readEnds(path: string, ids: readonly string[]): readonly End[] {
  let live: DatabaseSync | null = null;
  try {
    live = new DatabaseSync(path, { readOnly: true });
    const rows = live
      .prepare(
        `SELECT outbox.id, outbox.state, remoteId, reason
          FROM outbox JOIN message ON message.id = messageId
          WHERE outbox.state IN ('sent', 'dropped') AND outbox.id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(ids));
    return rows as unknown as readonly End[];
  } catch {
    // There is none, or it is damaged: then everything is looked for.
    return [];
  } finally {
    live?.close();
  }
}

const maybeSent = 'It may have been sent after the backup was made.';

/** The newest restore; null when there was none. */
export function lastRestore({ sql }: Database): RestoreMark | null {
  const row = sql.get`SELECT at, backupAt FROM restore ORDER BY at DESC LIMIT 1`;
  return row ? { at: Number(row['at']), backupAt: Number(row['backupAt']) } : null;
}

/** Why something from before a restore is not taken up; null when it was later, or nothing was restored. */
export function reasonOfRestore(db: Database, at: number): string | null {
  return heldBackReason(lastRestore(db), at);
}
