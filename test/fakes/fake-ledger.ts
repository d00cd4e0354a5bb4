import { StoreError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Turn } from '../../shared/turns.ts';
import type {
  Accepted,
  Incoming,
  InboxItem,
  Ledger,
  LedgerCounts,
  Outbound,
  ThreadReader,
  TurnLog,
} from '../../main/thread/ports.ts';

type Inbound = { item: InboxItem; state: string; readAt: number | null };
type Outgoing = { outbound: Outbound; state: string; remoteId: string | null };
type Settle = Parameters<Ledger['settle']>[0];
type Postpone = Parameters<Ledger['postpone']>[0];
type CompleteTurn = Parameters<Ledger['completeTurn']>[0];
type MarkOutbound = Parameters<Ledger['markOutbound']>[0];

/** The ledger in memory, held to the same contract as the real one. Answers come in the order of the questions. */
export class FakeLedger
  implements Ledger, TurnLog, Pick<ThreadReader, 'readMessage' | 'pageAfter'>
{
  readonly messages = new Map<string, ThreadMessage>();
  readonly turns = new Map<string, Turn>();
  readonly #inbox = new Map<string, Inbound>();
  readonly #outbox = new Map<string, Outgoing>();
  #made = 0;
  readonly #failures: { readonly name: string; readonly error: Error }[] = [];

  /** The next request of that name fails, once for each call. */
  failNext(name: keyof Ledger, error: Error = new StoreError('STORE_FAILED', 'The disk is full.')) {
    this.#failures.push({ name, error });
  }

  accept(incoming: Incoming): Promise<Accepted> {
    return this.#answer('accept', () => {
      const known = [...this.#inbox.values()].find(
        ({ item }) => item.channel === incoming.channel && item.remoteId === incoming.remoteId,
      );
      if (known) return this.#repeat(known);
      this.#made += 1;
      const { channel, remoteId, conversationId, receivedAt } = incoming;
      const id = `in-${this.#made}`;
      const item = { id, channel, remoteId, conversationId, receivedAt, attempts: 0, nextAt: 0 };
      const message = this.#save(newMessage(id, incoming));
      this.#inbox.set(id, { item, state: 'pending', readAt: null });
      return { outcome: 'accepted', item, message, pending: true };
    });
  }

  pendingInbox(): Promise<readonly InboxItem[]> {
    return this.#answer('pendingInbox', () =>
      [...this.#inbox.values()]
        .filter(({ state }) => state === 'pending')
        .map(({ item }) => ({ ...item })),
    );
  }

  resolve({ id, resolved }: Parameters<Ledger['resolve']>[0]): Promise<ThreadMessage> {
    return this.#answer('resolve', () => this.#resolve(id, resolved));
  }

  settle({ id, delivery, reason, resolved }: Settle): Promise<ThreadMessage> {
    return this.#answer('settle', () => {
      this.#close(id, delivery);
      if (resolved) this.#resolve(id, resolved);
      return this.#change(id, { delivery, reason });
    });
  }

  postpone({ id, nextAt, reason }: Postpone): Promise<ThreadMessage> {
    return this.#answer('postpone', () => {
      const entry = this.#inbound(id);
      const attempts = entry.item.attempts + 1;
      entry.item = { ...entry.item, attempts, nextAt };
      return this.#change(id, { attempts, reason });
    });
  }

  completeTurn(done: CompleteTurn) {
    return this.#answer('completeTurn', () => {
      const { inboxId, alsoIds = [], reply, idempotencyKey, turn, failure = null } = done;
      const ids = [inboxId, ...alsoIds];
      if (idempotencyKey !== null && reply.conversationId === null) {
        throw new StoreError('STORE_NO_TARGET', 'A reply without a conversation cannot be sent.');
      }
      const delivery = failure === null ? 'handled' : 'failed';
      // All or nothing, as a transaction does it.
      for (const id of ids) this.#refuseSettled(id);
      for (const id of ids) this.#close(id, delivery);
      this.#save(reply);
      if (idempotencyKey === null) for (const id of ids) this.#inbound(id).readAt = reply.at;
      else this.#queue(reply, idempotencyKey);
      this.turns.set(turn.turnId, turn);
      const ended = { delivery, turnId: turn.turnId, reason: failure } as const;
      const also = alsoIds.map((id) => this.#change(id, ended));
      return { message: this.#change(inboxId, ended), also, reply };
    });
  }

  unreadInbox(): Promise<readonly InboxItem[]> {
    return this.#answer('unreadInbox', () =>
      [...this.#inbox.values()]
        .filter(({ item, state, readAt }) => {
          return state === 'handled' && readAt === null && !this.#hasOpenReply(item.id);
        })
        .map(({ item }) => ({ ...item })),
    );
  }

  markRead({ id, at }: { readonly id: string; readonly at: number }): Promise<null> {
    return this.#answer('markRead', () => {
      this.#inbound(id).readAt = at;
      return null;
    });
  }

  openOutbox(): Promise<readonly Outbound[]> {
    return this.#answer('openOutbox', () =>
      [...this.#outbox.values()]
        .filter(({ state }) => ['queued', 'sending', 'unknown'].includes(state))
        .map(({ outbound, state }) => ({ ...outbound, state: state as Outbound['state'] })),
    );
  }

  markOutbound(change: MarkOutbound): Promise<ThreadMessage> {
    return this.#answer('markOutbound', () => {
      const { id, state, reason, at, nextAt = 0, remoteId = null } = change;
      const entry = this.#outbox.get(id);
      if (!entry || ['sent', 'failed'].includes(entry.state)) {
        throw new StoreError('STORE_SETTLED', 'The reply is settled already.');
      }
      const attempts = entry.outbound.attempts + (state === 'sending' ? 1 : 0);
      entry.state = state;
      entry.outbound = { ...entry.outbound, attempts, nextAt };
      entry.remoteId = remoteId ?? entry.remoteId;
      const message = this.#change(id, { delivery: state, attempts, reason });
      if (state === 'sending' || state === 'sent') this.#stamp(message.turnId, state, at);
      return message;
    });
  }

  sentRemoteIds({ conversationId }: { readonly conversationId: string }) {
    return this.#answer('sentRemoteIds', () =>
      [...this.#outbox.values()]
        .filter(({ outbound }) => outbound.conversationId === conversationId)
        .flatMap(({ remoteId }) => remoteId ?? [])
        .toReversed(),
    );
  }

  counts(): Promise<LedgerCounts> {
    return this.#answer('counts', () => {
      const inbox = [...this.#inbox.values()].map(({ state }) => state);
      const outbox = [...this.#outbox.values()].map(({ state }) => state);
      const count = (states: readonly string[], ...wanted: readonly string[]): number =>
        states.filter((state) => wanted.includes(state)).length;
      return {
        inbox: { pending: count(inbox, 'pending'), failed: count(inbox, 'failed') },
        outbox: {
          pending: count(outbox, 'queued', 'sending'),
          failed: count(outbox, 'failed'),
          unknown: count(outbox, 'unknown'),
        },
      };
    });
  }

  saveTurn(turn: Turn): Promise<null> {
    this.turns.set(turn.turnId, turn);
    return Promise.resolve(null);
  }

  lastTurns({ limit }: { readonly limit: number }): Promise<readonly Turn[]> {
    return Promise.resolve([...this.turns.values()].slice(-limit));
  }

  readMessage({ id }: { readonly id: string }): Promise<ThreadMessage> {
    return Promise.resolve().then(() => this.#change(id, {}));
  }

  pageAfter({ after, since, limit }: Parameters<ThreadReader['pageAfter']>[0]) {
    const from = after ?? { at: since, id: '' };
    const page = [...this.messages.values()]
      .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      .filter(({ at, id }) => at > from.at || (at === from.at && id > from.id));
    return Promise.resolve(page.slice(0, limit));
  }

  async #answer<T>(name: string, change: () => T): Promise<T> {
    await Promise.resolve();
    const index = this.#failures.findIndex((failure) => failure.name === name);
    const [failure] = index < 0 ? [] : this.#failures.splice(index, 1);
    if (failure) throw failure.error;
    return change();
  }

  #repeat(known: Inbound): Accepted {
    const pending = known.state === 'pending';
    if (pending) known.item = { ...known.item, nextAt: 0 };
    const item = { ...known.item, nextAt: 0 };
    return { outcome: 'repeated', item, message: this.#change(item.id, {}), pending };
  }

  #resolve(id: string, resolved: Parameters<Ledger['resolve']>[0]['resolved']): ThreadMessage {
    const entry = this.#inbound(id);
    entry.item = { ...entry.item, conversationId: resolved.conversationId };
    return this.#change(id, { ...resolved, reason: null });
  }

  #close(id: string, state: string): void {
    this.#refuseSettled(id);
    this.#inbound(id).state = state;
  }

  #refuseSettled(id: string): void {
    if (this.#inbound(id).state === 'pending') return;
    throw new StoreError('STORE_SETTLED', 'The message is settled already.');
  }

  #queue(reply: ThreadMessage, idempotencyKey: string): void {
    const { id, channel, replyTo, text } = reply;
    const conversationId = reply.conversationId ?? '';
    const target = { id, channel, conversationId, replyTo, text };
    const fresh = { createdAt: reply.at, state: 'queued', attempts: 0, nextAt: 0 } as const;
    const outbound: Outbound = { ...target, ...fresh, idempotencyKey };
    this.#outbox.set(id, { outbound, state: 'queued', remoteId: null });
  }

  #hasOpenReply(id: string): boolean {
    const turnId = this.messages.get(id)?.turnId;
    return [...this.#outbox.values()].some(({ outbound, state }) => {
      const isOpen = state !== 'sent' && state !== 'failed';
      return isOpen && this.messages.get(outbound.id)?.turnId === turnId;
    });
  }

  #stamp(turnId: string | null, state: string, at: number): void {
    const turn = turnId === null ? undefined : this.turns.get(turnId);
    if (!turn) return;
    const doneAt = state === 'sent' ? at : turn.doneAt;
    this.turns.set(turn.turnId, { ...turn, firstSentAt: turn.firstSentAt ?? at, doneAt });
  }

  #inbound(id: string): Inbound {
    const entry = this.#inbox.get(id);
    if (!entry) throw new StoreError('STORE_NO_MESSAGE', 'There is no such message.');
    return entry;
  }

  #save(message: ThreadMessage): ThreadMessage {
    this.messages.set(message.id, message);
    return message;
  }

  #change(id: string, change: Partial<ThreadMessage>): ThreadMessage {
    const message = this.messages.get(id);
    if (!message) throw new StoreError('STORE_NO_MESSAGE', 'There is no such message.');
    return this.#save({ ...message, ...change });
  }
}

function newMessage(id: string, incoming: Incoming): ThreadMessage {
  const { channel, conversationId, author, principal, text, receivedAt } = incoming;
  return {
    ...{ id, at: receivedAt, channel, direction: 'in', principal, author, text, heard: null },
    ...{ conversationId, replyTo: null, callId: null, turnId: null, delivery: 'received' },
    ...{ attempts: 0, reason: null },
  };
}
