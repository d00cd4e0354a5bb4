import type { KeptNumber } from '../call/away/ports.ts';
import type { Database } from './database.ts';

/** Numbers that the owner has had set up, in the order of the numbers. */
export function phoneNumbers({ sql }: Database): readonly KeptNumber[] {
  const rows = sql.all`SELECT number, earlierFlowId, answerFlowId, mailboxFlowId, state
    FROM phoneNumber ORDER BY number`;
  return rows.map((row) => ({ ...row }) as unknown as KeptNumber);
}

export function savePhoneNumber({ sql }: Database, kept: KeptNumber): null {
  sql.run`INSERT OR REPLACE INTO phoneNumber
      (number, earlierFlowId, answerFlowId, mailboxFlowId, state)
    VALUES (${kept.number}, ${kept.earlierFlowId}, ${kept.answerFlowId}, ${kept.mailboxFlowId},
      ${kept.state})`;
  return null;
}

export function deletePhoneNumber(
  { sql }: Database,
  { number }: { readonly number: string },
): null {
  sql.run`DELETE FROM phoneNumber WHERE number = ${number}`;
  return null;
}
