import type { ThreadMessage } from '../../shared/thread.ts';
/** A webhook that may be registered at the service. */
export type Registration = {
  readonly url: string;
  readonly agentId: string;
  /** Both ids are needed to remove it; empty where the service never told them. */
  readonly id: string;
  readonly clientId: string;
  /** `asked`: it may or may not stand. `leaving`: it is still to be removed. */
  readonly state: 'asked' | 'standing' | 'leaving';
  /** Against our own messages; `unknown` for one that was made by somebody else. */
  readonly filter: 'sent' | 'refused' | 'unknown';
  /** Epoch ms; null where it is not known. */
  readonly since: number | null;
  /** Of its removal. */
  readonly tries: number;
  /** Epoch ms before which its removal is not tried again. */
  readonly nextAt: number;
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

/** Remembers what may be registered, because Carbon Voice has no route that lists it. Durable when it resolves. */
export interface Registrations {
  readRegistrations(query: { readonly service: string }): Promise<readonly Registration[]>;
  saveRegistration(change: {
    readonly service: string;
    readonly registration: Registration;
  }): Promise<null>;
  /** It stands, and every other one is to be removed: one commit. */
  standRegistration(change: {
    readonly service: string;
    readonly registration: Registration;
  }): Promise<null>;
  /** All are to be removed. */
  leaveRegistrations(change: { readonly service: string }): Promise<null>;
  dropRegistration(change: {
    readonly service: string;
    readonly url: string;
    readonly agentId: string;
  }): Promise<null>;
}

/** A token as it is remembered: a salted hash, and since when. */
export type KnownToken = {
  readonly salt: string;
  readonly hash: string;
  /** Epoch ms. */
  readonly seenAt: number;
  /** The last warning of its end, in days before it; null for none yet. */
  readonly toldDays: number | null;
};

/** Remembers since when a token is known; durable when it resolves. */
export interface TokenAges {
  readTokenAge(query: { readonly service: string }): Promise<KnownToken | null>;
  saveTokenAge(change: { readonly service: string; readonly token: KnownToken }): Promise<null>;
  /** Keeps the line that warns, once for each warning; null when it was told before. */
  tellTokenEnd(change: {
    readonly service: string;
    readonly days: number;
    readonly message: ThreadMessage;
  }): Promise<ThreadMessage | null>;
}
