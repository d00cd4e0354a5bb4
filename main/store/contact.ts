import { contactSchema } from '../../shared/contact.ts';
import type { Contact } from '../../shared/contact.ts';
import type { ContactLedger } from '../agent/memory/ports.ts';
import type { Database } from './database.ts';

/** The kinds of address, and where a contact holds them. */
const kinds = {
  phone: 'phones',
  email: 'emails',
  user: 'userIds',
  conversation: 'conversationIds',
} as const;
type Kind = keyof typeof kinds;

/** New, or in the place of what was there under its id. An address belongs to one contact. */
export function saveContact(
  { sql }: Database,
  { contact, principal, messageId }: Parameters<ContactLedger['saveContact']>[0],
): null {
  const { id, name, note, createdAt, changedAt } = contact;
  sql.run`INSERT INTO contact (id, name, note, principal, messageId, createdAt, changedAt)
    VALUES (${id}, ${name}, ${note}, ${principal},
      (SELECT id FROM message WHERE id = ${messageId}), ${createdAt}, ${changedAt})
    ON CONFLICT (id) DO UPDATE
      SET name = excluded.name, note = excluded.note, changedAt = excluded.changedAt`;
  sql.run`DELETE FROM contactAddress WHERE contactId = ${id}`;
  for (const [kind, key] of Object.entries(kinds)) {
    for (const value of contact[key]) {
      sql.run`INSERT OR REPLACE INTO contactAddress (contactId, kind, value)
        VALUES (${id}, ${kind}, ${value})`;
    }
  }
  return null;
}

/** False where there is none. */
export function deleteContact({ sql }: Database, { id }: { readonly id: string }): boolean {
  return sql.run`DELETE FROM contact WHERE id = ${id}`.changes > 0;
}

/** By name. */
export function listContacts({ sql }: Database): Contact[] {
  const addresses = new Map<string, Record<Kind, string[]>>();
  for (const row of sql.all`SELECT * FROM contactAddress ORDER BY value`) {
    const id = String(row['contactId']);
    const own = addresses.get(id) ?? { phone: [], email: [], user: [], conversation: [] };
    own[row['kind'] as Kind].push(String(row['value']));
    addresses.set(id, own);
  }
  return sql.all`SELECT id, name, note, createdAt, changedAt FROM contact ORDER BY name, id`.map(
    (row) => {
      const own = addresses.get(String(row['id']));
      return contactSchema.parse({
        ...row,
        ...{ phones: own?.phone ?? [], emails: own?.email ?? [] },
        ...{ userIds: own?.user ?? [], conversationIds: own?.conversation ?? [] },
      });
    },
  );
}

/** Whoever has that address; to forget them. */
export function eraseContacts(db: Database, { who }: { readonly who: string }): null {
  for (const id of contactsOf(db, who)) db.sql.run`DELETE FROM contact WHERE id = ${id}`;
  return null;
}

/** Ids of those with that number, address or id, as the thread or a letter names it. */
export function contactsOf({ sql }: Database, who: string): readonly string[] {
  const bare = who.replace(/^(?:user|email|conversation):/u, '').toLowerCase();
  return sql.all`SELECT DISTINCT contactId FROM contactAddress WHERE lower(value) = ${bare}`.map(
    (row) => String(row['contactId']),
  );
}

/** Lets go of a message: a contact that others made goes with what they said. */
export function eraseContactsOf(
  { sql }: Database,
  messageId: string,
  notes: 'delete' | 'keep',
): void {
  if (notes === 'delete') {
    sql.run`DELETE FROM contact WHERE messageId = ${messageId} AND principal <> 'owner'`;
  }
  sql.run`UPDATE contact SET messageId = NULL WHERE messageId = ${messageId}`;
}
