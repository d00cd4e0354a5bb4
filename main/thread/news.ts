import type { Action, ToolStep } from '../../shared/action.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** What happens in the thread, for whoever shows it. It announces; it does not steer. */
export type ThreadNews =
  | { readonly type: 'message-saved'; readonly message: ThreadMessage }
  /** A reply is being written to `messageId`; `reply` is its first, empty form. */
  | { readonly type: 'reply-started'; readonly messageId: string; readonly reply: ThreadMessage }
  | { readonly type: 'reply-grown'; readonly replyId: string; readonly text: string }
  /** Something takes long on the way to it. */
  | { readonly type: 'reply-working'; readonly replyId: string }
  /** A tool is at work for it, or was; again under the same id when that changes. */
  | { readonly type: 'reply-step'; readonly replyId: string; readonly step: ToolStep }
  /** Something on the way to it waits for the owner's yes. */
  | { readonly type: 'reply-approval'; readonly replyId: string; readonly action: Action }
  /** The reply is whole and stored. */
  | { readonly type: 'reply-finished'; readonly messageId: string; readonly reply: ThreadMessage }
  /** What was being written will not come. */
  | { readonly type: 'reply-dropped'; readonly messageId: string; readonly replyId: string }
  /** They were deleted. */
  | { readonly type: 'messages-removed'; readonly messageIds: readonly string[] }
  /** The message will not be answered. */
  | { readonly type: 'message-settled'; readonly message: ThreadMessage };
