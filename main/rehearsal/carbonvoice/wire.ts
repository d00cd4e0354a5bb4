import { legacyAttachment, wireAttachment } from './attachment-wire.ts';
import type { PracticeAccount, PracticeMessage, PracticeSubscription } from './entries.ts';
import { isoTime } from './iso-time.ts';

type Wire = Readonly<Record<string, unknown>>;

/** Carbon Voice's legacy reaction ids that may be given; `busy` is read only. */
export const legacyReactions: readonly string[] = [
  'love',
  'acknowledged',
  'negative',
  'confused',
  'affirmative',
  'lol',
];

/** Opens nowhere on purpose: `.invalid` can never be a real address. */
export function messageLink(id: string): string {
  return `https://practice.invalid/m/${id}`;
}

/** What speech-to-text has found by now; blank while it runs, and where the words stand in the time codes. */
export function transcriptOf(message: PracticeMessage): string | null {
  if (!message.transcribed || message.status === 'deleted') return null;
  // Carbon Voice: messages with only attachments never get a transcript.
  if (message.kind === 'attachment') return null;
  return message.blankTranscript ? '' : message.words;
}

/** How long a voice message is, in milliseconds: about 170 words a minute. */
export function durationOf(message: PracticeMessage): number {
  return message.kind === 'audio' ? tokensOf(message.words).length * 350 : 0;
}

/** The message as `/v6/messages` gives it: null members are left out. */
export function v6Message(message: PracticeMessage, account: PracticeAccount): Wire {
  return {
    ...commonMembers(message, account),
    ...(message.status === 'deleted' ? { deleted_at: isoTime(message.updatedAt) } : {}),
    thread_id: message.threadId,
    ...(message.forwardOf === null ? {} : { share_link_id: shareLinkOf(message.forwardOf) }),
    // Carbon Voice: tags land together with the transcript, not with the message.
    tagged_user_ids: message.transcribed ? message.taggedUserIds : [],
    ...(message.status === 'deleted' ? {} : { content: v6Content(message) }),
  };
}

/** The message as the v5 sends answer it, without an envelope. */
export function v5Message(message: PracticeMessage, account: PracticeAccount): Wire {
  return {
    ...commonMembers(message, account),
    // Carbon Voice: sent speech is answered as `processing`, for it is still to be transcribed.
    status: message.transcribed ? message.status : 'processing',
    deleted_at: null,
    parent_message_id: parentOf(message),
    idempotency_key: message.idempotencyKey,
    language: 'english',
    is_original_language: true,
    transcript: transcriptOf(message),
    time_codes: [],
    conversation_sequence: message.sequence,
    share_link_id: null,
    folder_id: null,
    audio: null,
    tagged_user_ids: message.taggedUserIds,
  };
}

/** The message as the old `/v3` routes have it. */
export function v3Message(message: PracticeMessage, account: PracticeAccount): Wire {
  return {
    message_id: message.id,
    creator_id: message.creatorId,
    created_at: isoTime(message.createdAt),
    last_updated_at: isoTime(message.updatedAt),
    deleted_at: message.status === 'deleted' ? isoTime(message.updatedAt) : null,
    workspace_ids: [account.workspaceId],
    channel_ids: [message.conversationId],
    parent_message_id: parentOf(message),
    is_text_message: message.kind === 'text',
    status: message.status,
    type: 'channel',
    duration_ms: durationOf(message),
    text_models: v3TextModels(message),
    attachments: message.attachments.map((attachment) => legacyAttachment(attachment, message)),
    reaction_summary: reactionSummary(message),
    share_link_id: message.forwardOf === null ? null : shareLinkOf(message.forwardOf),
    channel_sequence: message.sequence,
    tagged_user_ids: message.transcribed ? message.taggedUserIds : [],
  };
}

/** The message as the live socket tells it: the older shape, and instants as numbers. */
export function socketMessage(message: PracticeMessage): Wire {
  return {
    _id: message.id,
    message_id: message.id,
    status: message.status,
    channel_ids: [message.conversationId],
    last_updated_at: message.updatedAt,
  };
}

/** What stands behind a forward. */
export function wireShareLink(shared: PracticeMessage, account: PracticeAccount): Wire {
  return {
    _id: shareLinkOf(shared.id),
    share_type: 'forward',
    created_by: account.ownerId,
    has_channel_access: false,
    shared_message: v6Message(shared, account),
  };
}

/** The share link of a message that is forwarded. */
export function shareLinkOf(messageId: string): string {
  return `forward-${messageId}`;
}

/** The answer to a subscription. */
export function wireSubscription(subscription: PracticeSubscription, userId: string): Wire {
  return {
    _id: subscription.id,
    id: subscription.id,
    client_id: subscription.clientId,
    user_id: userId,
    subscriptions: subscription.events,
    webhookURL: subscription.url,
    subscription_filters: subscription.filters,
    created_at: isoTime(subscription.createdAt),
    updated_at: isoTime(subscription.createdAt),
  };
}

/** The root that a reply is filed under; null at the top level. */
export function parentOf(message: PracticeMessage): string | null {
  return message.threadId === message.id ? null : message.threadId;
}

function commonMembers(message: PracticeMessage, account: PracticeAccount): Wire {
  return {
    id: message.id,
    type: 'channel',
    kind: message.kind,
    created_at: isoTime(message.createdAt),
    updated_at: isoTime(message.updatedAt),
    conversation_id: message.conversationId,
    workspace_id: account.workspaceId,
    creator_id: message.creatorId,
    status: message.status,
    link: messageLink(message.id),
    attachments: message.attachments.map(wireAttachment),
    reaction_summary: reactionSummary(message),
  };
}

function v6Content(message: PracticeMessage): Wire {
  const transcript = transcriptOf(message);
  const isSpoken = message.kind === 'audio';
  return {
    id: `content-${message.id}`,
    ...(transcript === null ? {} : { transcript }),
    time_codes: isSpoken && message.transcribed ? timeCodesOf(message.words) : [],
    language: 'english',
    is_original_language: true,
    ...(isSpoken ? { duration_ms: durationOf(message) } : {}),
  };
}

function v3TextModels(message: PracticeMessage): readonly Wire[] {
  const hasWords = message.transcribed && message.status !== 'deleted';
  if (!hasWords || message.kind === 'attachment') return [];
  if (message.kind === 'text') return [{ type: 'transcript', value: message.words }];
  // Carbon Voice: in v3 a spoken message has an empty value and its words in the time codes.
  const timecodes = timeCodesOf(message.words);
  return [{ type: 'transcript_with_timecode', value: '', timecodes }];
}

function reactionSummary(message: PracticeMessage): Wire {
  const byReaction = new Map<string, string[]>();
  for (const { reaction, userId } of message.reactions) {
    byReaction.set(reaction, [...(byReaction.get(reaction) ?? []), userId]);
  }
  const all = [...byReaction];
  return {
    reaction_counts: Object.fromEntries(all.map(([reaction, ids]) => [reaction, ids.length])),
    top_user_reactions: message.reactions
      .filter(({ reaction }) => legacyReactions.includes(reaction))
      .map(({ reaction, userId }) => ({ user_id: userId, reaction_id: reaction })),
    top_user_emojis: all
      .filter(([reaction]) => !legacyReactions.includes(reaction))
      .map(([reaction, ids]) => ({ reaction, count: ids.length, user_ids: ids })),
  };
}

function timeCodesOf(words: string): readonly Wire[] {
  return tokensOf(words).map((t, index) => ({ t, s: index * 350, e: index * 350 + 320 }));
}

function tokensOf(words: string): readonly string[] {
  return words.split(/\s+/).filter((token) => token !== '');
}
