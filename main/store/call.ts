import type { Database } from './database.ts';

export type CallRow = {
  readonly callId: string;
  readonly direction: 'incoming' | 'outgoing';
  /** The other party. */
  readonly number: string;
  readonly principal: string;
  readonly goal: string | null;
  readonly startedAt: number;
};

export function beginCall({ sql }: Database, call: CallRow): null {
  sql.run`INSERT OR IGNORE INTO call (callId, direction, number, principal, goal, startedAt)
    VALUES (${call.callId}, ${call.direction}, ${call.number}, ${call.principal}, ${call.goal},
      ${call.startedAt})`;
  return null;
}

export function endCall(
  { sql }: Database,
  { callId, at }: { readonly callId: string; readonly at: number },
): null {
  sql.run`UPDATE call SET endedAt = ${at} WHERE callId = ${callId}`;
  return null;
}

/** Calls that an earlier run did not see to their end. */
export function openCalls({ sql }: Database): readonly { readonly callId: string }[] {
  return sql.all`SELECT callId FROM call WHERE endedAt IS NULL ORDER BY startedAt`.map((row) => ({
    callId: String(row['callId']),
  }));
}
