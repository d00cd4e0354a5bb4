import { NetworkError, RemoteError } from '../../shared/errors.ts';
import type { CarbonVoiceExchange } from './exchange.ts';
import type { FeedPage } from './feed-wire.ts';
import { parseRecent, recentBody } from './v3-wire.ts';
import type { OldQuery } from './v3-wire.ts';
import { unreadable } from './wire-parts.ts';
import type { RemoteMessage } from './wire.ts';

/** Changes asked for at once; more only where so many are of one instant. */
const firstLimit = 100;
const lastLimit = 3200;
/** A message that is looked for is among the last changes of its conversation. */
const maxPages = 50;
/** After every change that there is, however wrong our clock goes. */
const endAt = Date.UTC(2100, 0, 1);

type OldPage = FeedPage & { readonly onward: number };

/**
 * Reading by `POST /v3/messages/recent`, which knows no cursor and no ids, only instants. Pages overlap, and their length
 * says nothing: the end is where the next page would lead nowhere.
 */
export class OldReading {
  readonly #exchange: CarbonVoiceExchange;

  constructor(exchange: CarbonVoiceExchange) {
    this.#exchange = exchange;
  }

  /** One page, and where the next begins. Throws AppError. */
  async page(query: OldQuery, signal: AbortSignal): Promise<OldPage> {
    let page = await this.#ask(query, firstLimit, signal);
    for (let limit = firstLimit; ; limit *= 2) {
      const onward = onwardOf(page, query);
      if (onward !== query.date) return { ...page, onward, hasMore: true };
      if (sizeOf(page) < limit) return { ...page, onward, hasMore: false };
      // So many changes of one instant hide what comes after it.
      const wider = limit < lastLimit ? await this.#wider(query, limit * 2, signal) : null;
      if (wider === null || sizeOf(wider) <= sizeOf(page)) return passInstant(page, query);
      page = wider;
    }
  }

  /** The message as it is now; null when it is not there. `near` is its conversation, as far as known. */
  async find(id: string, near: string | null, signal: AbortSignal): Promise<RemoteMessage | null> {
    if (near === null) return this.#search(id, undefined, signal);
    try {
      return await this.#search(id, near, signal);
    } catch (error) {
      // What a hint says of the conversation need not be true.
      if (!(error instanceof RemoteError) || error.retryable) throw error;
      return this.#search(id, undefined, signal);
    }
  }

  /** Backwards from now, because only the newest state of it counts. */
  async #search(
    id: string,
    conversationId: string | undefined,
    signal: AbortSignal,
  ): Promise<RemoteMessage | null> {
    let date = endAt;
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page = await this.page({ direction: 'older', date, conversationId }, signal);
      const found = page.messages.find((message) => message.id === id);
      if (found) return found;
      // It is there, if damaged: that is another matter than a message that is gone.
      if (page.rows.some((row) => row.id === id)) throw unreadable('a message');
      if (!page.hasMore) return null;
      date = page.onward;
    }
    // Not having read all of it is not the same as its not being there.
    throw new NetworkError('CARBONVOICE_FEED_LONG', 'The feed is too long.');
  }

  async #ask(query: OldQuery, limit: number, signal: AbortSignal): Promise<FeedPage> {
    const body = recentBody(query, limit);
    const path = '/v3/messages/recent';
    return parseRecent(
      await this.#exchange.ask({ method: 'POST', path, body, safe: true }, signal),
    );
  }

  /** Null where the service does not give so many. */
  async #wider(query: OldQuery, limit: number, signal: AbortSignal): Promise<FeedPage | null> {
    try {
      return await this.#ask(query, limit, signal);
    } catch (error) {
      if (error instanceof RemoteError && error.status === 400) return null;
      throw error;
    }
  }
}

/** Just before the last instant of the page, for there may be more of it; the date asked for where that is no way on. */
function onwardOf({ rows }: FeedPage, { direction, date }: OldQuery): number {
  const instants = rows.flatMap(({ updatedAt }) => updatedAt ?? []);
  return direction === 'newer'
    ? Math.max(date, ...instants.map((at) => at - 1))
    : Math.min(date, ...instants.map((at) => at + 1));
}

/** By one: whether the date asked for is itself part of the answer, is not known. */
function passInstant(page: FeedPage, { direction, date }: OldQuery): OldPage {
  return {
    ...page,
    onward: direction === 'newer' ? date + 1 : date - 1,
    hasMore: true,
    isCut: true,
  };
}

function sizeOf({ rows, lost }: FeedPage): number {
  return rows.length + lost;
}
