import { callAccountSchema, endedCallSchema } from '../../shared/call-account.ts';
import type { CallAccount, EndedCall } from '../../shared/call-account.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { CallLedger } from '../thread/call-ports.ts';
import type { Database } from './database.ts';
import { insertMessage, toMessage } from './message.ts';

type MeterMark = Parameters<CallLedger['meterCall']>[0];
type End = Parameters<CallLedger['endCall']>[0];
type Brief = Parameters<CallLedger['saveBrief']>[0];

export type CallRow = Pick<
  CallAccount,
  'callId' | 'direction' | 'number' | 'principal' | 'goal' | 'startedAt'
>;

export function beginCall({ sql }: Database, call: CallRow): null {
  sql.run`INSERT OR IGNORE INTO call (callId, direction, number, principal, goal, startedAt)
    VALUES (${call.callId}, ${call.direction}, ${call.number}, ${call.principal}, ${call.goal},
      ${call.startedAt})`;
  return null;
}

export function meterCall({ sql }: Database, mark: MeterMark): null {
  // A run that takes up a call of one that died counts from nothing; what was counted stays.
  sql.run`UPDATE call SET answeredAt = coalesce(answeredAt, ${mark.answeredAt}),
    transcribedMs = max(transcribedMs, ${mark.transcribedMs}),
    spokenCharacters = max(spokenCharacters, ${mark.spokenCharacters})
    WHERE callId = ${mark.callId}`;
  return null;
}

/** The first end counts. */
export function endCall(db: Database, { callId, endedAt, outcome, endedBy, meters }: End): null {
  const { changes } = db.sql.run`UPDATE call SET endedAt = ${endedAt}, outcome = ${outcome},
    endedBy = ${endedBy} WHERE callId = ${callId} AND endedAt IS NULL`;
  if (changes === 1 && meters) meterCall(db, { callId, ...meters });
  return null;
}

/** Calls that an earlier run did not see to their end. */
export function openCalls({ sql }: Database): readonly CallAccount[] {
  return sql.all`SELECT * FROM call WHERE endedAt IS NULL ORDER BY startedAt`.map((row) =>
    callAccountSchema.parse(row),
  );
}

/** Newest last. */
export function lastCalls(
  { sql }: Database,
  { limit }: { readonly limit: number },
): readonly CallAccount[] {
  const rows = sql.all`SELECT * FROM call ORDER BY startedAt DESC, callId DESC LIMIT ${limit}`;
  return rows.map((row) => callAccountSchema.parse(row)).toReversed();
}

/** Calls out that were begun at that instant or later. */
export function countCallsOut({ sql }: Database, { since }: { readonly since: number }): number {
  const row = sql.get`SELECT count(*) AS count FROM call
    WHERE direction = 'outgoing' AND startedAt >= ${since}`;
  return Number(row?.['count']);
}

/** Oldest first. */
export function untoldCalls({ sql }: Database): readonly EndedCall[] {
  return sql.all`SELECT * FROM call WHERE outcome IS NOT NULL AND briefId IS NULL
    ORDER BY endedAt`.map((row) => endedCallSchema.parse(row));
}

/** All that was said and noted in a call, oldest first; the lines that tell of it are none of it. */
export function linesOfCall(
  { sql }: Database,
  { callId }: { readonly callId: string },
): readonly ThreadMessage[] {
  return sql.all`SELECT * FROM message WHERE callId = ${callId} AND brief IS NULL
    AND id NOT IN (SELECT messageId FROM missedCall WHERE callId = ${callId})
    ORDER BY at, id`.map(toMessage);
}

/** The owner waits to hear of it, and is told where they are; also when it is over already. */
export function awaitCall({ sql }: Database, { callId }: { readonly callId: string }): null {
  const { changes } = sql.run`INSERT INTO notice (id, at)
    SELECT id, at FROM message WHERE id = (SELECT briefId FROM call WHERE callId = ${callId})`;
  if (changes === 0) sql.run`INSERT OR IGNORE INTO awaitedCall (callId) VALUES (${callId})`;
  return null;
}

/**
 * One call, one line that tells of it: the line and the mark that it exists are one commit. Null where it is told
 * already, also by the line of a missed call, which says more than a brief without words.
 */
export function saveBrief(db: Database, { callId, message }: Brief): ThreadMessage | null {
  const untold = db.sql.get`SELECT callId FROM call WHERE callId = ${callId} AND briefId IS NULL`;
  if (!untold) return null;
  const missed = db.sql.get`SELECT messageId FROM missedCall WHERE callId = ${callId}`;
  if (missed && message.brief?.spoken !== true) {
    db.sql.run`UPDATE call SET briefId = ${String(missed['messageId'])} WHERE callId = ${callId}`;
    return null;
  }
  insertMessage(db, message);
  db.sql.run`UPDATE call SET briefId = ${message.id} WHERE callId = ${callId}`;
  if (db.sql.run`DELETE FROM awaitedCall WHERE callId = ${callId}`.changes === 1) {
    db.sql.run`INSERT INTO notice (id, at) VALUES (${message.id}, ${message.at})`;
  }
  return message;
}
