import { StoreError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Ledger, LedgerCounts, Outbound } from '../thread/ports.ts';
import type { Database } from './database.ts';
import { readMessage } from './message.ts';

type MarkOutbound = Parameters<Ledger['markOutbound']>[0];

/** What is still to be sent, or was being sent when the app ended; in the order it was queued. */
export function openOutbox({ sql }: Database): readonly Outbound[] {
  const rows = sql.all`SELECT id, channel, conversationId, replyTo, text, idempotencyKey, createdAt,
    state, attempts, nextAt FROM outbox WHERE state IN ('queued', 'sending', 'unknown')
    ORDER BY rowid`;
  return rows.map((row) => ({ ...row }) as unknown as Outbound);
}

export function markOutbound(db: Database, change: MarkOutbound): ThreadMessage {
  const { id, state, reason, nextAt = 0, remoteId = null } = change;
  const attempt = state === 'sending' ? 1 : 0;
  const { changes } = db.sql
    .run`UPDATE outbox SET state = ${state}, attempts = attempts + ${attempt},
    nextAt = ${nextAt}, remoteId = coalesce(${remoteId}, remoteId)
    WHERE id = ${id} AND state NOT IN ('sent', 'failed')`;
  // One reply, one send: what is out, or given up, is not taken up again.
  if (changes !== 1) throw new StoreError('STORE_SETTLED', 'The reply is settled already.');
  db.sql.run`UPDATE message SET delivery = ${state}, attempts = attempts + ${attempt},
    reason = ${reason} WHERE id = ${id}`;
  const message = readMessage(db, { id });
  if (state === 'sending' || state === 'sent') stampSent(db, message.turnId, change);
  return message;
}

function stampSent({ sql }: Database, turnId: string | null, { state, at }: MarkOutbound): void {
  sql.run`UPDATE turn SET firstSentAt = coalesce(firstSentAt, ${at}),
    doneAt = CASE WHEN ${state} = 'sent' THEN ${at} ELSE doneAt END WHERE turnId = ${turnId}`;
}

/** Newest first. */
export function sentRemoteIds(
  { sql }: Database,
  { conversationId }: { readonly conversationId: string },
): readonly string[] {
  const rows = sql.all`SELECT remoteId FROM outbox
    WHERE conversationId = ${conversationId} AND remoteId IS NOT NULL
    ORDER BY rowid DESC LIMIT 500`;
  return rows.map((row) => String(row['remoteId']));
}

export function counts({ sql }: Database): LedgerCounts {
  const row = sql.get`SELECT
    (SELECT count(*) FROM inbox WHERE state = 'pending') AS pendingIn,
    (SELECT count(*) FROM inbox WHERE state = 'failed') AS failedIn,
    (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')) AS pendingOut,
    (SELECT count(*) FROM outbox WHERE state = 'failed') AS failedOut,
    (SELECT count(*) FROM outbox WHERE state = 'unknown') AS unknownOut`;
  return {
    inbox: { pending: Number(row?.['pendingIn']), failed: Number(row?.['failedIn']) },
    outbox: {
      pending: Number(row?.['pendingOut']),
      failed: Number(row?.['failedOut']),
      unknown: Number(row?.['unknownOut']),
    },
  };
}
