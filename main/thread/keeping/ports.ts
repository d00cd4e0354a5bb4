import type { ThreadPosition } from '../../../shared/thread.ts';

/** Messages that go, with everything that belongs to them; notes made from them go too, or stay on their own. */
export type EraseRequest = {
  readonly ids: readonly string[];
  readonly notes: 'delete' | 'keep';
};

/** Everything of one person. */
export type Traces = {
  /** In the order in which they may be deleted. */
  readonly messageIds: readonly string[];
  readonly callIds: readonly string[];
  /** Whether the owner is meant. */
  readonly isOwner: boolean;
  readonly counts: {
    /** Both directions, of all channels but texts. */
    readonly messages: number;
    readonly texts: number;
    readonly calls: number;
    readonly briefs: number;
    /** With their voicemails. */
    readonly missedCalls: number;
    readonly notes: number;
    readonly contacts: number;
    /** Of the messages those that still wait for an answer, or to be sent. */
    readonly toAnswer: number;
    readonly toSend: number;
  };
  /** Messages and notes of others that name them. */
  readonly mentions: number;
};

/** Deleting for good: nothing of it comes back when a service tells of it again. Durable when a promise resolves. */
export interface Erasure {
  findTraces(query: { readonly who: string }): Promise<Traces>;
  eraseMessages(request: EraseRequest): Promise<null>;
  eraseCalls(request: { readonly callIds: readonly string[] }): Promise<null>;
  /** Whoever has that number, address or id. */
  eraseContacts(query: { readonly who: string }): Promise<null>;
  /** Overwrites what was deleted; false when something else has the file in use, so that it can still be read. */
  tidy(): Promise<{ readonly isClean: boolean }>;
}

export type PruneRequest = {
  /** Epoch ms. */
  readonly before: number;
  /** Where to go on; null begins with the oldest. */
  readonly after: ThreadPosition | null;
  readonly limit: number;
};
export type PruneAnswer = {
  /** What was deleted. */
  readonly ids: readonly string[];
  /** Null when everything was looked at. */
  readonly next: ThreadPosition | null;
};

/** Deleting what is old; what still waits for anything stays. */
export interface ThreadPruning {
  pruneThread(request: PruneRequest): Promise<PruneAnswer>;
}

/** Files that came with messages. */
export interface MessageFiles {
  /** Of these messages; safe to repeat, and one that sticks keeps no other. What a run leaves goes at the next start. */
  remove(ids: readonly string[]): Promise<void>;
}
