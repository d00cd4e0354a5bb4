import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { PracticeEntry } from './entries.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { PracticeConversation, PracticePerson } from './place-entries.ts';
import { fullName } from './places.ts';
import type { PracticeState } from './state.ts';

/** Until somebody who was written to by e-mail answers. */
const answerAfterMs = 3000;

type Parts = { readonly state: PracticeState; readonly clock: Clock };

export type Place = {
  readonly conversation: PracticeConversation;
  /** What is still to be kept to make it; empty when it is there. */
  readonly entries: readonly PracticeEntry[];
};

/**
 * The conversation of the agent with these people: the one that is there, else a new one. An address that nobody has
 * makes a new person, who will answer once.
 */
export function addressees(
  parts: Parts,
  { userIds, emails }: { readonly userIds: readonly string[]; readonly emails: readonly string[] },
): Place {
  const { places, account } = parts.state;
  const known = userIds.map((id) => {
    const person = places.person(id);
    if (!person) throw new HttpRefusal(404, 'User not found');
    return person;
  });
  const addresses = [...new Set(emails.map((email) => email.toLowerCase()))];
  const reached = addresses.map((email) => places.personWithEmail(email) ?? newPerson(email));
  const people = [...known, ...reached].filter(({ id }) => id !== account.agentId);
  if (people.length === 0) throw new HttpRefusal(400, ['to: somebody is needed']);
  return placeWith(parts, people);
}

/** The conversation of the agent with exactly these people, with what is to be kept when they or it are new. */
export function placeWith({ state, clock }: Parts, people: readonly PracticePerson[]): Place {
  const { places, account } = state;
  const newPeople = people.filter(({ id }) => places.person(id) === null);
  const ids = [...new Set([...people.map(({ id }) => id), account.agentId])];
  const known = places.conversationOf(ids);
  if (known) return { conversation: known, entries: [] };
  const isAnswered = newPeople.some(({ email }) => email !== null);
  const conversation: PracticeConversation = {
    id: randomUUID(),
    name: people.map(fullName).join(', '),
    type: ids.length > 2 ? 'namedConversation' : 'directMessage',
    people: ids,
    createdAt: clock.now(),
    answerDueAt: isAnswered ? clock.now() + answerAfterMs : null,
  };
  const entries = newPeople.map((person): PracticeEntry => ({ type: 'person', person }));
  return { conversation, entries: [...entries, { type: 'conversation', conversation }] };
}

/** Somebody of whom only the address is known; named after it. */
export function newPerson(email: string): PracticePerson {
  const name = email
    .slice(0, email.indexOf('@'))
    .split(/[._+-]+/u)
    .filter(Boolean)
    .map(capital);
  const [firstName = email, ...rest] = name;
  return { id: randomUUID(), firstName, lastName: rest.join(' '), email };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
