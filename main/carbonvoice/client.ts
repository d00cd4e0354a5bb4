import { ProtocolError, RemoteError } from '../../shared/errors.ts';
import {
  parseIdentity,
  parseMessage,
  parseSharedMessage,
  parseSubscription,
  subscriptionBody,
} from './wire.ts';
import { AttachmentClient } from './attachment-client.ts';
import { parseHasManyPeople, parseIsGroup } from './conversation-wire.ts';
import { Courtesies } from './courtesies.ts';
import { CarbonVoiceExchange } from './exchange.ts';
import type { Call, ExchangeOptions } from './exchange.ts';
import { parseFeedPage } from './feed-wire.ts';
import type { FeedPage } from './feed-wire.ts';
import { parseNames, peopleBody } from './people-wire.ts';
import { SendingClient } from './sending-client.ts';
import type { ServiceTime } from './service-time.ts';
import type { Identity, RemoteMessage } from './wire.ts';

/** The REST client. Every method throws AppError; ids are the service's own. */
export class CarbonVoiceClient {
  readonly sending: SendingClient;
  readonly attachments: AttachmentClient;
  /** Reactions and signals. */
  readonly courtesies: Courtesies;
  readonly #exchange: CarbonVoiceExchange;

  constructor(options: ExchangeOptions) {
    this.#exchange = new CarbonVoiceExchange(options);
    this.sending = new SendingClient(this.#exchange);
    this.attachments = new AttachmentClient(this.#exchange);
    this.courtesies = new Courtesies({ exchange: this.#exchange, clock: options.clock });
  }

  /** The service's time, as far as its answers tell it. */
  get time(): ServiceTime {
    return this.#exchange.time;
  }

  async whoami(signal: AbortSignal): Promise<Identity> {
    return parseIdentity(await this.#ask({ method: 'GET', path: '/whoami', safe: true }, signal));
  }

  /** Null when the service knows no such message. */
  async message(id: string, signal: AbortSignal): Promise<RemoteMessage | null> {
    const path = `/v6/messages/${encodeURIComponent(id)}`;
    try {
      return parseMessage(await this.#ask({ method: 'GET', path, safe: true }, signal));
    } catch (error) {
      if (error instanceof RemoteError && error.status === 404) return null;
      throw error;
    }
  }

  /** What a forward shows; null when it is gone, damaged, or not for us. */
  async sharedMessage(shareLinkId: string, signal: AbortSignal): Promise<RemoteMessage | null> {
    const path = `/v6/message-sharelinks/${encodeURIComponent(shareLinkId)}`;
    try {
      return parseSharedMessage(await this.#ask({ method: 'GET', path, safe: true }, signal));
    } catch (error) {
      const isRefused = error instanceof RemoteError && !error.retryable;
      if (isRefused || error instanceof ProtocolError) return null;
      throw error;
    }
  }

  /** Whether a conversation has more than two people; null when the service does not say. */
  async isGroup(conversationId: string, signal: AbortSignal): Promise<boolean | null> {
    const path = `/channel/${encodeURIComponent(conversationId)}`;
    return parseIsGroup(await this.#ask({ method: 'GET', path, safe: true }, signal));
  }

  /** The same by the list of its people; null when that is not given. */
  async hasManyPeople(conversationId: string, signal: AbortSignal): Promise<boolean | null> {
    const path = `/simplified/conversations/${encodeURIComponent(conversationId)}/users`;
    return parseHasManyPeople(await this.#ask({ method: 'GET', path, safe: true }, signal));
  }

  /** The names of people by their id, as far as the service tells them. */
  async names(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const call: Call = { method: 'POST', path: '/contacts', body: peopleBody(ids), safe: true };
    return parseNames(await this.#ask(call, signal));
  }

  /** A page of what is new or changed: from an instant (epoch ms), then by cursor; of one conversation or of all. */
  async updates(
    from: ({ readonly since: number } | { readonly cursor: string }) & {
      readonly conversationId?: string | undefined;
    },
    signal: AbortSignal,
  ): Promise<FeedPage> {
    const query = new URLSearchParams({ direction: 'newer', limit: '200' });
    if ('cursor' in from) query.set('cursor', from.cursor);
    else query.set('date', new Date(from.since).toISOString());
    if (from.conversationId) query.set('conversation_id', from.conversationId);
    const path = `/v6/messages/updates?${query.toString()}`;
    return parseFeedPage(await this.#ask({ method: 'GET', path, safe: true }, signal));
  }

  async markRead(conversationId: string, messageId: string, signal: AbortSignal): Promise<void> {
    const ids = `${encodeURIComponent(conversationId)}/${encodeURIComponent(messageId)}`;
    const path = `/notifications/${ids}?type=message&notification_removal_mode=hard`;
    await this.#ask({ method: 'DELETE', path, safe: true }, signal);
  }

  /** Null when that URL is registered already: its ids are not told again. Without an agent's id, without a filter. */
  async subscribe(url: string, agentId: string | null, signal: AbortSignal) {
    const body = subscriptionBody(url, agentId);
    try {
      const call: Call = { method: 'POST', path: '/apps/subscribe', body, safe: false };
      return parseSubscription(await this.#ask(call, signal));
    } catch (error) {
      if (isSameUrl(error)) return null;
      throw error;
    }
  }

  async unsubscribe(clientId: string, id: string, signal: AbortSignal): Promise<void> {
    const path = `/apps/${encodeURIComponent(clientId)}/unsubscribe/${encodeURIComponent(id)}`;
    await this.#ask({ method: 'DELETE', path, safe: true }, signal);
  }

  #ask(call: Call, signal: AbortSignal): Promise<unknown> {
    return this.#exchange.ask(call, signal);
  }
}

/** Carbon Voice: the same URL twice is a 400 whose text contains "same webhook url". */
function isSameUrl(error: unknown): boolean {
  return (
    error instanceof RemoteError &&
    error.status === 400 &&
    error.message.toLowerCase().includes('same webhook url')
  );
}
