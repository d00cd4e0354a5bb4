import type { Channel, Principal, ThreadMessage } from '../../shared/thread.ts';
import type { DeskFile, IncomingAttachment } from './attachment-ports.ts';

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
  /** As the delivery told it, then as the service does: messages of one conversation are handled in order. */
  readonly conversationId: string | null;
  readonly receivedAt: number;
  readonly attempts: number;
  /** Epoch ms of the next try, for whoever lists what waits; a new run tries at once. */
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
