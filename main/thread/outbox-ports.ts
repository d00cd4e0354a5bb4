import type { Channel, Direction, ThreadMessage } from '../../shared/thread.ts';
import type { OutgoingAttachment } from './attachment-ports.ts';
import type { InboxItem } from './inbox-ports.ts';

/** Who is written to without a conversation: an id at the service, or an e-mail address. */
export type Recipient = `user:${string}` | `email:${string}`;

/** One send: what is written at once, or a part of it where it is too long for a single message. */
export type Outbound = {
  readonly id: string;
  /** The line of the thread that it belongs to. */
  readonly messageId: string;
  /** 0 for the first part. */
  readonly position: number;
  readonly channel: Channel;
  /** Null when it opens one, with `recipient`. */
  readonly conversationId: string | null;
  readonly recipient: Recipient | null;
  readonly replyTo: string | null;
  readonly text: string;
  /** One key per logical send, kept over every attempt. */
  readonly idempotencyKey: string;
  readonly createdAt: number;
  /** Epoch ms after which it is not sent any more; null: it keeps. */
  readonly expiresAt: number | null;
  readonly state: 'queued' | 'sending' | 'unknown';
  readonly attempts: number;
  /** How often a service that was there answered that it failed. */
  readonly refusals: number;
  /** Epoch ms of the next try, for whoever lists what waits; a new run tries at once. */
  readonly nextAt: number;
};

/** What is to be sent for one line of the thread. */
export type Dispatch = {
  readonly parts: readonly { readonly text: string; readonly idempotencyKey: string }[];
  readonly expiresAt: number | null;
};

/** What the service told of a message that is out. */
export type Sent = {
  readonly remoteId: string;
  /** The conversation that it opened; null where it was known before. */
  readonly conversationId: string | null;
};

export type MarkOutbound = {
  readonly id: string;
  /** Of the send that is meant: where the owner sends other words in its place, these are another one. */
  readonly idempotencyKey?: string;
  readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly reason: string | null;
  /** The instant of the change; the first `sending` and the last `sent` are stages of the turn. */
  readonly at: number;
  readonly nextAt?: number;
  readonly refusals?: number;
  readonly sent?: Sent;
  /** A line of the thread that comes with the change. */
  readonly line?: ThreadMessage;
};

/** One thing that waits, may have been sent, or failed. `id` is that of the line in the thread. */
export type LedgerEntry = {
  readonly id: string;
  readonly at: number;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly conversationId: string | null;
  readonly recipient: Recipient | null;
  readonly author: string;
  readonly text: string;
  readonly state: 'pending' | 'queued' | 'sending' | 'unknown' | 'failed';
  readonly reason: string | null;
  readonly attempts: number;
  readonly nextAt: number | null;
  readonly expiresAt: number | null;
  /** Of what is sent in several parts. */
  readonly parts: { readonly sent: number; readonly count: number };
};

/** What came of the owner's wish: the line as it now stands, or why it cannot be done. */
export type Reopened =
  | {
      readonly message: ThreadMessage;
      /** To be handled again; null for what goes out. */
      readonly item: InboxItem | null;
    }
  | { readonly refused: string };

/** The outgoing half of the ledger: durable when a promise resolves. */
export interface OutboxLedger {
  openOutbox(): Promise<readonly Outbound[]>;
  /** What was being sent when an earlier run ended may be out: it is `unknown` now. Returns these lines as they stand. */
  doubtSending(): Promise<readonly ThreadMessage[]>;
  /** Throws StoreError STORE_SETTLED for one that is out, given up or dropped. Returns the line as it now stands. */
  markOutbound(change: MarkOutbound): Promise<ThreadMessage>;
  /**
   * Ids at the service of what is known to be out, so that none is taken for another; of one conversation, or for null
   * of all.
   */
  sentRemoteIds(query: { readonly conversationId: string | null }): Promise<readonly string[]>;
  /** What a reply answers, oldest first; nothing for a line that answers nobody. */
  answeredMessages(query: { readonly id: string }): Promise<readonly ThreadMessage[]>;
  /** A line that answers nobody, and the order to send it: one commit. */
  compose(letter: {
    readonly message: ThreadMessage;
    readonly recipient: Recipient | null;
    readonly dispatch: Dispatch;
    readonly attachments?: readonly OutgoingAttachment[];
  }): Promise<ThreadMessage>;
  /** Everything that waits or failed, oldest first. */
  ledgerEntries(): Promise<readonly LedgerEntry[]>;
  /** The owner wants it tried again; what goes out with these words, where there are any. */
  reopen(wish: { readonly id: string; readonly dispatch: Dispatch | null }): Promise<Reopened>;
  /** The owner does not want it any more. */
  drop(wish: { readonly id: string }): Promise<Reopened>;
}
