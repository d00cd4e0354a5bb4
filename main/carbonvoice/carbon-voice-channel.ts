import type { Clock } from '../base/clock.ts';
import type { Gate } from '../base/gate.ts';
import { AppError, NetworkError } from '../../shared/errors.ts';
import { notAllowedReason } from '../../shared/sender.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import { divide } from '../base/divide.ts';
import type { Outbound, Sent } from '../thread/outbox-ports.ts';
import type {
  Backlog,
  Examined,
  MessageChannel,
  WayOut,
  WorkSign,
} from '../thread/channel-ports.ts';
import type { InboxItem } from '../thread/inbox-ports.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { CarbonVoiceConnection } from './connection.ts';
import { Conversations } from './conversations.ts';
import type { CarbonVoiceFiles } from './files.ts';
import { toIncomingAttachments } from './incoming-attachments.ts';
import { judge, passOver, quote, refuse } from './judge.ts';
import type { Case } from './judge.ts';
import { Outgoing } from './outgoing.ts';
import type { Identity, RemoteMessage } from './wire.ts';

export type CarbonVoiceChannelDeps = {
  readonly client: CarbonVoiceClient;
  readonly connection: CarbonVoiceConnection;
  readonly files: CarbonVoiceFiles;
  /** Sender ids allowed in addition to the agent account's creator. */
  readonly allow: () => readonly string[];
  /** Whether others are shown that an answer is in the making. */
  readonly signals: boolean;
  readonly backlog: Backlog;
  /** Resolves once everything that was said until now is known, or cannot be had within seconds. */
  readonly upToDate: (signal: AbortSignal) => Promise<void>;
  /** What could not leave for so long, in milliseconds, is not sent any more. */
  readonly expireAfterMs: number;
  readonly clock: Clock;
};

/** A delivery may come before the message can be read. */
const absenceLimitMs = 60_000;
/** Carbon Voice: the limit is not told; the vendor's own client keeps to so many characters a message. */
const maxTextChars = 8000;

/** Carbon Voice as a way that words come and go. */
export class CarbonVoiceChannel implements MessageChannel, WayOut {
  readonly channel = 'carbonvoice';
  readonly out: WayOut = this;
  readonly backlog: Backlog;
  readonly expireAfterMs: number;
  readonly upToDate: (signal: AbortSignal) => Promise<void>;
  readonly #deps: CarbonVoiceChannelDeps;
  readonly #conversations: Conversations;
  readonly #outgoing: Outgoing;

  constructor(deps: CarbonVoiceChannelDeps) {
    this.#deps = deps;
    this.backlog = deps.backlog;
    this.expireAfterMs = deps.expireAfterMs;
    this.upToDate = deps.upToDate;
    this.#conversations = new Conversations(deps.client, deps.clock);
    this.#outgoing = new Outgoing(deps);
  }

  get ready(): Gate {
    return this.#deps.connection.ready;
  }

  tryNow(): void {
    if (!this.ready.isOpen) this.#deps.connection.check();
  }

  async examine(item: InboxItem, signal: AbortSignal): Promise<Examined> {
    const identity = this.#identity();
    const { remoteId, conversationId: near } = item;
    const message = await this.#watch(this.#deps.client.reading.message(remoteId, near, signal));
    if (message === null) {
      const reason = 'Carbon Voice knows no such message.';
      const giveUp = { delivery: 'ignored', reason } as const;
      return { type: 'waiting', limitMs: absenceLimitMs, giveUp };
    }
    const heardAt = this.#deps.client.time.of(item.receivedAt);
    const known = { message, item, heardAt, identity, allow: this.#deps.allow() };
    const refused = refuse(known);
    if (refused) return refused;
    const judged = judge({ ...known, ...(await this.#forwarded(message, signal)) });
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
    if (!isGroup) return { ...judged, isAcknowledged };
    return passOver(known, judged.resolved, this.#now());
  }

  /** By the service's clock, epoch ms. */
  #now(): number {
    const { client, clock } = this.#deps;
    return client.time.of(clock.now());
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

  refusal({ author, principal }: Pick<ThreadMessage, 'author' | 'principal'>): string | null {
    const isTakenBack = principal === 'trusted' && !this.#deps.allow().includes(author);
    return isTakenBack ? notAllowedReason : null;
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
    return divide(text, maxTextChars);
  }

  prepare(outbound: Outbound, signal: AbortSignal): Promise<void> {
    return this.#watch(this.#outgoing.prepare(outbound, signal));
  }

  send(outbound: Outbound, signal: AbortSignal): Promise<Sent> {
    return this.#watch(this.#outgoing.send(outbound, signal));
  }

  async findSent(
    outbound: Outbound,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Sent | null> {
    const { agentId } = this.#identity();
    return this.#outgoing.findSent(outbound, { agentId, taken }, signal);
  }

  async markRead(item: InboxItem, signal: AbortSignal): Promise<void> {
    if (item.conversationId === null) return;
    await this.#deps.client.markRead(item.conversationId, item.remoteId, signal);
  }

  /** Its words and what came along, both of which may be behind a share link. */
  async #forwarded(
    { shareLinkId, attachments }: RemoteMessage,
    signal: AbortSignal,
  ): Promise<Pick<Case, 'forwarded' | 'along'>> {
    const along = toIncomingAttachments(attachments, null);
    if (shareLinkId === null) return { along };
    const { client } = this.#deps;
    const shared = await this.#watch(client.reading.sharedMessage(shareLinkId, signal));
    return {
      forwarded: quote(shared, this.#now()),
      along: [...along, ...toIncomingAttachments(shared?.attachments ?? [], shareLinkId)],
    };
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
