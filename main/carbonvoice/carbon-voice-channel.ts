import type { Gate } from '../base/gate.ts';
import type { Principal } from '../../shared/thread.ts';
import { NetworkError } from '../../shared/errors.ts';
import type { Examined, InboxItem, MessageChannel, Outbound, Resolved } from '../thread/ports.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { CarbonVoiceConnection } from './connection.ts';
import type { Identity, RemoteMessage } from './wire.ts';

export type CarbonVoiceChannelDeps = {
  readonly client: CarbonVoiceClient;
  readonly connection: CarbonVoiceConnection;
  /** Sender ids allowed in addition to the agent account's creator. */
  readonly allow: readonly string[];
};

/** Carbon Voice: speech-to-text lands 10 to 30 s after creation; after 5 minutes it is not to be expected. */
const transcriptLimitMs = 5 * 60_000;
/** A delivery may come before the message can be read. */
const absenceLimitMs = 60_000;
/** The feed starts early by itself; this covers clocks that differ. */
const lookBackMs = 60_000;
const maxPages = 50;

const apology = 'I am sorry, the words of your message did not reach me. Please send it again.';

const over = new Set(['canceled', 'failed', 'deleted', 'account-deleted']);
const recording = new Set(['initializing', 'inprogress', 'paused']);

/** Carbon Voice as a way that words come and go. */
export class CarbonVoiceChannel implements MessageChannel {
  readonly channel = 'carbonvoice';
  readonly backlog = null;
  readonly sends = true;
  readonly #deps: CarbonVoiceChannelDeps;

  constructor(deps: CarbonVoiceChannelDeps) {
    this.#deps = deps;
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
    return judge({ message, item, identity, allow: this.#deps.allow });
  }

  async acknowledge(item: InboxItem, signal: AbortSignal): Promise<void> {
    await this.#deps.client.react(item.remoteId, '👀', signal);
  }

  async send(outbound: Outbound, signal: AbortSignal): Promise<string> {
    return this.#watch(this.#deps.client.sendText(outbound, signal));
  }

  async findSent(
    outbound: Outbound,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { agentId } = this.#identity();
    const since = outbound.createdAt - lookBackMs;
    let page = await this.#deps.client.updates({ since }, signal);
    for (let pages = 1; ; pages += 1) {
      const found = page.messages.find(
        (message) => !taken.has(message.id) && isOurs(message, outbound, agentId),
      );
      if (found) return found.id;
      if (!page.hasMore || page.nextCursor === null) return null;
      // Not having read all of it is not the same as its not being there.
      if (pages >= maxPages)
        throw new NetworkError('CARBONVOICE_FEED_LONG', 'The feed is too long.');
      page = await this.#deps.client.updates({ cursor: page.nextCursor }, signal);
    }
  }

  async markRead(item: InboxItem, signal: AbortSignal): Promise<void> {
    if (item.conversationId === null) return;
    await this.#deps.client.markRead(item.conversationId, item.remoteId, signal);
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

type Case = {
  readonly message: RemoteMessage;
  readonly item: InboxItem;
  readonly identity: Identity;
  readonly allow: readonly string[];
};

function judge({ message, item, identity, allow }: Case): Examined {
  const principal = principalOf(message.creatorId, identity, allow);
  const resolved = resolve(message, item, principal ?? 'stranger');
  const settle = (delivery: 'ignored' | 'failed', reason: string): Examined => ({
    type: 'settled',
    delivery,
    reason,
    resolved,
  });
  if (message.creatorId === identity.agentId) return settle('ignored', 'It is our own message.');
  if (principal === null) return settle('ignored', 'The sender is not allowed to write.');
  if (over.has(message.status)) return settle('ignored', `The message is ${message.status}.`);
  if (resolved.text !== '' && !recording.has(message.status)) return { type: 'ready', resolved };
  const reason = 'No transcript arrived within 5 minutes.';
  const giveUp = { delivery: 'failed', reason, apology } as const;
  return { type: 'waiting', resolved, limitMs: transcriptLimitMs, giveUp };
}

/** Deny by default: without a known creator of the account nobody is allowed. */
function principalOf(
  senderId: string,
  { ownerId }: Identity,
  allow: readonly string[],
): Principal | null {
  if (ownerId === null) return null;
  if (senderId === ownerId) return 'owner';
  return allow.includes(senderId) ? 'trusted' : null;
}

function resolve(message: RemoteMessage, item: InboxItem, principal: Principal): Resolved {
  return {
    // The service's clock may be ahead of ours; an answer must not stand before its question.
    at: Math.min(message.createdAt ?? item.receivedAt, item.receivedAt),
    author: message.creatorId,
    principal,
    text: message.text === '' ? withoutWords(message) : message.text,
    conversationId: message.conversationId,
    replyTo: message.parentId,
  };
}

/** Carbon Voice: messages with only attachments, and forwards, never get a transcript. */
function withoutWords({ kind, attachments, isForward }: RemoteMessage): string {
  if (isForward) return '(A forwarded message without words of its own.)';
  if (kind !== 'attachment' || attachments === 0) return '';
  return attachments === 1
    ? '(An attachment without words.)'
    : `(${attachments} attachments without words.)`;
}

/** By the key where the service tells it, else by everything that makes our reply this one. */
function isOurs(message: RemoteMessage, outbound: Outbound, agentId: string): boolean {
  if (message.idempotencyKey !== null) return message.idempotencyKey === outbound.idempotencyKey;
  return (
    message.creatorId === agentId &&
    message.conversationId === outbound.conversationId &&
    (message.createdAt ?? Infinity) >= outbound.createdAt - lookBackMs &&
    (outbound.replyTo === null || message.parentId === outbound.replyTo) &&
    message.text === outbound.text.trim()
  );
}
