import type { AwaitedVoicemail, MissedCallBook, TextBook } from '../call/away/ports.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Database } from './database.ts';
import { insertMessage, readMessage, rewriteMessage } from './message.ts';
import { reasonOfRestore } from './restore.ts';
import { isBuried } from './tombstone.ts';

type Tell = Parameters<MissedCallBook['tellMissedCall']>[0];
type Change = Parameters<MissedCallBook['changeMissedCall']>[0];

/** How far the past was looked through; the first time sets the beginning, before which nothing is told. */
export function phoneCursor(
  { sql }: Database,
  { name, now }: { readonly name: string; readonly now: number },
): { readonly since: number; readonly at: number } {
  sql.run`INSERT OR IGNORE INTO phoneCursor (name, since, at) VALUES (${name}, ${now}, ${now})`;
  const row = sql.get`SELECT since, at FROM phoneCursor WHERE name = ${name}`;
  return { since: Number(row?.['since']), at: Number(row?.['at']) };
}

export function movePhoneCursor(
  { sql }: Database,
  { name, at }: { readonly name: string; readonly at: number },
): null {
  sql.run`UPDATE phoneCursor SET at = max(at, ${at}) WHERE name = ${name}`;
  return null;
}

/**
 * The line of a call, once; null where it was told before, or where we had the call ourselves. Where a brief has told
 * of the call already, its line becomes this one, which has a voicemail besides: a call has one line that tells of it.
 */
export function tellMissedCall(db: Database, tell: Tell): ThreadMessage | null {
  const { sql } = db;
  const { callId, wasAnswered, message, nextAt } = tell;
  if (sql.get`SELECT 1 FROM missedCall WHERE callId = ${callId}`) return null;
  if (isBuried(db, 'phone', callId)) return null;
  const call = sql.get`SELECT outcome, briefId FROM call WHERE callId = ${callId}`;
  const briefId = call?.['briefId'] ?? null;
  // One that we let go was answered by the mailbox, whatever the service tells of it.
  if (call && call['outcome'] !== 'missed') {
    // Older services do not tell when a call was answered; what was said on it does, and its brief does not.
    const said = sql.get`SELECT 1 FROM message WHERE callId = ${callId} AND brief IS NULL`;
    if (wasAnswered || said || briefId !== null) return null;
  }
  const line = markIfBeforeRestore(db, message);
  const kept =
    briefId === null
      ? insertMessage(db, line)
      : rewriteMessage(db, { ...line, id: String(briefId) });
  sql.run`INSERT INTO missedCall (callId, messageId, nextAt)
    VALUES (${callId}, ${kept.id}, ${nextAt})`;
  return kept;
}

/** Those whose voicemail may still come, soonest first. */
export function awaitedVoicemails({ sql }: Database): readonly AwaitedVoicemail[] {
  const rows = sql.all`SELECT callId, looks, nextAt FROM missedCall
    WHERE nextAt IS NOT NULL ORDER BY nextAt`;
  return rows.map((row) => ({ ...row }) as unknown as AwaitedVoicemail);
}

export function changeMissedCall(db: Database, change: Change): ThreadMessage {
  const { sql } = db;
  const { callId, text, looks, nextAt } = change;
  const row = sql.get`SELECT messageId FROM missedCall WHERE callId = ${callId}`;
  const id = String(row?.['messageId']);
  sql.run`UPDATE missedCall SET looks = ${looks}, nextAt = ${nextAt} WHERE callId = ${callId}`;
  sql.run`UPDATE message SET text = ${text} WHERE id = ${id}`;
  return readMessage(db, { id });
}

/** The line of a text message, once; null where it was told before. */
export function tellText(
  db: Database,
  { remoteId, message }: Parameters<TextBook['tellText']>[0],
): ThreadMessage | null {
  if (db.sql.get`SELECT 1 FROM textMessage WHERE remoteId = ${remoteId}`) return null;
  if (isBuried(db, 'sms', remoteId)) return null;
  const kept = insertMessage(db, markIfBeforeRestore(db, message));
  db.sql.run`INSERT INTO textMessage (remoteId, messageId) VALUES (${remoteId}, ${message.id})`;
  return kept;
}

/** What came before a backup was restored may have been told, answered or called back then: that is said with it. */
function markIfBeforeRestore(db: Database, message: ThreadMessage): ThreadMessage {
  const reason = reasonOfRestore(db, message.at);
  return reason === null ? message : { ...message, delivery: 'ignored', reason };
}
