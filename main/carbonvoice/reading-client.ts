import { NetworkError, ProtocolError, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { CarbonVoiceExchange } from './exchange.ts';
import { parseFeedPage } from './feed-wire.ts';
import type { FeedPage } from './feed-wire.ts';
import { isMissingRoute } from './missing-route.ts';
import { OldReading } from './old-reading.ts';
import { parseMessage, parseSharedMessage } from './wire.ts';
import type { RemoteMessage, SharedMessage } from './wire.ts';

/** Where a page of what is new or changed begins, and what it is about. */
export type FeedFrom = {
  /** Epoch ms; from here where there is no cursor, or none is of use. */
  readonly since: number;
  readonly cursor?: string | null;
  /** Of the page before, where that told one. */
  readonly onward?: number | null;
  /** Left out: all conversations. */
  readonly conversationId?: string | undefined;
};

/** A service that lacks today's routes is asked for them again so often: it may have been renewed. */
const tryAgainMs = 10 * 60_000;
/** Carbon Voice: today's feed begins about 4 s early by itself, because a change may show later than its instant. */
const earlyMs = 5000;

/** What can be asked for what is new. */
export type FeedClient = { readonly reading: Pick<ReadingClient, 'updates'> };

/**
 * Everything that is read of messages: by today's routes, or where the service lacks them by the older one, which
 * tells the same of them. Every method throws AppError.
 */
export class ReadingClient {
  readonly #exchange: CarbonVoiceExchange;
  readonly #clock: Clock;
  readonly #old: OldReading;
  /** Whether the older route answered where today's are missing. */
  #isOld = false;
  #missedAt = 0;

  constructor(exchange: CarbonVoiceExchange, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#old = new OldReading(exchange);
  }

  /** A page of what is new or changed: from an instant, then by what it says of the next. */
  async updates(from: FeedFrom, signal: AbortSignal): Promise<FeedPage> {
    const { conversationId } = from;
    const isScoped = conversationId !== undefined;
    if (this.#asksToday()) {
      try {
        const path = `/v6/messages/updates?${queryOf(from)}`;
        return this.#noteToday(parseFeedPage(await this.#get(path, signal)));
      } catch (error) {
        if (!(await this.#isRouteMissing(error, isScoped, signal))) throw error;
      }
    }
    const date = from.onward ?? Math.max(0, from.since - earlyMs);
    const query = { direction: 'newer', date, conversationId } as const;
    return this.#askOld(() => this.#old.page(query, signal), isScoped);
  }

  /** Null when the service knows no such message. `near` is its conversation, as far as known. */
  async message(
    id: string,
    near: string | null,
    signal: AbortSignal,
  ): Promise<RemoteMessage | null> {
    if (this.#asksToday()) {
      try {
        const path = `/v6/messages/${encodeURIComponent(id)}`;
        return this.#noteToday(parseMessage(await this.#get(path, signal)));
      } catch (error) {
        if (!isMissingRoute(error)) throw error;
        if (!(await this.#isRouteMissing(error, true, signal))) return null;
      }
    }
    return this.#askOld(() => this.#old.find(id, near, signal), false);
  }

  /** What a forward shows; null when it is gone, damaged, not for us, or nothing that the service can tell. */
  async sharedMessage(shareLinkId: string, signal: AbortSignal): Promise<SharedMessage | null> {
    const path = `/v6/message-sharelinks/${encodeURIComponent(shareLinkId)}`;
    try {
      return parseSharedMessage(await this.#get(path, signal));
    } catch (error) {
      const isRefused = error instanceof RemoteError && !error.retryable;
      if (isRefused || isMissingRoute(error) || error instanceof ProtocolError) return null;
      throw error;
    }
  }

  #asksToday(): boolean {
    // A clock that is set back must not put it off.
    return !this.#isOld || Math.abs(this.#clock.now() - this.#missedAt) >= tryAgainMs;
  }

  #noteToday<T>(answer: T): T {
    this.#isOld = false;
    return answer;
  }

  /** A 404 about something may mean that thing; so the feed of everything is asked whether it is there at all. */
  async #isRouteMissing(
    error: unknown,
    isAboutSomething: boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!isMissingRoute(error)) return false;
    const isUnclear = isAboutSomething && error.status === 404;
    if (isUnclear && (await this.#hasToday(signal))) return false;
    this.#missedAt = this.#clock.now();
    return true;
  }

  async #hasToday(signal: AbortSignal): Promise<boolean> {
    const query = queryOf({ since: this.#clock.now() }, 1);
    try {
      await this.#get(`/v6/messages/updates?${query}`, signal);
    } catch (error) {
      if (isMissingRoute(error)) return false;
      // Another refusal comes from the route itself; a failure says nothing.
      if (!(error instanceof RemoteError) || error.retryable) throw error;
    }
    return this.#noteToday(true);
  }

  /** Without today's routes and without this one nothing is known of a message, least of all that it is gone. */
  async #askOld<T>(read: () => Promise<T>, isScoped: boolean): Promise<T> {
    try {
      const answer = await read();
      this.#isOld = true;
      return answer;
    } catch (error) {
      if (!isMissingRoute(error) || (isScoped && error.status === 404)) throw error;
      this.#isOld = false;
      const told = 'Carbon Voice has none of the routes by which messages are read.';
      throw new NetworkError('CARBONVOICE_NO_ROUTE', told, { cause: error });
    }
  }

  #get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#exchange.ask({ method: 'GET', path, safe: true }, signal);
  }
}

function queryOf({ since, cursor, conversationId }: FeedFrom, limit = 200): string {
  const query = new URLSearchParams({ direction: 'newer', limit: String(limit) });
  if (cursor) query.set('cursor', cursor);
  else query.set('date', new Date(since).toISOString());
  if (conversationId) query.set('conversation_id', conversationId);
  return query.toString();
}
