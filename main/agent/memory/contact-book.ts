import type { Contact } from '../../../shared/contact.ts';
import { RefusedError } from '../../../shared/errors.ts';
import type { Principal } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import { plainLine, shortened } from './plain-text.ts';
import type { ContactLedger } from './ports.ts';
import { foldedWords } from './words.ts';

export type ContactParts = {
  readonly name: string;
  readonly note: string | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly userIds: readonly string[];
  readonly conversationIds: readonly string[];
};

/** Longer is nobody called. */
export const maxNameChars = 80;
export const maxContactNoteChars = 500;
const addressKeys = ['phones', 'emails', 'userIds', 'conversationIds'] as const;

/**
 * The people whom the owner knows. All of them are in memory: names are wanted for every prompt, and numbers before a
 * call is placed, where nothing may wait for the disk.
 */
export class ContactBook {
  readonly #ledger: ContactLedger;
  readonly #clock: Clock;
  #contacts: readonly Contact[] = [];
  #byAddress: ReadonlyMap<string, Contact> = new Map();
  /** In this run, for whoever regrets it. */
  readonly #deleted = new Map<string, Contact>();

  constructor(ledger: ContactLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** Takes up what is on the disk; at the start, and when something was deleted there. */
  async load(): Promise<void> {
    this.#contacts = await this.#ledger.listContacts();
    this.#byAddress = new Map(
      this.#contacts.flatMap((contact) =>
        addressKeys.flatMap((key) => contact[key].map((address) => [address, contact] as const)),
      ),
    );
  }

  /** E.164. */
  get phones(): readonly string[] {
    return this.#contacts.flatMap(({ phones }) => phones);
  }

  /** Whose address it is: number, e-mail, or id of Carbon Voice. */
  whose(address: string): Contact | null {
    return this.#byAddress.get(address) ?? null;
  }

  /** Under a whole id, or the beginning of one that is clear. */
  withId(id: string): Contact | null {
    const begin = id.trim().toLowerCase();
    const found = begin.length < 4 ? [] : this.#contacts.filter((one) => one.id.startsWith(begin));
    return found.length === 1 ? (found[0] ?? null) : null;
  }

  /**
   * Those in whose name, addresses or note all of the words begin a word; where some have them in their name, only
   * those. By name.
   */
  find(words: string): readonly Contact[] {
    const isId = /^[0-9a-f]{8}[0-9a-f-]*$/iu.test(words.trim());
    const one = this.whose(words.trim()) ?? (isId ? this.withId(words) : null);
    if (one) return [one];
    const wanted = foldedWords(words);
    if (wanted.length === 0) return words.trim() === '' ? this.#contacts : [];
    const byName = this.#contacts.filter(({ name }) => hasAll(name, wanted));
    if (byName.length > 0) return byName;
    return this.#contacts.filter((one) =>
      hasAll([one.name, one.note, ...addressKeys.flatMap((key) => one[key])].join(' '), wanted),
    );
  }

  /** New, or added to the one with that id. Throws RefusedError where an address is somebody else's. */
  async save(
    parts: ContactParts,
    by: {
      readonly id: string;
      readonly principal: Principal;
      readonly messageId: string | null;
    },
  ): Promise<Contact> {
    const before = this.withId(by.id);
    this.check(parts, before?.id ?? by.id);
    const contact = joined(
      before ?? newContact(by.id, this.#clock.now()),
      parts,
      this.#clock.now(),
    );
    const { principal, messageId } = by;
    await this.#ledger.saveContact({ contact, principal, messageId });
    await this.load();
    return contact;
  }

  /** Throws RefusedError where a name is none, or an address is somebody else's. */
  check(parts: ContactParts, id: string): void {
    if (plainLine(parts.name) === '') {
      throw new RefusedError('CONTACT_NAMELESS', 'A contact needs a name.', 'Ask for the name.');
    }
    for (const address of addressKeys.flatMap((key) => parts[key])) {
      const owner = this.whose(address);
      if (!owner || owner.id === id) continue;
      throw new RefusedError(
        'CONTACT_KNOWN',
        `${address} belongs to ${JSON.stringify(owner.name)} (id ${owner.id.slice(0, 8)}) already.`,
        'To add to that contact, give its id; else leave the address out.',
      );
    }
  }

  /** What was deleted. Throws RefusedError. */
  async delete(id: string): Promise<Contact> {
    const contact = this.withId(id);
    if (contact && (await this.#ledger.deleteContact({ id: contact.id }))) {
      await this.load();
      this.#deleted.set(contact.id, contact);
      return contact;
    }
    throw noContact(id);
  }

  /** Who was deleted in this run, as they were. Throws RefusedError, also where an address is somebody else's by now. */
  async restore(id: string): Promise<Contact> {
    const contact = this.#deleted.get(id);
    if (!contact) throw noContact(id);
    this.check(contact, id);
    await this.#ledger.saveContact({ contact, principal: 'owner', messageId: null });
    this.#deleted.delete(id);
    await this.load();
    return contact;
  }
}

function noContact(id: string): RefusedError {
  return new RefusedError(
    'NO_CONTACT',
    `There is no contact with the id ${JSON.stringify(id.slice(0, 40))}, or more than one.`,
    'Look for it first: find_contact, or: adjutant contacts',
  );
}

function newContact(id: string, now: number): Contact {
  const none = { phones: [], emails: [], userIds: [], conversationIds: [] };
  return { id, name: '', note: '', ...none, createdAt: now, changedAt: now };
}

function joined(before: Contact, parts: ContactParts, now: number): Contact {
  const emails = parts.emails.map((email) => email.toLowerCase());
  return {
    ...before,
    name: shortened(plainLine(parts.name), maxNameChars),
    note: shortened(plainLine(parts.note ?? before.note), maxContactNoteChars),
    phones: union(before.phones, parts.phones),
    emails: union(before.emails, emails),
    userIds: union(before.userIds, parts.userIds),
    conversationIds: union(before.conversationIds, parts.conversationIds),
    changedAt: now,
  };
}

function hasAll(text: string, wanted: readonly string[]): boolean {
  const words = foldedWords(text);
  return wanted.every((one) => words.some((word) => word.startsWith(one)));
}

function union(before: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...before, ...more])];
}
