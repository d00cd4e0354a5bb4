import type { Traces } from '../thread/keeping/ports.ts';
import { contactsOf } from './contact.ts';
import type { Database } from './database.ts';

/**
 * Everything of one person: what they said, their conversations with us alone, our answers to them elsewhere, and their
 * calls. `who` is an author or a conversation as the thread shows it.
 */
export function findTraces(db: Database, { who }: { readonly who: string }): Traces {
  const { sql } = db;
  db.file.exec('CREATE TEMP TABLE IF NOT EXISTS trace (id TEXT PRIMARY KEY) WITHOUT ROWID');
  db.file.exec('DELETE FROM trace');
  const callIds = callsOf(db, who);
  collect(db, who, callIds);
  const traces = {
    messageIds: inSafeOrder(db),
    callIds,
    isOwner: has(sql.get`SELECT 1 FROM message WHERE author = ${who} AND principal = 'owner'`),
    counts: {
      ...countMessages(db),
      contacts: contactsOf(db, who).length,
      calls: count(sql.get`SELECT count(*) AS n FROM call
      WHERE callId IN (SELECT value FROM json_each(${JSON.stringify(callIds)}))`),
    },
    mentions: countMentions(db, who),
  };
  db.file.exec('DELETE FROM trace');
  return traces;
}

function callsOf({ sql }: Database, who: string): readonly string[] {
  return sql.all`SELECT callId FROM call WHERE number = ${who}
    UNION SELECT callId FROM message
      WHERE author = ${who} AND direction = 'in' AND callId IS NOT NULL`.map(({ callId }) =>
    String(callId),
  );
}

function collect(db: Database, who: string, callIds: readonly string[]): void {
  const { sql } = db;
  sql.run`INSERT OR IGNORE INTO trace SELECT id FROM message
    WHERE (direction = 'in' AND author = ${who}) OR conversationId = ${who}
      OR callId IN (SELECT value FROM json_each(${JSON.stringify(callIds)}))`;
  collectLetters(db, who);
  // A conversation in which nobody else ever said anything is theirs and ours.
  sql.run`INSERT OR IGNORE INTO trace SELECT id FROM message WHERE conversationId IN (
    SELECT conversationId FROM message
    WHERE direction = 'in' AND author <> '' AND conversationId IS NOT NULL
    GROUP BY conversationId HAVING min(author = ${who}) = 1)`;
  sql.run`INSERT OR IGNORE INTO trace SELECT reply.id FROM message AS reply
    WHERE reply.direction = 'out' AND (
      reply.turnId IN (SELECT turnId FROM message JOIN trace USING (id)
        WHERE turnId IS NOT NULL AND direction = 'in')
      OR reply.replyTo IN (SELECT remoteId FROM inbox JOIN trace USING (id)))`;
}

/** Our letters to them, and the conversations that such letters opened, unless several people speak there. */
function collectLetters({ sql }: Database, who: string): void {
  const bare = who.replace(/^(?:user|email):/u, '');
  // An address is the same in any case; an id of the service is not.
  const forms = { id: [bare, `user:${bare}`], address: [bare, `email:${bare}`] };
  sql.run`INSERT OR IGNORE INTO trace SELECT messageId FROM outbox
    WHERE recipient IN (SELECT value FROM json_each(${JSON.stringify(forms.id)}))
      OR lower(recipient) IN
        (SELECT lower(value) FROM json_each(${JSON.stringify(forms.address)}) WHERE value LIKE '%@%')`;
  sql.run`INSERT OR IGNORE INTO trace SELECT id FROM message WHERE conversationId IN (
    SELECT outbox.conversationId FROM outbox JOIN trace ON trace.id = outbox.messageId
      WHERE outbox.recipient IS NOT NULL AND outbox.conversationId IS NOT NULL)
    AND (SELECT count(DISTINCT author) FROM message AS said
      WHERE said.conversationId = message.conversationId AND said.direction = 'in' AND author <> '') < 2`;
}

/**
 * What waits to be sent goes first. What they said goes last: by it the rest is found again when only a part was
 * deleted.
 */
function inSafeOrder({ sql }: Database): readonly string[] {
  return sql.all`SELECT message.id AS id FROM message JOIN trace USING (id)
    ORDER BY message.direction = 'in', NOT EXISTS (SELECT 1 FROM outbox
      WHERE messageId = message.id AND state IN ('queued', 'sending', 'unknown')), message.at`.map(
    ({ id }) => String(id),
  );
}

function countMessages({ sql }: Database) {
  const row = sql.get`SELECT
      coalesce(sum(message.channel <> 'sms' AND missedCall.callId IS NULL AND brief IS NULL), 0)
        AS messages,
      coalesce(sum(message.channel = 'sms'), 0) AS texts,
      coalesce(sum(missedCall.callId IS NOT NULL), 0) AS missedCalls,
      coalesce(sum(brief IS NOT NULL), 0) AS briefs,
      coalesce(sum(inbox.state = 'pending'), 0) AS toAnswer,
      coalesce(sum(EXISTS (SELECT 1 FROM outbox WHERE messageId = message.id
        AND state IN ('queued', 'sending', 'unknown'))), 0) AS toSend,
      (SELECT count(*) FROM note WHERE messageId IN (SELECT id FROM trace)) AS notes
    FROM message JOIN trace USING (id)
    LEFT JOIN missedCall ON missedCall.messageId = message.id
    LEFT JOIN inbox ON inbox.id = message.id`;
  return { ...row } as unknown as Omit<Traces['counts'], 'calls' | 'contacts'>;
}

/** Others’ words that name them; a short name would be found in everything. */
function countMentions({ sql }: Database, who: string): number {
  if (who.length < 4) return 0;
  return count(sql.get`SELECT
    (SELECT count(*) FROM message WHERE instr(text, ${who}) > 0
      AND id NOT IN (SELECT id FROM trace)) +
    (SELECT count(*) FROM note WHERE instr(text, ${who}) > 0
      AND coalesce(messageId, '') NOT IN (SELECT id FROM trace)) AS n`);
}

function count(row: Readonly<Record<string, unknown>> | undefined): number {
  return Number(row?.['n']);
}

function has(row: unknown): boolean {
  return row !== undefined;
}
