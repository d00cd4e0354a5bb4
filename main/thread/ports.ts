import type { AroundReader } from './around-port.ts';
import type { CallAccount, EndedCall } from '../../shared/call-account.ts';
import type {
  BriefPoint,
  Channel,
  Principal,
  ThreadMessage,
  ThreadPosition,
} from '../../shared/thread.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Gate } from '../base/gate.ts';
import type { DeskFile, IncomingAttachment } from './attachment-ports.ts';
import type { Dispatch, Outbound, OutboxLedger, Sent } from './outbox-ports.ts';

/** A message as a delivery tells it: a hint, stored before it is acknowledged. */
export type Incoming = {
  /** Where it is known before, because something is kept under it. */
  readonly id?: string;
  /** What came along at the desk. */
  readonly files?: readonly DeskFile[];
  readonly channel: Channel;
  /** The service's id of the message; one message is accepted once, however often it is told. */
  readonly remoteId: string;
  readonly conversationId: string | null;
  readonly author: string;
  readonly principal: Principal;
  /** Empty while a transcript is awaited, or where the text is not to be trusted yet. */
  readonly text: string;
  readonly receivedAt: number;
  /**
   * When it was said, by the service's clock, epoch ms; told where everything that was said before is told as well, and
   * null where only that is known.
   */
  readonly saidAt?: number | null;
};

/** One message that waits to be handled. `id` is also its id in the thread. */
export type InboxItem = {
  readonly id: string;
  readonly channel: Channel;
  readonly remoteId: string;
  /** As the delivery told it: messages of one conversation are handled in order. */
  readonly conversationId: string | null;
  readonly receivedAt: number;
  readonly attempts: number;
  /** Epoch ms before which it is not tried again. */
  readonly nextAt: number;
  /** It was left unanswered after a restore, and is taken up again because the owner wants it. */
  readonly heldBack?: boolean;
};

export type Accepted = {
  /** `repeated`: it was here before, and is not handled a second time. */
  readonly outcome: 'accepted' | 'repeated';
  readonly item: InboxItem;
  readonly message: ThreadMessage;
  /** Whether anything is still to be done for it. */
  readonly pending: boolean;
};

/** What the channel found out about a message: who said what, and where. */
export type Resolved = {
  readonly at: number;
  readonly author: string;
  readonly principal: Principal;
  readonly text: string;
  readonly conversationId: string | null;
  /** The remote message that it answers itself; null at the top level. */
  readonly replyTo: string | null;
  /** What came along with it. */
  readonly attachments?: readonly IncomingAttachment[];
  /** When it was said, by the service's clock, epoch ms; for the order in its conversation, and for nothing else. */
  readonly saidAt?: number | null;
};

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
    readonly delivery: 'ignored' | 'failed' | 'handled';
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

/** What a call used so far, and since when it is answered. */
export type CallMeterMark = Pick<
  CallAccount,
  'callId' | 'answeredAt' | 'transcribedMs' | 'spokenCharacters'
>;
/** The end of a call; the meters are those of the mark before where none are told. */
export type CallEnd = Pick<EndedCall, 'callId' | 'endedAt' | 'endedBy'> & {
  /** Null: nothing is to be told of it. */
  readonly outcome: EndedCall['outcome'] | null;
  readonly meters: Omit<CallMeterMark, 'callId'> | null;
};

/** Calls and what is told of them in the thread. Durable when a promise resolves. */
export interface CallLedger {
  meterCall(mark: CallMeterMark): Promise<null>;
  endCall(end: CallEnd): Promise<null>;
  /** Newest last. */
  lastCalls(query: { readonly limit: number }): Promise<readonly CallAccount[]>;
  /** Calls that are over and of which the thread does not tell yet, oldest first. */
  untoldCalls(): Promise<readonly EndedCall[]>;
  /** All that was said and noted in a call, oldest first. */
  linesOfCall(query: { readonly callId: string }): Promise<readonly ThreadMessage[]>;
  /** The line that tells of this call is brought to the owner as well, as soon as there is one. */
  awaitCall(query: { readonly callId: string }): Promise<null>;
  /** Keeps the line that tells of the call, once; null when there is one already. */
  saveBrief(told: {
    readonly callId: string;
    readonly message: ThreadMessage;
  }): Promise<ThreadMessage | null>;
}

/** Finds the points of a call in its lines. */
export interface BriefWriter {
  /** Null when there is none who could, or when no use can be made of the answer. Throws on abort only. */
  write(
    call: EndedCall,
    lines: readonly ThreadMessage[],
    signal: AbortSignal,
  ): Promise<readonly BriefPoint[] | null>;
}

/** Reading and writing of turns. */
export interface TurnLog {
  saveTurn(turn: Turn): Promise<null>;
  /** Newest last. */
  lastTurns(query: { readonly limit: number }): Promise<readonly Turn[]>;
}

/** Reading of the one thread, oldest first. */
export interface ThreadReader extends AroundReader {
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

/** How it ends when nothing more comes; `apology` is said to whoever waits for an answer. */
export type GiveUp = {
  readonly delivery: 'ignored' | 'failed';
  readonly reason: string;
  readonly apology?: string;
};

/** What a channel found when it looked at a message closely. */
export type Examined =
  | {
      readonly type: 'ready';
      readonly resolved: Resolved;
      /** Whether an earlier run signed its arrival already. */
      readonly isAcknowledged?: boolean;
    }
  /** Something is still to come, its transcript say: look again, and give up as told after `limitMs`. */
  | {
      readonly type: 'waiting';
      readonly resolved?: Resolved;
      readonly limitMs: number;
      readonly giveUp: GiveUp;
      /** It is likely not for us: those after it do not wait for it. */
      readonly letsPass?: boolean;
      /** Whether it is for us in any case, so that its arrival may be signed before its words are here. */
      readonly isForUs?: boolean;
      readonly isAcknowledged?: boolean;
    }
  | (GiveUp & { readonly type: 'settled'; readonly resolved?: Resolved });

/** What is answered differently because it came while nobody was there. */
export type Backlog = {
  /** Messages that are older than this, in milliseconds, get one answer for each conversation. */
  readonly digestAfterMs: number;
  /** Open once everything that came meanwhile is kept, or cannot be had for now. */
  readonly known: Gate;
};

/** A sign in a conversation that an answer is in the making. */
export type WorkSign = {
  readonly kind: 'typing' | 'thinking' | 'tool_call' | 'searching' | 'processing';
  /** How long it is shown unless another one comes, in milliseconds. */
  readonly lastsMs: number;
  /** At the service, of the message that is being answered; null where it is not known. */
  readonly messageId: string | null;
};

/** What the thread asks of a way that words come and go; each adapter implements it. */
export interface MessageChannel {
  readonly channel: Channel;
  /** Open while the service can be asked; whoever needs it waits there, and that time does not count. */
  readonly ready: Gate;
  /** Null where nothing comes while the app is not running. */
  readonly backlog: Backlog | null;
  /** Whether replies leave through the outbox; otherwise they have arrived once they are written. */
  readonly sends: boolean;
  /** What could not leave for so long, in milliseconds, is not sent any more; null: it keeps. */
  readonly expireAfterMs: number | null;
  /**
   * Resolves once everything that was said until now is known, or cannot be had within seconds, and at the end of the
   * signal. Missing where nothing can come out of order.
   */
  everythingKnown?(signal: AbortSignal): Promise<void>;
  /** One look: who, what and where to answer. Throws AppError when it cannot be told now. */
  examine(item: InboxItem, signal: AbortSignal): Promise<Examined>;
  /** Why whoever wrote it may not any more, since it was looked at; null: they may. Missing where that cannot be. */
  refusal?(message: Pick<ThreadMessage, 'author' | 'principal'>): string | null;
  /** An instant sign that the message has arrived; losing it does no harm. */
  acknowledge(item: InboxItem, signal: AbortSignal): Promise<void>;
  /** Shows others what is being done; false where no further sign should follow. Missing where nobody would see it. */
  signWork?(conversationId: string, sign: WorkSign, signal: AbortSignal): Promise<boolean>;
  /** A text as the messages that it takes, in their order. */
  divide(text: string): readonly string[];
  /** Brings up what has to be there before it is sent. May be repeated until it is sent. Throws AppError. */
  prepare?(outbound: Outbound, signal: AbortSignal): Promise<void>;
  /** Sends once. Throws AppError; NetworkError tells whether it may have arrived. */
  send(outbound: Outbound, signal: AbortSignal): Promise<Sent>;
  /**
   * Looks at the service for a reply that may have been sent; null when it is not there. `taken` are the ids of
   * other replies of the conversation, which are not this one however alike they are.
   */
  findSent(
    outbound: Outbound,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Sent | null>;
  /** The read mark, after the message was handled. Safe to repeat. */
  markRead(item: InboxItem, signal: AbortSignal): Promise<void>;
}
