import { droppedReasons } from '../../shared/thread.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { LedgerEntry, OutboxLedger, Reopened } from '../thread/outbox-ports.ts';
import type { Database } from './database.ts';
import { toItem } from './inbox.ts';
import { readMessage } from './message.ts';
import { insertDispatch, tellDelivery } from './outbox.ts';
import { lastRestore } from './restore.ts';

type Row = Record<string, unknown>;
type Reopen = Parameters<OutboxLedger['reopen']>[0];
type Drop = Parameters<OutboxLedger['drop']>[0];

/** Everything that waits or failed, oldest first. */
export function ledgerEntries({ sql }: Database): readonly LedgerEntry[] {
  const incoming = sql.all`SELECT message.id, at, direction, message.channel, message.conversationId,
      NULL AS recipient, author, text, state, reason, inbox.attempts, nextAt, NULL AS expiresAt,
      0 AS sent, 1 AS count
    FROM message JOIN inbox ON inbox.id = message.id
    WHERE message.id IN (SELECT id FROM inbox INDEXED BY inbox_pending WHERE state = 'pending'
      UNION ALL SELECT id FROM inbox INDEXED BY inbox_failed WHERE state = 'failed')`;
  const outgoing = sql.all`SELECT message.id, at, direction, message.channel, message.conversationId,
      max(recipient) AS recipient, author, message.text, delivery AS state, reason, message.attempts,
      max(nextAt) AS nextAt, min(expiresAt) AS expiresAt, sum(outbox.state = 'sent') AS sent,
      count(*) AS count
    FROM message JOIN outbox ON outbox.messageId = message.id
    WHERE message.id IN
      (SELECT messageId FROM outbox INDEXED BY outbox_open
        WHERE state IN ('queued', 'sending', 'unknown')
      UNION ALL SELECT messageId FROM outbox INDEXED BY outbox_failed WHERE state = 'failed')
    GROUP BY message.id`;
  return [...incoming, ...outgoing].map(toEntry).toSorted((a, b) => a.at - b.at);
}

function toEntry({ sent, count, nextAt, ...row }: Row): LedgerEntry {
  const parts = { sent: Number(sent), count: Number(count) };
  return { ...row, nextAt: Number(nextAt) || null, parts } as unknown as LedgerEntry;
}

/** The owner wants it tried again. What surely did not arrive is sent anew; what may have is looked for first. */
export function reopen(db: Database, { id, dispatch }: Reopen): Reopened {
  const message = find(db, id);
  if (!message) return { refused: 'There is no message by that id.' };
  if (message.direction === 'in') return reopenIncoming(db, message);
  const states = statesOf(db, id);
  if (states.length === 0) return { refused: 'That line was not sent through the ledger.' };
  if (dispatch !== null) return rewrite(db, message, { states, dispatch });
  if (!states.some((state) => ['failed', 'unknown', 'queued'].includes(state))) {
    return { refused: `There is nothing to try again: it is ${message.delivery}.` };
  }
  const backupAt = backupOf(db);
  db.sql.run`UPDATE outbox
    SET state = CASE WHEN state = 'failed' AND createdAt <= ${backupAt} THEN 'unknown' ELSE 'queued' END,
      refusals = 0, nextAt = 0, expiresAt = NULL
    WHERE messageId = ${id} AND (state = 'failed' OR state = 'unknown' AND recipient IS NOT NULL)`;
  return { message: tellDelivery(db, id, null), item: null };
}

/** What a backup knows as failed may have been tried again and sent after it was made, epoch ms. */
function backupOf(db: Database): number {
  return lastRestore(db)?.backupAt ?? -1;
}

/** Other words instead of those that could not leave. */
function rewrite(
  db: Database,
  message: ThreadMessage,
  {
    states,
    dispatch,
  }: { readonly states: readonly string[] } & Pick<
    Parameters<OutboxLedger['compose']>[0],
    'dispatch'
  >,
): Reopened {
  const { id } = message;
  if (!states.every((state) => state === 'failed')) {
    return { refused: 'Its words can be changed only when none of it can have been sent.' };
  }
  if (message.at <= backupOf(db)) {
    return { refused: 'It may have been sent after the backup was made: try it again as it is.' };
  }
  // A note is a send of its own, which other words would take the place of.
  if (message.attachments?.some(({ kind }) => kind === 'audio')) {
    return { refused: 'It carries a recorded note: drop it and write a new one.' };
  }
  const text = dispatch.parts.map((part) => part.text).join('\n\n');
  const row = db.sql.get`SELECT recipient FROM outbox WHERE messageId = ${id}`;
  db.sql.run`DELETE FROM outbox WHERE messageId = ${id}`;
  db.sql.run`UPDATE message SET text = ${text} WHERE id = ${id}`;
  const recipient = (row?.['recipient'] ?? null) as LedgerEntry['recipient'];
  insertDispatch(db, message, { recipient, dispatch });
  return { message: tellDelivery(db, id, null), item: null };
}

function reopenIncoming(db: Database, { id }: ThreadMessage): Reopened {
  const row = db.sql.get`SELECT state FROM inbox WHERE id = ${id}`;
  if (!row) return { refused: 'That line was not received through the ledger.' };
  if (row['state'] === 'handled') return { refused: 'It was answered already.' };
  // As if it had been held back before: what the owner wants answered is not held back after a restore.
  db.sql
    .run`UPDATE inbox SET state = 'pending', attempts = 0, nextAt = 0, readAt = NULL, heldBack = 1
    WHERE id = ${id}`;
  db.sql.run`UPDATE message SET delivery = 'received', reason = NULL WHERE id = ${id}`;
  return { message: readMessage(db, { id }), item: readItem(db, id) };
}

/** The owner does not want it any more. */
export function drop(db: Database, { id }: Drop): Reopened {
  const message = find(db, id);
  if (!message) return { refused: 'There is no message by that id.' };
  if (message.direction === 'in') return dropIncoming(db, message);
  const states = statesOf(db, id);
  if (states.includes('sending')) return { refused: 'It is being sent at this moment.' };
  const { changes } = db.sql.run`UPDATE outbox SET state = 'dropped'
    WHERE messageId = ${id} AND state IN ('queued', 'unknown', 'failed')`;
  if (changes === 0) return { refused: `There is nothing to drop: it is ${message.delivery}.` };
  const reason = states.includes('sent') ? droppedReasons.rest : droppedReasons.whole;
  return { message: tellDelivery(db, id, reason), item: null };
}

function dropIncoming(db: Database, { id, delivery }: ThreadMessage): Reopened {
  const { changes } = db.sql.run`UPDATE inbox SET state = 'ignored'
    WHERE id = ${id} AND state IN ('pending', 'failed')`;
  if (changes === 0) return { refused: `There is nothing to drop: it is ${delivery}.` };
  db.sql.run`UPDATE message SET delivery = 'ignored', reason = ${droppedReasons.whole}
    WHERE id = ${id}`;
  return { message: readMessage(db, { id }), item: readItem(db, id) };
}

function find(db: Database, id: string): ThreadMessage | null {
  return db.sql.get`SELECT 1 FROM message WHERE id = ${id}` ? readMessage(db, { id }) : null;
}

function statesOf({ sql }: Database, id: string): readonly string[] {
  const rows = sql.all`SELECT state FROM outbox WHERE messageId = ${id} ORDER BY position`;
  return rows.map(({ state }) => String(state));
}

function readItem({ sql }: Database, id: string) {
  return toItem(sql.get`SELECT * FROM inbox WHERE id = ${id}` ?? {});
}
