import { randomUUID } from 'node:crypto';
import { StoreError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Accepted, Incoming, InboxItem, Resolved } from '../thread/inbox-ports.ts';
import type { Ledger } from '../thread/ports.ts';
import { noteGiven, noteIncoming } from './attachment.ts';
import type { Database } from './database.ts';
import { insertMessage, readMessage } from './message.ts';
import { insertDispatch } from './outbox.ts';
import { isBuried } from './tombstone.ts';
import { saveTurn } from './turn.ts';

type Row = Record<string, unknown>;
type Settle = Parameters<Ledger['settle']>[0];
type Postpone = Parameters<Ledger['postpone']>[0];
type CompleteTurn = Parameters<Ledger['completeTurn']>[0];

/** Keeps a message once, however often it is told. */
export function accept(db: Database, incoming: Incoming): Accepted {
  const known = db.sql.get`SELECT * FROM inbox
    WHERE channel = ${incoming.channel} AND remoteId = ${incoming.remoteId}`;
  if (known) return repeated(db, known);
  if (isBuried(db, incoming.channel, incoming.remoteId)) return dropped(incoming);
  const message = insertMessage(db, newMessage(incoming));
  db.sql.run`INSERT INTO inbox (id, channel, remoteId, conversationId, receivedAt, state)
    VALUES (${message.id}, ${incoming.channel}, ${incoming.remoteId}, ${incoming.conversationId},
      ${incoming.receivedAt}, 'pending')`;
  const item = toItem({ ...incoming, id: message.id, attempts: 0, nextAt: 0 });
  const { files = [] } = incoming;
  if (files.length > 0) noteGiven(db, message.id, files);
  const kept = files.length > 0 ? readMessage(db, message) : message;
  return { outcome: 'accepted', item, message: kept, pending: true };
}

function repeated(db: Database, row: Row): Accepted {
  // News of a waiting message (its transcript, say) is a reason to look again at once.
  db.sql.run`UPDATE inbox SET nextAt = 0 WHERE id = ${String(row['id'])} AND state = 'pending'`;
  const item = toItem({ ...row, nextAt: 0 });
  const message = readMessage(db, item);
  return { outcome: 'repeated', item, message, pending: row['state'] === 'pending' };
}

/** Deleted on purpose: it was here before, and nothing of it is kept again. */
function dropped(incoming: Incoming): Accepted {
  const message: ThreadMessage = { ...newMessage(incoming), delivery: 'ignored' };
  const item = toItem({ ...incoming, id: message.id, attempts: 0, nextAt: 0 });
  return { outcome: 'repeated', item, message, pending: false };
}

function newMessage(incoming: Incoming): ThreadMessage {
  return {
    id: incoming.id ?? randomUUID(),
    at: incoming.receivedAt,
    channel: incoming.channel,
    direction: 'in',
    principal: incoming.principal,
    author: incoming.author,
    text: incoming.text,
    heard: null,
    conversationId: incoming.conversationId,
    replyTo: null,
    callId: null,
    turnId: null,
    delivery: 'received',
    attempts: 0,
    reason: null,
  };
}

/** In the order they were accepted: the clock may have been set back, the row number goes on. */
export function pendingInbox({ sql }: Database): readonly InboxItem[] {
  return sql.all`SELECT * FROM inbox INDEXED BY inbox_pending
    WHERE state = 'pending' ORDER BY rowid`.map(toItem);
}

/** Handled, with nothing of the reply still to go: what was never answered is not shown as read. */
export function unreadInbox({ sql }: Database): readonly InboxItem[] {
  return sql.all`SELECT * FROM inbox INDEXED BY inbox_unread
    WHERE state = 'handled' AND readAt IS NULL AND NOT EXISTS (
      SELECT 1 FROM message AS heard
      JOIN message AS reply ON reply.turnId = heard.turnId
      JOIN outbox ON outbox.messageId = reply.id
      WHERE heard.id = inbox.id AND outbox.state <> 'sent')
    ORDER BY rowid`.map(toItem);
}

export function markRead({ sql }: Database, { id, at }: { id: string; at: number }): null {
  sql.run`UPDATE inbox SET readAt = ${at} WHERE id = ${id}`;
  return null;
}

export function resolve(
  db: Database,
  { id, resolved }: { readonly id: string; readonly resolved: Resolved },
): ThreadMessage {
  const { at, author, principal, text, conversationId, replyTo } = resolved;
  const { changes } = db.sql.run`UPDATE inbox SET conversationId = ${conversationId}
    WHERE id = ${id} AND state = 'pending'`;
  if (changes !== 1) throw settled();
  db.sql.run`UPDATE message SET at = ${at}, author = ${author}, principal = ${principal},
    text = ${text}, conversationId = ${conversationId}, replyTo = ${replyTo}, reason = NULL
    WHERE id = ${id}`;
  if (resolved.attachments) noteIncoming(db, id, resolved.attachments);
  return readMessage(db, { id });
}

export function settle(db: Database, change: Settle): ThreadMessage {
  const { id, delivery, reason, resolved, heldBack = false } = change;
  if (resolved) resolve(db, { id, resolved });
  close(db, id, delivery);
  db.sql.run`UPDATE message SET delivery = ${delivery}, reason = ${reason} WHERE id = ${id}`;
  if (heldBack) db.sql.run`UPDATE inbox SET heldBack = 1 WHERE id = ${id}`;
  return readMessage(db, { id });
}

function close(db: Database, id: string, state: string): void {
  const { changes } = db.sql.run`UPDATE inbox SET state = ${state}
    WHERE id = ${id} AND state = 'pending'`;
  if (changes === 1) return;
  // Deleted meanwhile: then there is nothing to end.
  readMessage(db, { id });
  // One message, one turn: whoever comes second must not have an effect.
  throw settled();
}

function settled(): StoreError {
  return new StoreError('STORE_SETTLED', 'The message is settled already.');
}

export function postpone(db: Database, { id, nextAt, reason }: Postpone): ThreadMessage {
  const { changes } = db.sql.run`UPDATE inbox SET attempts = attempts + 1, nextAt = ${nextAt}
    WHERE id = ${id} AND state = 'pending'`;
  if (changes !== 1) throw settled();
  db.sql.run`UPDATE message SET attempts = attempts + 1, reason = ${reason} WHERE id = ${id}`;
  return readMessage(db, { id });
}

/** Handled, its reply and the order to send it: one commit, so that neither exists without the other. */
export function completeTurn(db: Database, done: CompleteTurn) {
  const { inboxId, alsoIds = [], reply, dispatch, failure } = done;
  const ids = [inboxId, ...alsoIds];
  for (const id of ids) close(db, id, failure === undefined ? 'handled' : 'failed');
  insertMessage(db, reply);
  if (dispatch !== null) insertDispatch(db, reply, { recipient: null, dispatch });
  else for (const id of ids) markRead(db, { id, at: reply.at });
  saveTurn(db, done.turn);
  const also = alsoIds.map((id) => markDone(db, id, done));
  return { message: markDone(db, inboxId, done), also, reply };
}

function markDone(db: Database, id: string, { turn, failure }: CompleteTurn): ThreadMessage {
  const reason = failure ?? null;
  const delivery = reason === null ? 'handled' : 'failed';
  db.sql.run`UPDATE message SET delivery = ${delivery}, turnId = ${turn.turnId}, reason = ${reason}
    WHERE id = ${id}`;
  return readMessage(db, { id });
}

/** A row of the table as what the runner works on. */
export function toItem(row: Row | InboxItem): InboxItem {
  const { id, channel, remoteId, conversationId, receivedAt, attempts, nextAt } = row as InboxItem;
  const item = { id, channel, remoteId, conversationId, receivedAt, attempts, nextAt };
  return (row as Row)['heldBack'] === 1 ? { ...item, heldBack: true } : item;
}
