import { notAllowedReason } from '../../shared/sender.ts';
import type { Principal } from '../../shared/thread.ts';
import type { IncomingAttachment } from '../thread/attachment-ports.ts';
import type { Examined } from '../thread/channel-ports.ts';
import type { InboxItem, Resolved } from '../thread/inbox-ports.ts';
import { namesAsWords } from './incoming-attachments.ts';
import type { Identity, RemoteMessage, SharedMessage } from './wire.ts';

/** One message with everything that decides what becomes of it. */
export type Case = {
  readonly message: RemoteMessage;
  readonly item: InboxItem;
  /** When we first heard of it, by the service's clock, epoch ms. */
  readonly heardAt: number;
  readonly identity: Identity;
  /** Sender ids allowed in addition to the agent account's creator. */
  readonly allow: readonly string[];
  /** What it forwards: its words, or null while they are still to come; undefined when it forwards nothing. */
  readonly forwarded?: string | null;
  /** What came along with it, or with what it forwards. */
  readonly along?: readonly IncomingAttachment[];
};

/** Carbon Voice: speech-to-text lands 10 to 30 s after creation; after 5 minutes it is not to be expected. */
export const transcriptLimitMs = 5 * 60_000;
/** Carbon Voice: tags land 10 to 30 s after creation as well, and not before the words. */
const tagsLimitMs = 30_000;
/** For words that are overdue already, as in a backlog: they get a few looks all the same. */
const overdueLimitMs = 60_000;

const apology = 'I am sorry, the words of your message did not reach me. Please send it again.';

const over = new Set(['canceled', 'failed', 'deleted', 'account-deleted']);
const recording = new Set(['initializing', 'inprogress', 'paused']);

/** What is found out without asking for more than the message itself; null: it may be answered. */
export function refuse({ message, item, identity, allow }: Case): Examined | null {
  const principal = principalOf(message.creatorId, identity, allow);
  const settle = (reason: string): Examined => ({
    ...{ type: 'settled', delivery: 'ignored', reason },
    resolved: resolve(message, item, principal ?? 'stranger'),
  });
  if (message.creatorId === identity.agentId) return settle('It is our own message.');
  if (principal === null) return settle(notAllowedReason);
  if (over.has(message.status)) return settle(`The message is ${message.status}.`);
  return null;
}

/** Whether its words are here, and what they are. */
export function judge(known: Case): Examined {
  const { message, item, heardAt, identity, allow, forwarded, along = [] } = known;
  const principal = principalOf(message.creatorId, identity, allow) ?? 'stranger';
  const text = wordsOf(message, forwarded, along);
  const resolved = {
    ...{ ...resolve(message, item, principal), text: text ?? '' },
    ...(along.length > 0 && { attachments: along }),
  };
  if (text && !recording.has(message.status)) return { type: 'ready', resolved };
  const reason = 'No transcript arrived within 5 minutes.';
  const giveUp = { delivery: 'failed', reason, apology } as const;
  // As it stood when we first heard of it: the limit must not shrink while it is waited for.
  const changedAt = message.updatedAt ?? message.createdAt ?? heardAt;
  const leftMs = transcriptLimitMs - Math.max(0, heardAt - changedAt);
  return { type: 'waiting', resolved, limitMs: Math.max(leftMs, overdueLimitMs), giveUp };
}

/** In company the agent speaks when it is spoken to: kept as heard, once no tags are to come any more. */
export function passOver({ message, heardAt }: Case, resolved: Resolved, now: number): Examined {
  const reason = 'It is a group conversation, and the agent is not tagged.';
  const giveUp = { delivery: 'ignored', reason } as const;
  const isYoung = now - (message.createdAt ?? heardAt) < tagsLimitMs;
  if (!isYoung) return { type: 'settled', ...giveUp, resolved };
  return { type: 'waiting', resolved, limitMs: tagsLimitMs, giveUp, letsPass: true };
}

/** Deny by default: without a known creator of the account nobody is allowed. */
function principalOf(
  senderId: string,
  { ownerId }: Identity,
  allow: readonly string[],
): Principal | null {
  if (ownerId === null) return null;
  if (senderId === ownerId) return 'owner';
  return allow.includes(senderId) ? 'trusted' : null;
}

function resolve(message: RemoteMessage, item: InboxItem, principal: Principal): Resolved {
  return {
    // The service's clock may be ahead of ours; an answer must not stand before its question.
    at: Math.min(message.createdAt ?? item.receivedAt, item.receivedAt),
    author: message.creatorId,
    principal,
    text: message.text,
    conversationId: message.conversationId,
    replyTo: message.parentId,
    saidAt: message.createdAt,
  };
}

/** Null while they are still to come. */
function wordsOf(
  message: RemoteMessage,
  forwarded: string | null | undefined,
  along: readonly IncomingAttachment[],
): string | null {
  const { text, kind, attachments } = message;
  if (forwarded === null) return null;
  if (forwarded !== undefined) return text === '' ? forwarded : `${text}\n\n${forwarded}`;
  if (text !== '') return text;
  // Carbon Voice: messages with only attachments never get a transcript.
  if (kind !== 'attachment' || attachments.length === 0) return null;
  return along.length > 0 ? namesAsWords(along) : '(An attachment without words.)';
}

/**
 * The words of a forwarded message as a quotation; null while they are still to come. `shared` null: it is gone. `now` is
 * by the service's clock, epoch ms.
 */
export function quote(shared: SharedMessage | null, now: number): string | null {
  if (shared === null || over.has(shared.status)) {
    return '(A forwarded message that can no longer be read.)';
  }
  if (shared.text !== '') return `Forwarded message:\n${shared.text.replace(/^/gmu, '> ')}`;
  const changedAt = shared.updatedAt ?? shared.createdAt ?? 0;
  // What was forwarded may be just as fresh as the forward.
  const isToCome = shared.kind === 'audio' && now - changedAt < transcriptLimitMs;
  return isToCome ? null : '(A forwarded message without words of its own.)';
}
