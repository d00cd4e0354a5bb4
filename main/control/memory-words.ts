import type { Contact } from '../../shared/contact.ts';
import type { KeptNote } from '../../shared/note.ts';

/** Of an id so much is enough for the next command. */
const idChars = 8;

const sources: Readonly<Record<KeptNote['principal'], string>> = {
  owner: '',
  trusted: ' (from somebody trusted)',
  stranger: ' (from a stranger)',
};

/** For people: newest first. */
export function describeNotes(notes: readonly unknown[]): string {
  if (notes.length === 0)
    return 'No note is kept like that. The agent keeps one when you say: “note that …”.\n';
  return (notes as readonly KeptNote[]).map(describeNote).join('');
}

export function describeNote({ id, kind, text, at, principal }: KeptNote): string {
  const from = sources[principal];
  const indented = text.replaceAll('\n', `\n${' '.repeat(idChars + 19)}`);
  const day = new Date(at).toISOString().slice(0, 10);
  return `${id.slice(0, idChars)}  ${kind.padEnd(4)} ${day}  ${indented}${from}\n`;
}

export function describeContacts(contacts: readonly unknown[]): string {
  if (contacts.length === 0)
    return 'No contact is kept by that name. The agent keeps one when you tell it: “Anna’s number is +1…”.\n';
  return (contacts as readonly Contact[]).map(describeContact).join('');
}

function describeContact(contact: Contact): string {
  const { id, name, note, phones, emails, userIds, conversationIds } = contact;
  const users = userIds.map((user) => `user:${user}`);
  const conversations = conversationIds.map((conversation) => `conversation:${conversation}`);
  const parts = [...phones, ...emails, ...users, ...conversations];
  const lines = [parts.join('  '), note].filter((line) => line !== '');
  const below = lines.map((line) => `${' '.repeat(idChars + 2)}${line}\n`).join('');
  return `${id.slice(0, idChars)}  ${name}\n${below}`;
}

/** What became of a note or a contact. */
export const memoryWords: Readonly<Record<string, ((value: unknown) => string) | undefined>> = {
  'note-edit': (note) => `Changed:\n${describeNote(note as KeptNote)}`,
  'note-delete': (note) => {
    const { id } = note as KeptNote;
    return `Deleted. To bring it back within 30 days: adjutant note undo ${id.slice(0, idChars)}\n`;
  },
  'note-undo': (note) => `As it was before:\n${describeNote(note as KeptNote)}`,
  'contact-delete': (contact) => `Deleted: ${(contact as Contact).name}\n`,
};
