/** A webhook registration at the service; both ids are needed to remove it. */
export type Subscription = {
  readonly id: string;
  readonly clientId: string;
  readonly url: string;
  readonly agentId: string;
};

/** How far the feed of changes is read. */
export type FeedPlace = {
  /** The first start with this account, epoch ms: what was said before is the past, and not answered. */
  readonly startedAt: number;
  /** Where to go on; null before the first page that has one, and after a refused one. */
  readonly cursor: string | null;
  /** The newest change that was taken, epoch ms: from there without a cursor. */
  readonly handledAt: number;
};

/** Remembers the place; durable when it resolves. */
export interface FeedPlaces {
  readFeedPlace(query: {
    readonly service: string;
    /** Of the agent: another token may belong to another account. */
    readonly account: string;
  }): Promise<FeedPlace | null>;
  saveFeedPlace(change: {
    readonly service: string;
    readonly account: string;
    readonly place: FeedPlace;
  }): Promise<null>;
}

/** Remembers the registration, because Carbon Voice has no route that lists them. */
export interface Subscriptions {
  readSubscription(query: { readonly service: string }): Promise<Subscription | null>;
  saveSubscription(change: {
    readonly service: string;
    readonly subscription: Subscription;
  }): Promise<null>;
}
