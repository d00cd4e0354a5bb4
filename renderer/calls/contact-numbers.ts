import type { Contact } from '../../shared/contact.ts';

/** A number of somebody who is known by name. */
export type ContactNumber = { readonly name: string; readonly number: string };

/** More than these nobody looks through; a few more letters find the right one. */
const mostShown = 6;

/** The numbers of these people, in their order. */
export function numbersOf(contacts: readonly Contact[]): readonly ContactNumber[] {
  return contacts
    .flatMap(({ name, phones }) => phones.map((number) => ({ name, number })))
    .slice(0, mostShown);
}

/** Whether the words name somebody, rather than being what can be dialled. */
export function isName(text: string): boolean {
  const words = text.trim();
  return words.length > 1 && !/^(?:\+|\d|\(|sips?:|extension:)/iu.test(words);
}
