import { isAbort, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Accepted, Incoming } from '../thread/inbox-ports.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { FeedPage, FeedRow } from './feed-wire.ts';
import type { FeedPlace, FeedPlaces } from './ports.ts';
import type { FeedClient } from './reading-client.ts';
import type { RemoteMessage } from './wire.ts';

export type FeedReaderDeps = {
  /** What the feed tells of instants is told by the service's clock. */
  readonly client: FeedClient & Pick<CarbonVoiceClient, 'time'>;
  readonly places: FeedPlaces;
  /** Durable when it resolves; keeps the order. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<readonly Accepted[]>;
  /** Every message of a page, also our own: a reaction brings it back. */
  readonly seen?: (messages: readonly RemoteMessage[]) => void;
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

/** A place while it is read on. */
type Spot = {
  readonly place: FeedPlace;
  /** Only where the older route is read; never kept, for today's feed would not know it. */
  readonly onward: number | null;
};

type Batch = {
  readonly rows: readonly FeedRow[];
  /** After these rows. */
  readonly spot: Spot;
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
  #isOld = false;

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
    let spot: Spot = { place: await this.#place(account), onward: null };
    let isNews = false;
    for (let batches = 0; batches < maxBatches; batches += 1) {
      const batch = await this.#collect(spot, signal);
      const taken = await this.#take(batch.rows, account, spot.place.startedAt);
      isNews ||= taken.some(({ outcome }) => outcome === 'accepted');
      await this.#keep(account, spot.place, batch.spot.place);
      spot = batch.spot;
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
  async #collect(from: Spot, signal: AbortSignal): Promise<Batch> {
    const rows: FeedRow[] = [];
    let spot = from;
    for (let pages = 1; ; pages += 1) {
      const step = await this.#step(spot, signal);
      if ('error' in step) return { rows, spot, hasMore: false, error: step.error };
      rows.push(...step.page.rows);
      // A page that leads nowhere would be read for ever.
      const goesOn = step.page.hasMore && isFurther(step.spot, spot);
      spot = step.spot;
      if (!goesOn || pages === pagesAtOnce) return { rows, spot, hasMore: goesOn, error: null };
    }
  }

  async #step(
    spot: Spot,
    signal: AbortSignal,
  ): Promise<{ readonly page: FeedPage; readonly spot: Spot } | { readonly error: Error }> {
    try {
      const { page, from } = await this.#page(spot, signal);
      this.#tell(page);
      this.#deps.seen?.(page.messages);
      return { page, spot: { place: this.#after(page, from), onward: page.onward } };
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #tell({ lost, isCut, onward }: FeedPage): void {
    const { log } = this.#deps;
    if (lost > 0) log.warn('rows of the feed have no id', { rows: lost });
    if (isCut) log.warn('there may be more changes of one instant than the service gives');
    const isOld = onward !== null;
    if (isOld !== this.#isOld) log.info('the routes of the feed have changed', { isOld });
    this.#isOld = isOld;
  }

  /** Carbon Voice: 400 on a stored cursor means to begin again by date; any other failure means to keep it. */
  async #page(
    { place, onward }: Spot,
    signal: AbortSignal,
  ): Promise<{ readonly page: FeedPage; readonly from: FeedPlace }> {
    const { client, log } = this.#deps;
    const { cursor, handledAt: since } = place;
    if (cursor !== null) {
      try {
        const page = await client.reading.updates({ since, cursor, onward }, signal);
        return { page, from: place };
      } catch (error) {
        if (!(error instanceof RemoteError) || error.status !== 400) throw error;
        log.info('the place in the feed is refused; it goes on by date');
      }
    }
    const page = await client.reading.updates({ since, onward }, signal);
    return { page, from: { ...place, cursor: null } };
  }

  #after(page: FeedPage, from: FeedPlace): FeedPlace {
    const changes = page.rows.map(({ updatedAt }) => updatedAt ?? 0);
    // An instant in the future would skip what comes until then.
    const { clock, client } = this.#deps;
    const newest = Math.min(Math.max(from.handledAt, ...changes), client.time.of(clock.now()));
    const handledAt = Math.max(from.handledAt, newest);
    // Carbon Voice: null only for an empty page by date, which then stays the place; and by the older route, after which
    // today's begins again where it was left, so that nothing is missed that only it tells.
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

function isFurther(spot: Spot, before: Spot): boolean {
  return spot.place.cursor !== before.place.cursor || spot.onward !== before.onward;
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
    saidAt: row.createdAt,
  };
}
