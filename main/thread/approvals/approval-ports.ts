import type { Action } from '../../../shared/action.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Dispatch } from '../outbox-ports.ts';

/** A line of the thread with the order to send it. */
export type ApprovalLetter = { readonly message: ThreadMessage; readonly dispatch: Dispatch };

/** A place in a conversation: `replyTo` is the remote message that is answered there, null for none. */
export type ApprovalPlace = {
  readonly conversationId: string;
  readonly replyTo: string | null;
};

/** Something that ended and that the thread does not tell of yet. */
export type Untold = {
  readonly action: Action;
  /** Where the owner was asked for it by Carbon Voice; null where they were not. */
  readonly request: ApprovalPlace | null;
  /** The Carbon Voice message that led to it; null where none did. */
  readonly origin: ApprovalPlace | null;
};

/** What the thread keeps of asking the owner and telling of the end. Durable when a promise resolves. */
export interface ApprovalLedger {
  /** The line that asks, once: null when it was asked already, or is not to be asked any more. */
  askOwner(asked: {
    readonly id: string;
    readonly letter: ApprovalLetter;
  }): Promise<ThreadMessage | null>;
  /** Oldest first. */
  untoldActions(): Promise<readonly Untold[]>;
  /** The lines that tell of the end, once: empty when it was told already. */
  tellAction(told: {
    readonly id: string;
    readonly line: ThreadMessage;
    readonly letters: readonly ApprovalLetter[];
  }): Promise<readonly ThreadMessage[]>;
  /** What a message at Carbon Voice asks for; null when it asks for nothing. */
  actionOfRequest(query: { readonly remoteId: string }): Promise<Action | null>;
  /** Whether a message there that asks for what still waits may be out, under an id that is not known yet. */
  isRequestUncertain(query: { readonly conversationId: string }): Promise<boolean>;
  /**
   * The words of the last line of ours that stands below the message that asks for an action, other than `except`; null
   * for none.
   */
  lastBelowRequest(query: { readonly id: string; readonly except: string }): Promise<string | null>;
  /** Ids at Carbon Voice of the messages that ask for what still waits. */
  openRequests(): Promise<readonly string[]>;
}
