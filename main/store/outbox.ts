import { StoreError } from '../../shared/errors.ts';
import type { Delivery, ThreadMessage } from '../../shared/thread.ts';
import type { MarkOutbound, Outbound, OutboxLedger } from '../thread/outbox-ports.ts';
import type { LedgerCounts } from '../thread/ports.ts';
import { insertOutgoing } from './attachment.ts';
import type { Database } from './database.ts';
import { insertMessage, readMessage, toMessage } from './message.ts';

type Compose = Parameters<OutboxLedger['compose']>[0];

/** What is still to be sent, or was being sent when the app ended; in the order it was queued. */
export function openOutbox({ sql }: Database): readonly Outbound[] {
  const rows = sql.all`SELECT id, messageId, position, channel, conversationId, recipient, replyTo, text,
    idempotencyKey, createdAt, expiresAt, state, attempts, refusals, nextAt
    FROM outbox INDEXED BY outbox_open
    WHERE state IN ('queued', 'sending', 'unknown') ORDER BY rowid`;
  return rows.map((row) => ({ ...row }) as unknown as Outbound);
}

const maybeSent = 'It was being sent when the app ended, and may have arrived.';

/** What was being sent when the app ended. */
export function doubtSending(db: Database): readonly ThreadMessage[] {
  // The first condition is that of the index.
  const rows = db.sql.all`UPDATE outbox INDEXED BY outbox_open SET state = 'unknown'
    WHERE state IN ('queued', 'sending', 'unknown') AND state = 'sending' RETURNING messageId`;
  const messageIds = new Set(rows.map(({ messageId }) => String(messageId)));
  return [...messageIds].map((id) => tellDelivery(db, id, maybeSent));
}

/** The orders to send a line, in its parts. Throws StoreError for one without words or without anybody to send it to. */
export function insertDispatch(
  { sql }: Database,
  message: ThreadMessage,
  { recipient, dispatch }: Pick<Compose, 'recipient' | 'dispatch'>,
): void {
  const { id, channel, conversationId, replyTo, at } = message;
  if (conversationId === null && recipient === null) {
    throw new StoreError('STORE_NO_TARGET', 'A reply without a conversation cannot be sent.');
  }
  if (dispatch.parts.length === 0) {
    throw new StoreError('STORE_NO_WORDS', 'A reply without words cannot be sent.');
  }
  for (const [position, { text, idempotencyKey }] of dispatch.parts.entries()) {
    const partId = position === 0 ? id : `${id}/${position}`;
    sql.run`INSERT INTO outbox (id, messageId, position, channel, conversationId, recipient, replyTo,
        text, idempotencyKey, createdAt, expiresAt, state)
      VALUES (${partId}, ${id}, ${position}, ${channel}, ${conversationId}, ${recipient}, ${replyTo},
        ${text}, ${idempotencyKey}, ${at}, ${dispatch.expiresAt}, 'queued')`;
  }
}

/** A line that answers nobody, and the order to send it: neither exists without the other. */
export function compose(db: Database, letter: Compose): ThreadMessage {
  insertMessage(db, letter.message);
  insertDispatch(db, letter.message, letter);
  const { id } = letter.message;
  insertOutgoing(db, id, letter.attachments ?? []);
  return readMessage(db, { id });
}

export function markOutbound(db: Database, change: MarkOutbound): ThreadMessage {
  const { id, state, reason, line, sent } = change;
  changePart(db, change);
  const messageId = String(
    db.sql.get`SELECT messageId FROM outbox WHERE id = ${id}`?.['messageId'],
  );
  if (state === 'failed') {
    // Half an answer is none: what comes after a part that cannot leave stays here with it.
    db.sql
      .run`UPDATE outbox SET state = 'failed' WHERE messageId = ${messageId} AND state = 'queued'`;
  }
  if (sent && sent.conversationId !== null) place(db, messageId, sent.conversationId);
  if (line) insertMessage(db, line);
  const message = tellDelivery(db, messageId, reason);
  if (state === 'sending' || state === 'sent') stampSent(db, message, change.at);
  return message;
}

function changePart({ sql }: Database, change: MarkOutbound): void {
  const { id, idempotencyKey = null, state, nextAt = 0, refusals = null, sent } = change;
  const attempt = state === 'sending' ? 1 : 0;
  // What turns out to be out is out, also when the owner has dropped it meanwhile.
  const closed = state === 'sent' ? '' : 'dropped';
  const { changes } = sql.run`UPDATE outbox SET state = ${state}, attempts = attempts + ${attempt},
    nextAt = ${nextAt}, refusals = coalesce(${refusals}, refusals),
    remoteId = coalesce(${sent?.remoteId ?? null}, remoteId)
    WHERE id = ${id} AND idempotencyKey = coalesce(${idempotencyKey}, idempotencyKey)
      AND state NOT IN ('sent', 'failed', ${closed})`;
  // One reply, one send: what is out, or given up, is not taken up again.
  if (changes !== 1) throw new StoreError('STORE_SETTLED', 'The reply is settled already.');
}

/** The conversation that a first part has opened is that of the whole. */
function place({ sql }: Database, messageId: string, conversationId: string): void {
  sql.run`UPDATE outbox SET conversationId = ${conversationId}
    WHERE messageId = ${messageId} AND conversationId IS NULL`;
  sql.run`UPDATE message SET conversationId = ${conversationId} WHERE id = ${messageId}`;
}

/** The line says how its parts stand. */
export function tellDelivery(db: Database, id: string, reason: string | null): ThreadMessage {
  const rows = db.sql.all`SELECT state, attempts FROM outbox WHERE messageId = ${id}`;
  const states = rows.map(({ state }) => String(state));
  const attempts = Math.max(...rows.map((row) => Number(row['attempts'])));
  db.sql.run`UPDATE message SET delivery = ${deliveryOf(states)}, attempts = ${attempts},
    reason = ${reason} WHERE id = ${id}`;
  return readMessage(db, { id });
}

function deliveryOf(states: readonly string[]): Delivery {
  const has = (...wanted: readonly string[]): boolean =>
    states.some((state) => wanted.includes(state));
  if (has('failed', 'dropped')) return 'failed';
  if (has('unknown')) return 'unknown';
  if (!has('queued', 'sending')) return 'sent';
  return has('sending', 'sent') ? 'sending' : 'queued';
}

function stampSent({ sql }: Database, { turnId, delivery }: ThreadMessage, at: number): void {
  sql.run`UPDATE turn SET firstSentAt = coalesce(firstSentAt, ${at}),
    doneAt = CASE WHEN ${delivery} = 'sent' THEN ${at} ELSE doneAt END WHERE turnId = ${turnId}`;
}

/** Newest first. */
export function sentRemoteIds(
  { sql }: Database,
  { conversationId }: { readonly conversationId: string | null },
): readonly string[] {
  const rows =
    conversationId === null
      ? sql.all`SELECT remoteId FROM outbox WHERE remoteId IS NOT NULL ORDER BY rowid DESC LIMIT 500`
      : sql.all`SELECT remoteId FROM outbox
          WHERE conversationId = ${conversationId} AND remoteId IS NOT NULL
          ORDER BY rowid DESC LIMIT 500`;
  return rows.map((row) => String(row['remoteId']));
}

export function answeredMessages(
  { sql }: Database,
  { id }: { readonly id: string },
): readonly ThreadMessage[] {
  return sql.all`SELECT heard.* FROM message AS reply JOIN message AS heard USING (turnId)
    WHERE reply.id = ${id} AND heard.direction = 'in' ORDER BY heard.rowid`.map(toMessage);
}

export function counts({ sql }: Database): LedgerCounts {
  // A condition as the index has it: SQLite takes a partial index only then.
  const row = sql.get`SELECT
    (SELECT count(*) FROM inbox INDEXED BY inbox_pending WHERE state = 'pending') AS pendingIn,
    (SELECT count(*) FROM inbox INDEXED BY inbox_failed WHERE state = 'failed') AS failedIn,
    (SELECT count(DISTINCT messageId) FROM outbox INDEXED BY outbox_failed
      WHERE state = 'failed') AS failedOut,
    (SELECT count(DISTINCT messageId) FROM outbox INDEXED BY outbox_open
      WHERE state IN ('queued', 'sending', 'unknown') AND state <> 'unknown') AS pendingOut,
    (SELECT count(DISTINCT messageId) FROM outbox INDEXED BY outbox_open
      WHERE state IN ('queued', 'sending', 'unknown') AND state = 'unknown') AS unknownOut`;
  return {
    inbox: { pending: Number(row?.['pendingIn']), failed: Number(row?.['failedIn']) },
    outbox: {
      pending: Number(row?.['pendingOut']),
      failed: Number(row?.['failedOut']),
      unknown: Number(row?.['unknownOut']),
    },
  };
}
