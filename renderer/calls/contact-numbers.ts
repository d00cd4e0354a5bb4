import type { Contact } from '../../shared/contact.ts';

/** A number of somebody who is known by name. */
export type ContactNumber = { readonly name: string; readonly number: string };

export type FindNumbers = (text: string) => Promise<readonly ContactNumber[]>;

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

/** A name is not dialled: its number takes its place first, so that it is seen whom this calls. Null where it is not clear. */
export function onlyNumber(numbers: readonly ContactNumber[] | null): string | null {
  return numbers?.length === 1 ? (numbers[0]?.number ?? null) : null;
}
