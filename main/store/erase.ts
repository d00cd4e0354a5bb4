import type { Channel } from '../../shared/thread.ts';
import type { EraseRequest } from '../thread/keeping/ports.ts';
import { eraseContactsOf } from './contact.ts';
import type { Database } from './database.ts';
import { eraseNotesOf } from './note.ts';
import { bury } from './tombstone.ts';

/** One message that goes, with what leads to its rows in other tables. */
type Doomed = { readonly id: string; readonly turnId: string | null };
type Eraser = (db: Database, doomed: Doomed, notes: EraseRequest['notes']) => void;

/**
 * How each table that holds anything about people lets go of one message; in this order, because the ones point to the
 * others. A table that is not here holds nothing about people: `erase.test.ts` says why.
 */
export const erasers: Readonly<Record<string, Eraser>> = {
  note: (db, { id }, notes) => eraseNotesOf(db, id, notes),
  contact: (db, { id }, notes) => eraseContactsOf(db, id, notes),
  // What the owner has to do stays when only the thread is shortened.
  task: ({ sql }, { id }, notes) => {
    if (notes === 'delete') sql.run`DELETE FROM task WHERE messageId = ${id}`;
    else sql.run`UPDATE task SET messageId = NULL WHERE messageId = ${id}`;
  },
  reminder: ({ sql }, { id }, notes) => {
    if (notes === 'delete') sql.run`DELETE FROM reminder WHERE messageId = ${id}`;
    else sql.run`UPDATE reminder SET messageId = NULL WHERE messageId = ${id}`;
  },
  notice: ({ sql }, { id }) => void sql.run`DELETE FROM notice WHERE id = ${id}`,
  missedCall: (db, { id }) => {
    const row = db.sql.get`DELETE FROM missedCall WHERE messageId = ${id} RETURNING callId`;
    if (row) bury(db, 'phone', String(row['callId']));
  },
  textMessage: (db, { id }) => {
    const row = db.sql.get`DELETE FROM textMessage WHERE messageId = ${id} RETURNING remoteId`;
    if (row) bury(db, 'sms', String(row['remoteId']));
  },
  call: (db, { id }) => {
    const row = db.sql.get`SELECT callId FROM call WHERE briefId = ${id}`;
    if (row) eraseCall(db, String(row['callId']));
  },
  // What was done for somebody who is forgotten goes, and with it what was asked of the owner for them.
  action: ({ sql }, { id }) => void sql.run`DELETE FROM action WHERE messageId = ${id}`,
  attachment: ({ sql }, { id }) => void sql.run`DELETE FROM attachment WHERE messageId = ${id}`,
  outbox: ({ sql }, { id }) => void sql.run`DELETE FROM outbox WHERE messageId = ${id}`,
  inbox: (db, { id }) => {
    const row = db.sql.get`DELETE FROM inbox WHERE id = ${id} RETURNING channel, remoteId`;
    if (row) bury(db, row['channel'] as Channel, String(row['remoteId']));
  },
  // The search index goes with it, by its trigger.
  message: ({ sql }, { id }) => void sql.run`DELETE FROM message WHERE id = ${id}`,
  turn: ({ sql }, { turnId }) =>
    void sql.run`DELETE FROM turn WHERE turnId = ${turnId}
      AND NOT EXISTS (SELECT 1 FROM message WHERE message.turnId = ${turnId})`,
};

/** Deletes messages with everything that belongs to them. Whatever is gone already is passed over. */
export function eraseMessages(db: Database, { ids, notes }: EraseRequest): null {
  for (const id of ids) eraseMessage(db, id, notes);
  return null;
}

function eraseMessage(db: Database, id: string, notes: EraseRequest['notes']): void {
  const row = db.sql.get`SELECT turnId FROM message WHERE id = ${id}`;
  if (!row) return;
  const doomed = { id, turnId: row['turnId'] === null ? null : String(row['turnId']) };
  for (const erase of Object.values(erasers)) erase(db, doomed, notes);
}

/** Deletes what is kept of calls; their lines are messages of their own. */
export function eraseCalls(
  db: Database,
  { callIds }: { readonly callIds: readonly string[] },
): null {
  for (const callId of callIds) eraseCall(db, callId);
  return null;
}

function eraseCall(db: Database, callId: string): void {
  bury(db, 'phone', callId);
  db.sql.run`DELETE FROM awaitedCall WHERE callId = ${callId}`;
  // What is asked for on a call belongs to no message.
  db.sql.run`DELETE FROM action WHERE callId = ${callId}`;
  db.sql.run`DELETE FROM call WHERE callId = ${callId}`;
}
