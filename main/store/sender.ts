import { notAllowedReason } from '../../shared/sender.ts';
import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import type { Database } from './database.ts';
import { readMessage } from './message.ts';

type Of = { readonly channel: Channel; readonly since: number };

/** Who wrote and was refused, newest first; `recent` counts what was said since an instant (epoch ms). */
export type RefusedSender = {
  readonly senderId: string;
  readonly refused: number;
  readonly recent: number;
  readonly lastAt: number;
};

const maxSenders = 200;

export function refusedSenders(
  { sql }: Database,
  { channel, since }: Of,
): readonly RefusedSender[] {
  return sql.all`SELECT author AS senderId, COUNT(*) AS refused, SUM(at >= ${since}) AS recent,
      MAX(at) AS lastAt
    FROM message WHERE channel = ${channel} AND delivery = 'ignored' AND reason = ${notAllowedReason}
    GROUP BY author ORDER BY lastAt DESC LIMIT ${maxSenders}`.map(
    (row) => ({ ...row }) as unknown as RefusedSender,
  );
}

/** What they wrote since then waits to be answered again, in the order it came: each once, whoever asks twice. */
export function reopenRefused(
  db: Database,
  { channel, since, senderId }: Of & { readonly senderId: string },
): readonly ThreadMessage[] {
  const rows = db.sql.all`SELECT inbox.id FROM inbox JOIN message ON message.id = inbox.id
    WHERE message.channel = ${channel} AND message.author = ${senderId} AND message.at >= ${since}
      AND inbox.state = 'ignored' AND message.reason = ${notAllowedReason}
    ORDER BY inbox.rowid`;
  return rows.map((row) => {
    const id = String(row['id']);
    // The owner wants it answered: it is not held back after a restore.
    db.sql.run`UPDATE inbox SET state = 'pending', attempts = 0, nextAt = 0, heldBack = 1
      WHERE id = ${id}`;
    db.sql.run`UPDATE message SET delivery = 'received', attempts = 0, reason = NULL
      WHERE id = ${id}`;
    return readMessage(db, { id });
  });
}
