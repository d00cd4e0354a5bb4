import type { Action } from '../../shared/action.ts';
import type { Asked } from '../../shared/asked.ts';
import type { CallView } from '../../shared/call-status.ts';
import type { StateChange } from '../../shared/ipc-contract.ts';
import { isDropped } from '../../shared/thread.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** Something that the owner should hear of while the window is not in front of them. */
export type Notice = {
  /** The same for the same matter, however often it is told. */
  readonly id: string;
  /** Says what kind of thing it is, and nobody's words. */
  readonly title: string;
  readonly body: string;
  /** What the window shows when it is opened for this; null: just itself. */
  readonly asked: Asked | null;
  /** The action that a yes or no here would decide; null where there is nothing to decide. */
  readonly actionId: string | null;
};

/** What a change says: matters that need the owner, and those that do not any more. */
export type NoticeNews = { readonly raised: readonly Notice[]; readonly over: readonly string[] };

/** Whole actions are read back in so many characters or not at all: a banner cuts what is longer. */
const wholeBanner = 140;

export function noticesOf(change: StateChange): NoticeNews {
  switch (change.type) {
    case 'approvals-changed':
      return split(change.approvals, isPending, ofAction);
    case 'calls-changed':
      return split(change.calls.filter(isIncoming), isUnderWay, ofCall);
    case 'message-saved':
      return split([change.message], needsOwner, ofMessage);
    case 'messages-removed':
      return { raised: [], over: change.messageIds.map((id) => `message ${id}`) };
    default:
      return { raised: [], over: [] };
  }
}

/** Whether all of an action can be read in a banner, so that a yes there is a yes to all of it. */
export function isWhole({ body }: Pick<Notice, 'body'>): boolean {
  return body.length <= wholeBanner && !body.includes('\n');
}

function split<T>(all: readonly T[], isDue: (one: T) => boolean, notice: (one: T) => Notice) {
  return {
    raised: all.filter(isDue).map(notice),
    over: all.filter((one) => !isDue(one)).map((one) => notice(one).id),
  };
}

function isPending({ state }: Action): boolean {
  return state === 'pending';
}

function ofAction({ id, summary }: Action): Notice {
  return {
    id: `action ${id}`,
    title: 'Waits for your yes',
    body: summary,
    asked: { type: 'approval', actionId: id },
    actionId: id,
  };
}

function isIncoming({ direction }: CallView): boolean {
  return direction === 'incoming';
}

function isUnderWay({ state }: CallView): boolean {
  return state !== 'over';
}

function ofCall({ callId, number }: CallView): Notice {
  return {
    id: `call ${callId}`,
    title: 'Incoming call',
    body: number,
    asked: null,
    actionId: null,
  };
}

function needsOwner(message: ThreadMessage): boolean {
  return isFailed(message) || isTold(message);
}

function isFailed(message: ThreadMessage): boolean {
  const { direction, delivery } = message;
  return direction === 'out' && delivery === 'failed' && !isDropped(message);
}

/** A line that the owner is told without having asked (a reminder, a follow-up, a brief), and that belongs to nothing. */
function isTold({ channel, author, direction, delivery, ...message }: ThreadMessage): boolean {
  const isOwn = channel === 'system' && author === 'agent' && direction === 'out';
  return (
    isOwn &&
    delivery === 'sent' &&
    message.conversationId === null &&
    message.callId === null &&
    message.actionId === undefined &&
    message.brief === undefined
  );
}

function ofMessage(message: ThreadMessage): Notice {
  const { id, text, reason } = message;
  return {
    id: `message ${id}`,
    title: isFailed(message) ? 'A message was not sent' : titleOf(text),
    body: isFailed(message) ? (reason ?? text) : text,
    asked: { type: 'message', messageId: id },
    actionId: null,
  };
}

function titleOf(text: string): string {
  return text.startsWith('Reminder: ') ? 'Reminder' : 'News for you';
}
