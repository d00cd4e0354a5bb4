import type { PracticeAccount } from './entries.ts';
import type { PracticeConversation, PracticePerson } from './place-entries.ts';

/** Who is practised with, and where: the three people and two conversations of the account, and who came later. */
export class PracticePlaces {
  readonly #people = new Map<string, PracticePerson>();
  readonly #conversations = new Map<string, PracticeConversation>();

  /** The owner's direct conversation with the agent, and a group of three. */
  addAccount({ agentId, ownerId, colleagueId, directId, groupId }: PracticeAccount): void {
    for (const [id, lastName] of [
      [agentId, 'Agent'],
      [ownerId, 'Owner'],
      [colleagueId, 'Colleague'],
    ] as const) {
      const email = `${lastName.toLowerCase()}@practice.invalid`;
      this.savePerson({ id, firstName: 'Practice', lastName, email });
    }
    const common = { createdAt: 0, answerDueAt: null };
    this.saveConversation({
      ...common,
      id: directId,
      name: 'You and your agent',
      type: 'directMessage',
      people: [ownerId, agentId],
    });
    this.saveConversation({
      ...common,
      id: groupId,
      name: 'Practice group',
      type: 'namedConversation',
      people: [ownerId, agentId, colleagueId],
    });
  }

  savePerson(person: PracticePerson): void {
    this.#people.set(person.id, person);
  }

  /** Replaces what stood under its id: people join. */
  saveConversation(conversation: PracticeConversation): void {
    this.#conversations.set(conversation.id, conversation);
  }

  get people(): readonly PracticePerson[] {
    return [...this.#people.values()];
  }

  get conversations(): readonly PracticeConversation[] {
    return [...this.#conversations.values()];
  }

  person(id: string): PracticePerson | null {
    return this.#people.get(id) ?? null;
  }

  /** By the whole name, the last name (`colleague`) or the address, whatever the case of the letters. */
  personNamed(name: string): PracticePerson | null {
    const wanted = plain(name);
    const names = (person: PracticePerson): readonly string[] =>
      [fullName(person), person.lastName, person.email ?? ''].map(plain);
    return this.people.find((person) => names(person).includes(wanted)) ?? null;
  }

  personWithEmail(email: string): PracticePerson | null {
    return this.people.find((person) => plain(person.email ?? '') === plain(email)) ?? null;
  }

  conversation(id: string): PracticeConversation | null {
    return this.#conversations.get(id) ?? null;
  }

  /** The oldest one in which exactly these people are. */
  conversationOf(people: readonly string[]): PracticeConversation | null {
    const wanted = new Set(people);
    const isTheirs = (conversation: PracticeConversation): boolean =>
      conversation.people.length === wanted.size &&
      conversation.people.every((id) => wanted.has(id));
    return this.conversations.find(isTheirs) ?? null;
  }
}

export function fullName({ firstName, lastName }: PracticePerson): string {
  return `${firstName} ${lastName}`.trim();
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
