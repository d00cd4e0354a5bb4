import { silentLogger } from '../../../main/base/log.ts';
import { FeedReader } from '../../../main/carbonvoice/feed-reader.ts';
import type { FeedPage, FeedRow } from '../../../main/carbonvoice/feed-wire.ts';
import type { FeedPlace, FeedPlaces } from '../../../main/carbonvoice/ports.ts';
import type { FeedFrom } from '../../../main/carbonvoice/reading-client.ts';
import type { Accepted, Incoming } from '../../../main/thread/inbox-ports.ts';
import { ServiceTime } from '../../../main/base/service-time.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';

export const startAt = 1_000_000;

export function row(id: string, change: Partial<FeedRow> = {}): FeedRow {
  return {
    ...{ id, conversationId: 'c1', creatorId: 'owner', status: 'active' },
    ...{ createdAt: startAt, updatedAt: startAt, ...change },
  };
}

const today = { onward: null, isCut: false } as const;

export function page(rows: readonly FeedRow[], change: Partial<FeedPage> = {}): FeedPage {
  return { messages: [], rows, lost: 0, hasMore: false, nextCursor: 'end', ...today, ...change };
}

/** A reader over a scripted feed, a ledger in memory and a place that is remembered. */
export class FeedScene implements FeedPlaces {
  readonly clock = new FakeClock(startAt + 10_000);
  readonly ledger = openMemoryLedger();
  /** Answers to the requests, in order; a refusal is thrown. After the last one the feed is empty. */
  readonly answers: (FeedPage | Error)[] = [];
  /** What was asked for and what was kept, in order. */
  readonly log: string[] = [];
  readonly controller = new AbortController();
  /** By account; the empty one is that of nobody. */
  readonly places = new Map<string, FeedPlace>();
  acceptError: Error | null = null;
  readonly time = new ServiceTime();
  readonly reader = new FeedReader({
    client: { reading: { updates: (from) => this.#page(from) }, time: this.time },
    places: this,
    accept: (incoming) => this.#accept(incoming),
    clock: this.clock,
    log: silentLogger,
  });

  read(agentId = 'agent'): Promise<boolean> {
    return this.reader.read({ agentId, since: startAt }, this.controller.signal);
  }

  get place(): FeedPlace | null {
    return this.places.get('agent') ?? null;
  }

  set place(place: FeedPlace) {
    this.places.set('agent', place);
  }

  readFeedPlace({ account }: { readonly account: string }): Promise<FeedPlace | null> {
    return Promise.resolve(this.places.get(account) ?? null);
  }

  saveFeedPlace(change: { readonly account: string; readonly place: FeedPlace }): Promise<null> {
    const { account, place } = change;
    if (account !== '') this.log.push(`keep ${place.cursor} ${place.handledAt}`);
    this.places.set(account, place);
    return Promise.resolve(null);
  }

  async #page({ since, cursor, onward }: FeedFrom): Promise<FeedPage> {
    this.log.push(`read ${cursor ?? `since ${since}`}${onward ? ` onward ${onward}` : ''}`);
    const answer = this.answers.shift() ?? page([]);
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async #accept(incoming: readonly Incoming[]): Promise<readonly Accepted[]> {
    if (this.acceptError) throw this.acceptError;
    this.log.push(`accept ${incoming.map(({ remoteId }) => remoteId).join(' ')}`.trim());
    return Promise.all(incoming.map((one) => this.ledger.accept(one)));
  }
}
