import type { ThreadMessage, ThreadPosition } from '../../shared/thread.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Accepted, InboxItem, Incoming, Resolved } from './inbox-ports.ts';
import type { Dispatch, OutboxLedger } from './outbox-ports.ts';

export type LedgerCounts = {
  readonly inbox: { readonly pending: number; readonly failed: number };
  readonly outbox: { readonly pending: number; readonly failed: number; readonly unknown: number };
};

/** The delivery ledger: durable when a promise resolves. Every change returns the message as it now stands. */
export interface Ledger extends OutboxLedger {
  accept(incoming: Incoming): Promise<Accepted>;
  pendingInbox(): Promise<readonly InboxItem[]>;
  resolve(change: { readonly id: string; readonly resolved: Resolved }): Promise<ThreadMessage>;
  /** It will not be answered. */
  settle(change: {
    readonly id: string;
    readonly delivery: 'ignored' | 'failed';
    readonly reason: string | null;
    readonly resolved?: Resolved;
    /** Only because a backup was restored: taken up again, it is answered. */
    readonly heldBack?: boolean;
  }): Promise<ThreadMessage>;
  postpone(change: {
    readonly id: string;
    readonly nextAt: number;
    readonly reason: string;
  }): Promise<ThreadMessage>;
  /** Handled, its reply and what is to be sent: one commit, so that neither exists without the other. */
  completeTurn(done: {
    readonly inboxId: string;
    /** Further messages that the same reply answers; handled by the same turn. */
    readonly alsoIds?: readonly string[];
    readonly reply: ThreadMessage;
    /** Null where the reply has arrived once it is written. */
    readonly dispatch: Dispatch | null;
    readonly turn: Turn;
    /** Why the message itself failed, when the reply only says so. */
    readonly failure?: string;
  }): Promise<{
    readonly message: ThreadMessage;
    readonly also: readonly ThreadMessage[];
    readonly reply: ThreadMessage;
  }>;
  /** Handled messages whose reply is out and whose read mark at the service is still to be set. */
  unreadInbox(): Promise<readonly InboxItem[]>;
  markRead(change: { readonly id: string; readonly at: number }): Promise<null>;

  counts(): Promise<LedgerCounts>;
}

/** Lines that need no ledger: what was said on the phone. */
export interface ThreadWriter {
  appendMessage(message: ThreadMessage): Promise<ThreadMessage>;
  /** What of a spoken line was heard; null: all of it. */
  changeHeard(change: {
    readonly id: string;
    readonly heard: string | null;
  }): Promise<ThreadMessage>;
}

/** Reading and writing of turns. */
export interface TurnLog {
  saveTurn(turn: Turn): Promise<null>;
  /** Newest last. */
  lastTurns(query: { readonly limit: number }): Promise<readonly Turn[]>;
}

/** Reading of the one thread, oldest first. */
export interface ThreadReader {
  /** Throws StoreError when there is none by that id. */
  readMessage(query: { readonly id: string }): Promise<ThreadMessage>;
  /** With up to `limit` on either side of it, oldest first; without messages where there is no such one. */
  pageAround(query: { readonly id: string; readonly limit: number }): Promise<{
    readonly messages: readonly ThreadMessage[];
    readonly hasOlder: boolean;
    readonly hasNewer: boolean;
  }>;
  /** The newest `limit` messages before a place; null starts at the end. */
  pageBefore(query: {
    readonly before: ThreadPosition | null;
    readonly limit: number;
  }): Promise<{ readonly messages: readonly ThreadMessage[]; readonly hasOlder: boolean }>;
  /** Up to `limit` messages after a place, or from an instant (epoch ms) on. */
  pageAfter(query: {
    readonly after: ThreadPosition | null;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly ThreadMessage[]>;
}

/** A message that was looked for; `snippet`: a few words of it, those that were looked for in `[…]`. */
export type FoundMessage = { readonly message: ThreadMessage; readonly snippet: string };

/** Full-text search of the one thread. */
export interface ThreadSearch {
  /**
   * Messages with all of the words, whatever characters are in between; of the last word the beginning is enough.
   * Newest first, before a place; null starts at the end.
   */
  searchThread(query: {
    readonly text: string;
    readonly limit: number;
    readonly before: ThreadPosition | null;
  }): Promise<readonly FoundMessage[]>;
}
