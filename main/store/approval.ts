import type { Action } from '../../shared/action.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { ApprovalLedger, ApprovalPlace, Untold } from '../thread/approvals/approval-ports.ts';
import { toAction } from './action.ts';
import type { Database } from './database.ts';
import { insertMessage } from './message.ts';
import { compose } from './outbox.ts';

type Args<N extends keyof ApprovalLedger> = Parameters<ApprovalLedger[N]>[0];
type Row = Readonly<Record<string, unknown>>;

export function askOwner(db: Database, { id, letter }: Args<'askOwner'>): ThreadMessage | null {
  const { changes } = db.sql.run`UPDATE action SET requestId = ${letter.message.id}
    WHERE id = ${id} AND state = 'pending' AND requestId IS NULL`;
  return changes === 1 ? compose(db, { ...letter, recipient: null }) : null;
}

export function untoldActions({ sql }: Database): readonly Untold[] {
  // What was done in a turn is told by the turn; only what may have been done is told here as well.
  const rows = sql.all`SELECT * FROM action INDEXED BY action_untold
    WHERE toldId IS NULL AND (expiresAt IS NOT NULL OR state = 'unknown')
      AND state IN ('denied', 'expired', 'done', 'failed', 'unknown')
    ORDER BY createdAt, id LIMIT 100`;
  return rows.map(toAction).map((action) => ({
    action,
    request: requestPlace({ sql }, action),
    origin: originPlace({ sql }, action),
  }));
}

function requestPlace({ sql }: Pick<Database, 'sql'>, { requestId }: Action): ApprovalPlace | null {
  if (requestId === null) return null;
  const row = sql.get`SELECT conversationId, remoteId AS replyTo FROM outbox
    WHERE messageId = ${requestId} ORDER BY position LIMIT 1`;
  return row ? toPlace(row) : null;
}

function originPlace(
  { sql }: Pick<Database, 'sql'>,
  { messageId, channel }: Action,
): ApprovalPlace | null {
  if (messageId === null || channel !== 'carbonvoice') return null;
  const row = sql.get`SELECT message.conversationId, coalesce(replyTo, remoteId) AS replyTo
    FROM message JOIN inbox ON inbox.id = message.id WHERE message.id = ${messageId}`;
  return row ? toPlace(row) : null;
}

function toPlace({ conversationId, replyTo }: Row): ApprovalPlace | null {
  if (typeof conversationId !== 'string') return null;
  return { conversationId, replyTo: typeof replyTo === 'string' ? replyTo : null };
}

export function tellAction(
  db: Database,
  { id, line, letters }: Args<'tellAction'>,
): readonly ThreadMessage[] {
  const { changes } = db.sql.run`UPDATE action SET toldId = ${line.id}
    WHERE id = ${id} AND toldId IS NULL`;
  if (changes !== 1) return [];
  return [
    insertMessage(db, line),
    ...letters.map((letter) => compose(db, { ...letter, recipient: null })),
  ];
}

export function actionOfRequest(
  { sql }: Database,
  { remoteId }: Args<'actionOfRequest'>,
): Action | null {
  const row = sql.get`SELECT action.* FROM outbox JOIN action ON action.requestId = outbox.messageId
    WHERE outbox.remoteId = ${remoteId} AND outbox.channel = 'carbonvoice'`;
  return row ? toAction(row) : null;
}

export function isRequestUncertain(
  { sql }: Database,
  { conversationId }: Args<'isRequestUncertain'>,
): boolean {
  const row = sql.get`SELECT 1 FROM action INDEXED BY action_open
    CROSS JOIN outbox ON outbox.messageId = action.requestId
    WHERE action.state IN ('pending', 'approved', 'running') AND action.state = 'pending'
      AND outbox.conversationId = ${conversationId} AND outbox.remoteId IS NULL
      AND outbox.state IN ('sending', 'unknown')`;
  return row !== undefined;
}

export function lastBelowRequest(
  { sql }: Database,
  { id, except }: Args<'lastBelowRequest'>,
): string | null {
  const row = sql.get`SELECT line.text FROM action
    JOIN message AS request ON request.id = action.requestId
    JOIN message AS line INDEXED BY message_of_conversation
      ON line.conversationId = request.conversationId
    WHERE action.id = ${id} AND line.direction = 'out' AND line.text <> ${except} AND line.replyTo IN
      (SELECT remoteId FROM outbox WHERE messageId = action.requestId)
    ORDER BY line.rowid DESC LIMIT 1`;
  return row ? String(row['text']) : null;
}

export function openRequests({ sql }: Database): readonly string[] {
  const rows = sql.all`SELECT remoteId FROM action INDEXED BY action_open
    CROSS JOIN outbox ON outbox.messageId = action.requestId
    WHERE action.state IN ('pending', 'approved', 'running') AND action.state = 'pending'
      AND remoteId IS NOT NULL AND outbox.channel = 'carbonvoice'
    ORDER BY action.createdAt DESC`;
  return rows.map(({ remoteId }) => String(remoteId));
}
