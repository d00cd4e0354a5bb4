import { isAbort, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Accepted, Incoming } from '../thread/ports.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { FeedPage, FeedRow } from './feed-wire.ts';
import type { FeedPlace, FeedPlaces } from './ports.ts';

export type FeedReaderDeps = {
  /** What the feed tells of instants is told by the service's clock. */
  readonly client: Pick<CarbonVoiceClient, 'updates' | 'time'>;
  readonly places: FeedPlaces;
  /** Durable when it resolves; keeps the order. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<readonly Accepted[]>;
  readonly clock: Clock;
  readonly log: Logger;
};

export type FeedAccount = {
  readonly agentId: string;
  /** Since when this account is ours, by our clock, epoch ms: where a feed that was never read begins. */
  readonly since: number;
};

const service = 'carbonvoice';
/** The place of an account that is not known yet. */
const nobody = { service, account: '' } as const;
const used = 'used';
/** Pages that are put in order together; 200 messages each. */
const pagesAtOnce = 25;
/** A feed that never ends is left alone until the next time. */
const maxBatches = 20;

/**
 * What is still being recorded comes again when it is sent; what was taken back before we knew of it is nobody's
 * business. A message that we do know is looked at anyway until it is settled.
 */
const notSent = new Set([
  ...['initializing', 'inprogress', 'paused', 'offline', 'scheduled'],
  ...['canceled', 'failed', 'deleted', 'account-deleted'],
]);

type Batch = {
  readonly rows: readonly FeedRow[];
  /** After these rows. */
  readonly place: FeedPlace;
  readonly hasMore: boolean;
  /** Why there are no more for now. */
  readonly error: Error | null;
};

/**
 * Reads what is new or changed from the place that is kept, and hands it on as hints. The place moves only when
 * everything before it is durable; so rows may come again, and the unique key of the inbox drops them.
 */
export class FeedReader {
  readonly #deps: FeedReaderDeps;

  constructor(deps: FeedReaderDeps) {
    this.#deps = deps;
  }

  /**
   * The service cannot be reached, so that nobody knows yet which account is ours; but from `since` (by our clock, epoch
   * ms) on it is linked, also when the app ends before it finds out.
   */
  async noteStart(since: number): Promise<void> {
    const { places } = this.#deps;
    if (await places.readFeedPlace(nobody)) return;
    const place: FeedPlace = { startedAt: since, cursor: null, handledAt: since };
    await places.saveFeedPlace({ ...nobody, place });
  }

  /** To the end of the feed. True when there was anything new. Throws AppError; what came before it is kept. */
  async read(account: FeedAccount, signal: AbortSignal): Promise<boolean> {
    let place = await this.#place(account);
    let isNews = false;
    for (let batches = 0; batches < maxBatches; batches += 1) {
      const batch = await this.#collect(place, signal);
      const taken = await this.#take(batch.rows, account, place.startedAt);
      isNews ||= taken.some(({ outcome }) => outcome === 'accepted');
      await this.#keep(account, place, batch.place);
      place = batch.place;
      if (batch.error !== null) throw batch.error;
      if (!batch.hasMore) break;
    }
    return isNews;
  }

  async #place({ agentId: account, since }: FeedAccount): Promise<FeedPlace> {
    const { places, clock, client } = this.#deps;
    const known = await places.readFeedPlace({ service, account });
    if (known) return known;
    const noted = await places.readFeedPlace(nobody);
    const noticedAt = noted && !isUsed(noted) ? noted.startedAt : since;
    // A clock that was ahead then and has been set since must not skip what was said meanwhile.
    const startedAt = client.time.of(Math.min(since, noticedAt, clock.now()));
    const place: FeedPlace = { startedAt, cursor: null, handledAt: startedAt };
    await places.saveFeedPlace({ service, account, place });
    // The first account takes it; with another one later everything begins later.
    await places.saveFeedPlace({ ...nobody, place: { ...place, cursor: used } });
    return place;
  }

  async #keep({ agentId: account }: FeedAccount, old: FeedPlace, place: FeedPlace): Promise<void> {
    if (place.cursor === old.cursor && place.handledAt === old.handledAt) return;
    await this.#deps.places.saveFeedPlace({ service, account, place });
  }

  /** Several pages, because the feed is in the order of changes and people are answered in the order they spoke. */
  async #collect(from: FeedPlace, signal: AbortSignal): Promise<Batch> {
    const rows: FeedRow[] = [];
    let place = from;
    for (let pages = 1; ; pages += 1) {
      const step = await this.#step(place, signal);
      if ('error' in step) return { rows, place, hasMore: false, error: step.error };
      rows.push(...step.page.rows);
      // A page that leads nowhere would be read for ever.
      const goesOn = step.page.hasMore && step.place.cursor !== place.cursor;
      place = step.place;
      if (!goesOn || pages === pagesAtOnce) return { rows, place, hasMore: goesOn, error: null };
    }
  }

  async #step(
    place: FeedPlace,
    signal: AbortSignal,
  ): Promise<{ readonly page: FeedPage; readonly place: FeedPlace } | { readonly error: Error }> {
    try {
      const { page, from } = await this.#page(place, signal);
      if (page.lost > 0) this.#deps.log.warn('rows of the feed have no id', { rows: page.lost });
      return { page, place: this.#after(page, from) };
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** Carbon Voice: 400 on a stored cursor means to begin again by date; any other failure means to keep it. */
  async #page(
    place: FeedPlace,
    signal: AbortSignal,
  ): Promise<{ readonly page: FeedPage; readonly from: FeedPlace }> {
    const { client, log } = this.#deps;
    const { cursor, handledAt: since } = place;
    if (cursor !== null) {
      try {
        return { page: await client.updates({ cursor }, signal), from: place };
      } catch (error) {
        if (!(error instanceof RemoteError) || error.status !== 400) throw error;
        log.info('the place in the feed is refused; it goes on by date');
      }
    }
    const page = await client.updates({ since }, signal);
    return { page, from: { ...place, cursor: null } };
  }

  #after(page: FeedPage, from: FeedPlace): FeedPlace {
    const changes = page.rows.map(({ updatedAt }) => updatedAt ?? 0);
    // An instant in the future would skip what comes until then.
    const { clock, client } = this.#deps;
    const newest = Math.min(Math.max(from.handledAt, ...changes), client.time.of(clock.now()));
    const handledAt = Math.max(from.handledAt, newest);
    // Carbon Voice: null only for an empty page by date; the date then stays the place.
    return { ...from, cursor: page.nextCursor ?? from.cursor, handledAt };
  }

  #take(
    rows: readonly FeedRow[],
    { agentId }: FeedAccount,
    startedAt: number,
  ): Promise<readonly Accepted[]> {
    const wanted = rows.filter(
      ({ creatorId, createdAt, status }) =>
        creatorId !== agentId && (createdAt ?? startedAt) >= startedAt && !notSent.has(status),
    );
    const once = [...new Map(wanted.map((row) => [row.id, row])).values()];
    const inOrder = once.toSorted((a, b) => instantOf(a) - instantOf(b));
    const receivedAt = this.#deps.clock.now();
    return this.#deps.accept(inOrder.map((row) => toIncoming(row, receivedAt)));
  }
}

function isUsed({ cursor }: FeedPlace): boolean {
  return cursor === used;
}

function instantOf({ createdAt, updatedAt }: FeedRow): number {
  return createdAt ?? updatedAt ?? Number.MAX_SAFE_INTEGER;
}

function toIncoming(row: FeedRow, receivedAt: number): Incoming {
  return {
    channel: 'carbonvoice',
    remoteId: row.id,
    conversationId: row.conversationId,
    author: row.creatorId ?? '',
    // Nothing of a hint is believed; the message is read by its id before anything is done.
    principal: 'stranger',
    text: '',
    receivedAt,
  };
}
