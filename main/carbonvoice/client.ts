import { RemoteError } from '../../shared/errors.ts';
import { parseIdentity, parseSubscription, subscriptionBody } from './wire.ts';
import { AttachmentClient } from './attachment-client.ts';
import { parseHasManyPeople, parseIsGroup } from './conversation-wire.ts';
import { Courtesies } from './courtesies.ts';
import { CarbonVoiceExchange } from './exchange.ts';
import type { Call, ExchangeOptions } from './exchange.ts';
import { parseNames, peopleBody } from './people-wire.ts';
import { ReadingClient } from './reading-client.ts';
import { SendingClient } from './sending-client.ts';
import type { ServiceTime } from '../base/service-time.ts';
import type { Identity } from './wire.ts';

/** The REST client. Every method throws AppError; ids are the service's own. */
export class CarbonVoiceClient {
  readonly reading: ReadingClient;
  readonly sending: SendingClient;
  readonly attachments: AttachmentClient;
  /** Reactions and signals. */
  readonly courtesies: Courtesies;
  readonly #exchange: CarbonVoiceExchange;

  constructor(options: ExchangeOptions) {
    this.#exchange = new CarbonVoiceExchange(options);
    this.reading = new ReadingClient(this.#exchange, options.clock);
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
