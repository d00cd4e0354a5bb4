import { randomUUID } from 'node:crypto';
import { keptNoteSchema } from '../../shared/note.ts';
import type { KeptNote } from '../../shared/note.ts';
import type { NoteLedger } from '../agent/memory/ports.ts';
import type { Database } from './database.ts';
import { toTerms } from './search-terms.ts';
import { toMatch } from './search.ts';

type Args<N extends keyof NoteLedger> = Parameters<NoteLedger[N]>[0];

/** Under the same id it is kept once. A message that is not in the thread (yet) is not pointed to. */
export function addNote({ sql }: Database, note: Args<'addNote'>): { readonly id: string } {
  const { id = randomUUID(), kind = 'note', at, principal, text, messageId } = note;
  sql.run`INSERT INTO note (id, at, changedAt, kind, principal, text, messageId)
    VALUES (${id}, ${at}, ${at}, ${kind}, ${principal}, ${text},
      (SELECT id FROM message WHERE id = ${messageId}))
    ON CONFLICT (id) DO NOTHING`;
  return { id };
}

/** The newest, oldest first. */
export function listNotes(
  { sql }: Database,
  { limit, kind = null }: Args<'listNotes'>,
): KeptNote[] {
  const rows = sql.all`SELECT * FROM note
    WHERE deletedAt IS NULL AND (${kind} IS NULL OR kind = ${kind})
    ORDER BY at DESC, id DESC LIMIT ${limit}`;
  return rows.map(toNote).toReversed();
}

/** Newest first; all of the words occur, the last one also as the beginning of a word. */
export function searchNotes({ sql }: Database, query: Args<'searchNotes'>): readonly KeptNote[] {
  const terms = toTerms(query.text);
  if (terms === null) return [];
  const { kind, limit } = query;
  return sql.all`SELECT note.* FROM noteSearch JOIN note ON note.id = noteSearch.noteId
    WHERE noteSearch MATCH ${toMatch(terms)} AND deletedAt IS NULL
      AND (${kind} IS NULL OR kind = ${kind})
    ORDER BY note.at DESC, note.id DESC LIMIT ${limit}`.map(toNote);
}

/** Those whose id begins so, deleted ones among them; two are enough to know that it is not clear. */
export function findNotes({ sql }: Database, { id }: Args<'findNotes'>): readonly KeptNote[] {
  return sql.all`SELECT * FROM note WHERE substr(id, 1, ${id.length}) = ${id} LIMIT 2`.map(toNote);
}

/** What there was before is kept. The same change again changes nothing; null where there is no such note. */
export function changeNote(db: Database, change: Args<'changeNote'>): KeptNote | null {
  const { sql } = db;
  const { id, changeId, at, text, kind, principal, messageId } = change;
  const before = read(db, id);
  if (!before) return null;
  if (sql.get`SELECT 1 FROM noteVersion WHERE id = ${changeId}`) return before;
  keepVersion(db, id, changeId);
  // Words stay those of whoever said them, also where somebody else makes a fact of them.
  const row =
    text === null || text === before.text
      ? sql.get`UPDATE note SET kind = ${kind ?? before.kind}, changedAt = ${at}
          WHERE id = ${id} RETURNING *`
      : sql.get`UPDATE note SET text = ${text}, kind = ${kind ?? before.kind},
            principal = ${principal}, changedAt = ${at},
            messageId = (SELECT id FROM message WHERE id = ${messageId})
          WHERE id = ${id} RETURNING *`;
  return row ? toNote(row) : null;
}

/** It can be brought back. The same change again changes nothing; null where there is no such note. */
export function deleteNote(
  db: Database,
  { id, changeId, at }: Args<'deleteNote'>,
): KeptNote | null {
  const { sql } = db;
  if (sql.get`SELECT 1 FROM noteVersion WHERE id = ${changeId}`) {
    const row = sql.get`SELECT * FROM note WHERE id = ${id}`;
    return row ? toNote(row) : null;
  }
  const note = read(db, id);
  if (!note) return null;
  keepVersion(db, id, changeId);
  sql.run`UPDATE note SET deletedAt = ${at}, changedAt = ${at} WHERE id = ${id}`;
  return note;
}

/** Takes the last change back, and the one before it when asked again; null where nothing was changed. */
export function undoNote(db: Database, { id }: Args<'undoNote'>): KeptNote | null {
  const { sql } = db;
  const version = sql.get`SELECT * FROM noteVersion WHERE noteId = ${id} ORDER BY place DESC LIMIT 1`;
  if (!version) return null;
  const row = sql.get`UPDATE note SET (kind, text, principal, messageId, changedAt, deletedAt) =
      (SELECT kind, text, principal, messageId, changedAt, deletedAt FROM noteVersion
        WHERE id = ${String(version['id'])})
    WHERE id = ${id} RETURNING *`;
  sql.run`DELETE FROM noteVersion WHERE id = ${String(version['id'])}`;
  return row ? toNote(row) : null;
}

/** Those that were deleted before an instant (epoch ms) cannot be brought back any more. */
export function purgeNotes({ sql }: Database, { before }: Args<'purgeNotes'>): null {
  sql.run`DELETE FROM note WHERE deletedAt < ${before}`;
  return null;
}

/**
 * Lets go of a message. Words that came from it go, back to what the note said before where it said something else;
 * or they stay on their own.
 */
export function eraseNotesOf(db: Database, messageId: string, notes: 'delete' | 'keep'): void {
  const { sql } = db;
  if (notes === 'keep') {
    sql.run`UPDATE note SET messageId = NULL WHERE messageId = ${messageId}`;
    sql.run`UPDATE noteVersion SET messageId = NULL WHERE messageId = ${messageId}`;
    return;
  }
  sql.run`DELETE FROM noteVersion WHERE messageId = ${messageId}`;
  const rows = sql.all`SELECT id FROM note WHERE messageId = ${messageId}`;
  for (const { id } of rows) {
    if (undoNote(db, { id: String(id) }) === null)
      sql.run`DELETE FROM note WHERE id = ${String(id)}`;
  }
}

function read({ sql }: Database, id: string): KeptNote | null {
  const row = sql.get`SELECT * FROM note WHERE id = ${id} AND deletedAt IS NULL`;
  return row ? toNote(row) : null;
}

function keepVersion({ sql }: Database, noteId: string, changeId: string): void {
  sql.run`INSERT INTO noteVersion
      (id, noteId, kind, text, principal, messageId, changedAt, deletedAt)
    SELECT ${changeId}, id, kind, text, principal, messageId, changedAt, deletedAt
    FROM note WHERE id = ${noteId}`;
}

function toNote(row: Readonly<Record<string, unknown>>): KeptNote {
  const { id, kind, text, principal, at, changedAt } = row;
  return keptNoteSchema.parse({ id, kind, text, principal, at, changedAt });
}
