import { StoreError } from '../../shared/errors.ts';
import { threadMessageSchema } from '../../shared/thread.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { History } from '../agent/ports.ts';
import type { ThreadReader } from '../thread/ports.ts';
import type { Database } from './database.ts';
import { aloneWith } from './own-conversations.ts';

type PageBefore = Parameters<ThreadReader['pageBefore']>[0];
type PageAfter = Parameters<ThreadReader['pageAfter']>[0];
type PageAround = Parameters<ThreadReader['pageAround']>[0];

export function insertMessage({ sql }: Database, message: ThreadMessage): ThreadMessage {
  const m = message;
  sql.run`INSERT INTO message (id, at, channel, direction, principal, author, text, heard,
      conversationId, replyTo, callId, turnId, delivery, attempts, reason, brief,
      actionId)
    VALUES (${m.id}, ${m.at}, ${m.channel}, ${m.direction}, ${m.principal}, ${m.author}, ${m.text},
      ${m.heard}, ${m.conversationId}, ${m.replyTo}, ${m.callId}, ${m.turnId}, ${m.delivery},
      ${m.attempts}, ${m.reason}, ${m.brief ? JSON.stringify(m.brief) : null},
      ${m.actionId ?? null})`;
  return message;
}

/** Another line in the place of the one by its id: no brief any more, at the time that the first one had. */
export function rewriteMessage(db: Database, m: ThreadMessage): ThreadMessage {
  db.sql.run`UPDATE message SET channel = ${m.channel}, direction = ${m.direction},
    principal = ${m.principal}, author = ${m.author}, text = ${m.text},
    conversationId = ${m.conversationId}, delivery = ${m.delivery}, reason = ${m.reason}, brief = NULL
    WHERE id = ${m.id}`;
  return readMessage(db, m);
}

export function changeHeard(
  database: Database,
  { id, heard }: { readonly id: string; readonly heard: string | null },
): ThreadMessage {
  database.sql.run`UPDATE message SET heard = ${heard} WHERE id = ${id}`;
  return readMessage(database, { id });
}

/** A row of the table as a message. */
export function toMessage(row: Readonly<Record<string, unknown>>): ThreadMessage {
  const { brief, attachments, actionId, ...plain } = row;
  return threadMessageSchema.parse({
    ...plain,
    ...(typeof brief === 'string' && { brief: JSON.parse(brief) as unknown }),
    ...(typeof attachments === 'string' && { attachments: JSON.parse(attachments) as unknown }),
    ...(typeof actionId === 'string' && { actionId }),
  });
}

export function readMessage({ sql }: Database, { id }: { readonly id: string }): ThreadMessage {
  const row = sql.get`SELECT * FROM message WHERE id = ${id}`;
  if (!row) throw new StoreError('STORE_NO_MESSAGE', 'There is no such message.');
  return toMessage(row);
}

/** The newest messages before a place, oldest first. */
export function pageBefore({ sql }: Database, { before, limit }: PageBefore) {
  const { at, id } = before ?? { at: Number.MAX_VALUE, id: '' };
  const rows = sql.all`SELECT * FROM message WHERE (at, id) < (${at}, ${id})
    ORDER BY at DESC, id DESC LIMIT ${limit + 1}`;
  const messages = rows.slice(0, limit).map(toMessage);
  return { messages: messages.toReversed(), hasOlder: rows.length > limit };
}

export function pageAfter({ sql }: Database, { after, since, limit }: PageAfter) {
  const { at, id } = after ?? { at: since, id: '' };
  const rows = sql.all`SELECT * FROM message WHERE (at, id) > (${at}, ${id})
    ORDER BY at, id LIMIT ${limit}`;
  return rows.map(toMessage);
}

/** A message with its neighbours on both sides, as of one instant. */
export function pageAround(database: Database, { id, limit }: PageAround) {
  const row = database.sql.get`SELECT * FROM message WHERE id = ${id}`;
  if (!row) return { messages: [], hasOlder: false, hasNewer: false };
  const message = toMessage(row);
  const place = { at: message.at, id };
  const before = pageBefore(database, { before: place, limit });
  const after = pageAfter(database, { after: place, since: 0, limit: limit + 1 });
  return {
    messages: [...before.messages, message, ...after.slice(0, limit)],
    hasOlder: before.hasOlder,
    hasNewer: after.length > limit,
  };
}

/**
 * The newest messages of one conversation, or of the whole thread for null; with an author those of the conversations that
 * are theirs alone as well. Oldest first. What still waits for its own turn is not part of the past.
 */
export function recentMessages(
  db: Database,
  { conversationId, author, limit }: Parameters<History['recentMessages']>[0],
) {
  const rows =
    author === undefined
      ? newestRows(db, { conversationId, limit })
      : newestOf(db, [conversationId ?? '', ...aloneWith(db, author)], limit);
  return rows.map(toMessage).toReversed();
}

function newestRows(
  { sql }: Database,
  { conversationId, limit }: Omit<Parameters<History['recentMessages']>[0], 'author'>,
) {
  // Two queries, each along an index of its own.
  return conversationId === null
    ? sql.all`SELECT * FROM message
        WHERE delivery NOT IN ('received', 'ignored', 'failed') AND text <> ''
        ORDER BY at DESC, id DESC LIMIT ${limit}`
    : sql.all`SELECT * FROM message WHERE conversationId = ${conversationId}
        AND delivery NOT IN ('received', 'ignored', 'failed') AND text <> ''
        ORDER BY at DESC, id DESC LIMIT ${limit}`;
}

function newestOf({ sql }: Database, conversationIds: readonly string[], limit: number) {
  return sql.all`SELECT * FROM message
    WHERE conversationId IN (SELECT value FROM json_each(${JSON.stringify(conversationIds)}))
      AND delivery NOT IN ('received', 'ignored', 'failed') AND text <> ''
    ORDER BY at DESC, id DESC LIMIT ${limit}`;
}
