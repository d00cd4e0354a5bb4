import type { Clock } from '../base/clock.ts';
import type { Gate } from '../base/gate.ts';
import { AppError, NetworkError, RemoteError } from '../../shared/errors.ts';
import type { Outbound, Sent } from '../thread/outbox-ports.ts';
import type { Backlog, Examined, InboxItem, MessageChannel, WorkSign } from '../thread/ports.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { CarbonVoiceConnection } from './connection.ts';
import { Conversations } from './conversations.ts';
import { judge, passOver, quote, refuse } from './judge.ts';
import type { Identity, RemoteMessage } from './wire.ts';

export type CarbonVoiceChannelDeps = {
  readonly client: CarbonVoiceClient;
  readonly connection: CarbonVoiceConnection;
  /** Sender ids allowed in addition to the agent account's creator. */
  readonly allow: () => readonly string[];
  /** Whether others are shown that an answer is in the making. */
  readonly signals: boolean;
  readonly backlog: Backlog;
  /** What could not leave for so long, in milliseconds, is not sent any more. */
  readonly expireAfterMs: number;
  readonly clock: Clock;
};

/** A delivery may come before the message can be read. */
const absenceLimitMs = 60_000;
/** The feed starts early by itself; this covers clocks that differ. */
const lookBackMs = 60_000;
const maxPages = 50;

/** Carbon Voice as a way that words come and go. */
export class CarbonVoiceChannel implements MessageChannel {
  readonly channel = 'carbonvoice';
  readonly sends = true;
  readonly backlog: Backlog;
  readonly expireAfterMs: number;
  readonly #deps: CarbonVoiceChannelDeps;
  readonly #conversations: Conversations;

  constructor(deps: CarbonVoiceChannelDeps) {
    this.#deps = deps;
    this.backlog = deps.backlog;
    this.expireAfterMs = deps.expireAfterMs;
    this.#conversations = new Conversations(deps.client, deps.clock);
  }

  get ready(): Gate {
    return this.#deps.connection.ready;
  }

  async examine(item: InboxItem, signal: AbortSignal): Promise<Examined> {
    const identity = this.#identity();
    const message = await this.#watch(this.#deps.client.message(item.remoteId, signal));
    if (message === null) {
      const reason = 'Carbon Voice knows no such message.';
      const giveUp = { delivery: 'ignored', reason } as const;
      return { type: 'waiting', limitMs: absenceLimitMs, giveUp };
    }
    const known = { message, item, identity, allow: this.#deps.allow() };
    const refused = refuse(known);
    if (refused) return refused;
    const forwarded = await this.#forwarded(message, signal);
    const judged = judge({ ...known, ...(forwarded !== undefined && { forwarded }) });
    const isAcknowledged = message.reactorIds.includes(identity.agentId);
    const isTagged = message.taggedIds.includes(identity.agentId);
    const { conversationId } = message;
    if (judged.type === 'waiting') {
      // Tags land together with the words; only between two it is sure before that it is for us.
      const isForUs = isTagged || (await this.#isBetweenTwo(conversationId, signal));
      return { ...judged, isForUs, isAcknowledged };
    }
    if (judged.type !== 'ready') return judged;
    const isGroup =
      !isTagged && (await this.#watch(this.#conversations.isGroup(conversationId, signal)));
    return isGroup ? passOver(judged) : { ...judged, isAcknowledged };
  }

  /** For a courtesy only: false where it cannot be told now. */
  async #isBetweenTwo(conversationId: string, signal: AbortSignal): Promise<boolean> {
    try {
      return !(await this.#conversations.isGroup(conversationId, signal));
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error;
      return false;
    }
  }

  async acknowledge(item: InboxItem, signal: AbortSignal): Promise<void> {
    await this.#deps.client.courtesies.react(item.remoteId, '👀', signal);
  }

  async signWork(conversationId: string, sign: WorkSign, signal: AbortSignal): Promise<boolean> {
    const { client, signals } = this.#deps;
    if (!signals) return false;
    // While the service is away the reply waits as well.
    return this.ready.isOpen ? client.courtesies.signal(conversationId, sign, signal) : true;
  }

  divide(text: string): readonly string[] {
    return [text];
  }

  async send(outbound: Outbound, signal: AbortSignal): Promise<Sent> {
    const { conversationId } = outbound;
    if (conversationId === null) throw new Error('nobody is written to without a conversation yet');
    const letter = { ...outbound, conversationId };
    const sent = await this.#watch(this.#deps.client.sending.sendText(letter, signal));
    return { remoteId: sent.id, conversationId: null };
  }

  async findSent(
    outbound: Outbound,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Sent | null> {
    const { agentId } = this.#identity();
    const search = {
      since: outbound.createdAt - lookBackMs,
      isIt: (message: RemoteMessage): boolean =>
        !taken.has(message.id) && isOurs(message, outbound, agentId),
    };
    // What was said elsewhere would only be in the way: in a busy hour the feed is long.
    const { conversationId } = outbound;
    if (conversationId === null) return this.#search(search, signal);
    try {
      return await this.#search({ ...search, conversationId }, signal);
    } catch (error) {
      // A conversation that is not shown (any more) does not tell whether the reply is out.
      if (!(error instanceof RemoteError) || error.retryable) throw error;
      return this.#search(search, signal);
    }
  }

  async #search(
    { since, conversationId, isIt }: Search,
    signal: AbortSignal,
  ): Promise<Sent | null> {
    const { client } = this.#deps;
    let page = await client.updates({ since, conversationId }, signal);
    for (let pages = 1; ; pages += 1) {
      const found = page.messages.find(isIt);
      if (found) return { remoteId: found.id, conversationId: found.conversationId };
      if (!page.hasMore || page.nextCursor === null) return null;
      // Not having read all of it is not the same as its not being there.
      if (pages >= maxPages)
        throw new NetworkError('CARBONVOICE_FEED_LONG', 'The feed is too long.');
      page = await client.updates({ cursor: page.nextCursor, conversationId }, signal);
    }
  }

  async markRead(item: InboxItem, signal: AbortSignal): Promise<void> {
    if (item.conversationId === null) return;
    await this.#deps.client.markRead(item.conversationId, item.remoteId, signal);
  }

  /** Undefined when the message forwards nothing. */
  async #forwarded(
    { shareLinkId }: RemoteMessage,
    signal: AbortSignal,
  ): Promise<string | null | undefined> {
    if (shareLinkId === null) return undefined;
    const { client, clock } = this.#deps;
    return quote(await this.#watch(client.sharedMessage(shareLinkId, signal)), clock.now());
  }

  #identity(): Identity {
    const { identity, state } = this.#deps.connection;
    if (identity) return identity;
    throw new NetworkError(
      'CARBONVOICE_NOT_CONNECTED',
      `Waiting for Carbon Voice. ${state.detail}`,
      {
        remedy: state.remedy,
        mayHaveArrived: false,
      },
    );
  }

  /** A request that fails says something about the connection: it is looked at, at once. */
  async #watch<T>(request: Promise<T>): Promise<T> {
    try {
      return await request;
    } catch (error) {
      this.#deps.connection.check();
      throw error;
    }
  }
}

type Search = {
  /** Epoch ms. */
  readonly since: number;
  /** Undefined: everywhere. */
  readonly conversationId?: string;
  readonly isIt: (message: RemoteMessage) => boolean;
};

/** By the key where the service tells it, else by everything that makes our reply this one. */
function isOurs(message: RemoteMessage, outbound: Outbound, agentId: string): boolean {
  if (message.idempotencyKey !== null) return message.idempotencyKey === outbound.idempotencyKey;
  return (
    message.creatorId === agentId &&
    (outbound.conversationId === null || message.conversationId === outbound.conversationId) &&
    (message.createdAt ?? Infinity) >= outbound.createdAt - lookBackMs &&
    (outbound.replyTo === null || message.parentId === outbound.replyTo) &&
    message.text === outbound.text.trim()
  );
}
