import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import type { Gate } from '../base/gate.ts';
import type { InboxItem, Resolved } from './inbox-ports.ts';
import type { Outbound, Sent } from './outbox-ports.ts';

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
  readonly caughtUp: Gate;
};

/** A sign in a conversation that an answer is in the making. */
export type WorkSign = {
  readonly kind: 'typing' | 'thinking' | 'tool_call' | 'searching' | 'processing';
  /** How long it is shown unless another one comes, in milliseconds. */
  readonly lastsMs: number;
  /** At the service, of the message that is being answered; null where it is not known. */
  readonly messageId: string | null;
};

/** How words leave. */
export interface WayOut {
  /** What could not leave for so long, in milliseconds, is not sent any more; null: it keeps. */
  readonly expireAfterMs: number | null;
  /** A text as the messages that it takes, in their order. */
  divide(text: string): readonly string[];
  /** Brings up what has to be there before it is sent. May be repeated until it is sent. Throws AppError. */
  prepare?(outbound: Outbound, signal: AbortSignal): Promise<void>;
  /** Sends once. Throws AppError; NetworkError tells whether it may have arrived. */
  send(outbound: Outbound, signal: AbortSignal): Promise<Sent>;
  /**
   * Looks at the service for a reply that may have been sent; null when it is not there. `taken` are the ids of
   * other replies of the conversation, which are not this one however alike they are. Throws AppError where it cannot be
   * told now.
   */
  findSent(
    outbound: Outbound,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Sent | null>;
}

/** What the thread asks of a way that words come and go; each adapter implements it. */
export interface MessageChannel {
  readonly channel: Channel;
  /** Open while the service can be asked; whoever needs it waits there, and that time does not count. */
  readonly ready: Gate;
  /** The owner wants something to leave by it: what keeps `ready` shut is looked at now. Missing where nothing is. */
  tryNow?(): void;
  /** Null where nothing comes while the app is not running. */
  readonly backlog: Backlog | null;
  /** By which replies leave through the outbox; null where they have arrived once they are written. */
  readonly out: WayOut | null;
  /**
   * Resolves once everything that was said until now is known, or cannot be had within seconds, and at the end of the
   * signal. Missing where nothing can come out of order.
   */
  upToDate?(signal: AbortSignal): Promise<void>;
  /** One look: who, what and where to answer. Throws AppError when it cannot be told now. */
  examine(item: InboxItem, signal: AbortSignal): Promise<Examined>;
  /** Why whoever wrote it may not any more, since it was looked at; null: they may. Missing where that cannot be. */
  refusal?(message: Pick<ThreadMessage, 'author' | 'principal'>): string | null;
  /** An instant sign that the message has arrived; losing it does no harm. */
  acknowledge(item: InboxItem, signal: AbortSignal): Promise<void>;
  /** Shows others what is being done; false where no further sign should follow. Missing where nobody would see it. */
  signWork?(conversationId: string, sign: WorkSign, signal: AbortSignal): Promise<boolean>;
  /** The read mark, after the message was handled. Safe to repeat. */
  markRead(item: InboxItem, signal: AbortSignal): Promise<void>;
}

/** One by which words leave. */
export type SendingChannel = MessageChannel & { readonly out: WayOut };
