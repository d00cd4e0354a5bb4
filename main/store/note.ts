import { randomUUID } from 'node:crypto';
import type { Note, Notes } from '../agent/ports.ts';
import type { Database } from './database.ts';

export function addNote(
  { sql }: Database,
  note: Parameters<Notes['addNote']>[0],
): { readonly id: string } {
  const id = randomUUID();
  sql.run`INSERT INTO note (id, at, principal, text, messageId)
    VALUES (${id}, ${note.at}, ${note.principal}, ${note.text}, ${note.messageId})`;
  return { id };
}

/** Oldest first. */
export function listNotes({ sql }: Database, { limit }: { readonly limit: number }): Note[] {
  const rows = sql.all`SELECT id, at, text FROM note ORDER BY at DESC, id LIMIT ${limit}`;
  return rows
    .map((row) => ({ id: String(row['id']), at: Number(row['at']), text: String(row['text']) }))
    .toReversed();
}
