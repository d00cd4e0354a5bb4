import { randomBytes, randomUUID } from 'node:crypto';
import { StoreError } from '../../../shared/errors.ts';
import type { Journal, OpenedJournal } from '../journal.ts';
import type {
  JournalLine,
  PendingDelivery,
  PracticeAccount,
  PracticeAttachment,
  PracticeEntry,
  PracticeMessage,
  PracticeSubscription,
} from './entries.ts';
import { PracticePlaces } from './places.ts';
import { PracticeRecordBook } from './records.ts';

/** All that the practice service remembers: the journal, replayed. Nothing changes but through `commit`. */
export class PracticeState {
  /** What the agent asked of the service. */
  readonly records = new PracticeRecordBook();
  readonly places = new PracticePlaces();
  readonly #journal: Journal<JournalLine>;
  #account: PracticeAccount | null = null;
  /** In the order of the last change: a changed message moves to the end. */
  readonly #messages = new Map<string, PracticeMessage>();
  readonly #idsByKey = new Map<string, string>();
  readonly #subscriptions = new Map<string, PracticeSubscription>();
  readonly #pending = new Map<string, PendingDelivery>();
  #lastUpdate = { at: 0, seq: 0 };

  constructor({ journal, lines }: OpenedJournal<JournalLine>) {
    this.#journal = journal;
    for (const line of lines) for (const entry of line) this.#apply(entry);
    if (this.#account === null) this.commit([{ type: 'account', account: newAccount() }]);
  }

  /** Writes first, then applies: what cannot be written did not happen. Throws StoreError. */
  commit(entries: JournalLine): void {
    this.#journal.append(entries);
    for (const entry of entries) this.#apply(entry);
  }

  get account(): PracticeAccount {
    if (this.#account === null) throw new StoreError('REHEARSAL_NO_ACCOUNT', 'No account is kept.');
    return this.#account;
  }

  message(id: string): PracticeMessage | null {
    return this.#messages.get(id) ?? null;
  }

  /** In the order of their last change. */
  get messages(): readonly PracticeMessage[] {
    return [...this.#messages.values()];
  }

  messageByKey(idempotencyKey: string): PracticeMessage | null {
    return this.message(this.#idsByKey.get(idempotencyKey) ?? '');
  }

  hasConversation(id: string): boolean {
    return this.places.conversation(id) !== null;
  }

  messagesIn(conversationId: string): readonly PracticeMessage[] {
    return this.messages.filter((message) => message.conversationId === conversationId);
  }

  /** A file or link by its id, with the message that carries it. */
  attachment(
    id: string,
  ): { readonly message: PracticeMessage; readonly attachment: PracticeAttachment } | null {
    for (const message of this.#messages.values()) {
      const attachment = message.attachments.find((candidate) => candidate.id === id);
      if (attachment) return { message, attachment };
    }
    return null;
  }

  /**
   * The place of a change made at `now`, and of `offset` further ones before it in the same commit. Never earlier
   * than the one before, also when the computer's clock was set back.
   */
  nextUpdate(now: number, offset = 0): { readonly at: number; readonly seq: number } {
    return {
      at: Math.max(Math.floor(now), this.#lastUpdate.at),
      seq: this.#lastUpdate.seq + 1 + offset,
    };
  }

  get subscriptions(): readonly PracticeSubscription[] {
    return [...this.#subscriptions.values()];
  }

  subscription(id: string): PracticeSubscription | null {
    return this.#subscriptions.get(id) ?? null;
  }

  /** The oldest delivery that this subscription's endpoint has not taken. */
  firstPending(subscriptionId: string): PendingDelivery | null {
    for (const delivery of this.#pending.values()) {
      if (delivery.subscriptionId === subscriptionId) return delivery;
    }
    return null;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  #apply(entry: PracticeEntry): void {
    switch (entry.type) {
      case 'account':
        this.#account = entry.account;
        this.places.addAccount(entry.account);
        break;
      case 'person':
        this.places.savePerson(entry.person);
        break;
      case 'conversation':
        this.places.saveConversation(entry.conversation);
        break;
      case 'message':
        this.#saveMessage(entry.message);
        break;
      case 'subscribed':
        this.#subscriptions.set(entry.subscription.id, entry.subscription);
        break;
      case 'unsubscribed':
        this.#removeSubscription(entry.id);
        break;
      case 'delivery-queued':
        this.#pending.set(entry.delivery.id, entry.delivery);
        break;
      case 'delivery-done':
        this.#pending.delete(entry.id);
        break;
      default:
        this.records.apply(entry);
    }
  }

  #saveMessage(message: PracticeMessage): void {
    this.#messages.delete(message.id);
    this.#messages.set(message.id, message);
    this.#lastUpdate = { at: message.updatedAt, seq: message.updatedSeq };
    if (message.idempotencyKey !== null) this.#idsByKey.set(message.idempotencyKey, message.id);
  }

  #removeSubscription(id: string): void {
    this.#subscriptions.delete(id);
    for (const delivery of this.#pending.values()) {
      if (delivery.subscriptionId === id) this.#pending.delete(delivery.id);
    }
  }
}

function newAccount(): PracticeAccount {
  return {
    pat: `cv_pat_${randomBytes(24).toString('base64url')}`,
    agentId: randomUUID(),
    ownerId: randomUUID(),
    colleagueId: randomUUID(),
    workspaceId: randomUUID(),
    directId: randomUUID(),
    groupId: randomUUID(),
    clientId: `practice-${randomBytes(6).toString('hex')}`,
    feedId: randomBytes(6).toString('hex'),
  };
}
