import { z } from 'zod';
import type { Contact } from '../../../shared/contact.ts';
import type { ContactBook, ContactParts } from '../memory/contact-book.ts';
import { maxContactNoteChars, maxNameChars } from '../memory/contact-book.ts';
import { plainLine } from '../memory/plain-text.ts';
import { defineTool } from './tool.ts';
import type { AnyTool } from './tool.ts';

export type ContactToolPorts = { readonly contacts: ContactBook };

const phone = z
  .string()
  .transform((number) => number.replaceAll(/[\s().-]/gu, ''))
  .pipe(
    z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/u, 'A number with its country code: +49 30 123456. Ask for it.'),
  );
const remoteId = z
  .string()
  .trim()
  .regex(/^[\w.:@-]{1,200}$/u, 'An id of Carbon Voice as the thread shows it.');
const few = <T extends z.ZodType>(schema: T) => z.array(schema).max(10).default([]);
const shown = 10;

const schema = z.strictObject({
  name: z.string().trim().min(1).max(maxNameChars),
  phones: few(phone).describe('With country code, as +49301234567.'),
  emails: few(z.email().max(254)),
  carbonVoiceUsers: few(remoteId).describe('Carbon Voice ids of the person.'),
  carbonVoiceConversations: few(remoteId).describe('Carbon Voice ids of conversations with them.'),
  note: z.string().trim().max(maxContactNoteChars).optional().describe('Who they are.'),
  contactId: z
    .string()
    .trim()
    .min(4)
    .max(64)
    .optional()
    .describe('To add to somebody who is a contact already: the id that find_contact tells.'),
});
type Args = z.infer<typeof schema>;

/** The people whom the owner knows. */
export function createContactTools({ contacts }: ContactToolPorts): readonly AnyTool[] {
  return [addContact(contacts), findContact(contacts)];
}

function addContact(contacts: ContactBook): AnyTool {
  return defineTool<Args>({
    name: 'add_contact',
    description:
      'Keep a person with their numbers and addresses, or add to one. Only what was told to you: never guess a number or an address.',
    schema,
    effect: 'keeps',
    from: 'trusted',
    repeatable: true,
    remembers: (args) => [args.name, ...addressesOf(args), args.note ?? ''].join(' '),
    check: (args) => {
      const known = args.contactId === undefined ? null : contacts.withId(args.contactId);
      contacts.check(partsOf(args), known?.id ?? '');
    },
    summarize: (args, { request }) => {
      const { principal, author } = request;
      const by = principal === 'owner' ? '' : `, as ${author} (${principal}) says`;
      const known = args.contactId === undefined ? null : contacts.withId(args.contactId);
      const head = known ? `Add to the contact ${quote(known.name)}` : 'Keep the contact';
      const rest = [...addressesOf(args), ...(args.note === undefined ? [] : [quote(args.note)])];
      return `${head}${by}: ${[quote(args.name), ...rest].join(', ')}`;
    },
    run: async (args, { actionId, request }) => {
      const { principal, messageId } = request;
      const id = args.contactId ?? actionId;
      const by = { id, principal, messageId };
      const contact = await contacts.save(partsOf(args), by);
      return { text: `Kept: contact ${contact.id.slice(0, 8)}.` };
    },
  });
}

function findContact(contacts: ContactBook): AnyTool {
  return defineTool({
    name: 'find_contact',
    description:
      'Look somebody up by name, number, address or what is noted of them. Before you call or write to a person, use it; of several people ask your owner which one is meant.',
    schema: z.strictObject({ who: z.string().trim().min(1).max(200) }),
    effect: 'reads',
    from: 'owner',
    summarize: ({ who }) => `Look up the contact ${quote(who)}`,
    run: async ({ who }) => {
      const found = contacts.find(who);
      if (found.length === 0) {
        return {
          text: `There is no contact ${quote(who)}. Ask your owner for the number or address, or look with search_thread.`,
        };
      }
      return { text: tell(found), outside: 'the contacts: names and notes as people gave them' };
    },
  });
}

function tell(found: readonly Contact[]): string {
  const lines = found.slice(0, shown).map(describe);
  if (found.length === 1) return lines.join('');
  const left = found.length - lines.length;
  return [
    `${found.length} people could be meant; ask which one:`,
    ...lines,
    ...(left > 0 ? [`and ${left} more: give more of the name.`] : []),
  ].join('\n');
}

/** A name is quoted: whatever it says, it is a name. */
function describe(contact: Contact): string {
  const { id, name, note, phones, emails, userIds, conversationIds } = contact;
  const parts = [
    ...phones,
    ...emails,
    ...userIds.map((user) => `user:${user}`),
    ...conversationIds.map((conversation) => `conversation:${conversation}`),
  ];
  const about = note === '' ? '' : `; note: ${quote(note)}`;
  return `${quote(name)} (id ${id.slice(0, 8)}): ${parts.length === 0 ? 'no address' : parts.join(', ')}${about}`;
}

function partsOf(args: Args): ContactParts {
  const { name, phones, emails, note } = args;
  return {
    ...{ name, phones, note: note ?? null },
    emails: emails.map((email) => email.toLowerCase()),
    userIds: args.carbonVoiceUsers,
    conversationIds: args.carbonVoiceConversations,
  };
}

function addressesOf(args: Args): readonly string[] {
  const { phones, emails, carbonVoiceUsers, carbonVoiceConversations } = args;
  return [...phones, ...emails, ...carbonVoiceUsers, ...carbonVoiceConversations];
}

function quote(text: string): string {
  return JSON.stringify(plainLine(text));
}
