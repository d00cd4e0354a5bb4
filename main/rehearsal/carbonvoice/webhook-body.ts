import { legacyAttachment } from './attachment-wire.ts';
import type {
  PracticeAccount,
  PracticeFilter,
  PracticeMessage,
  PracticeSubscription,
} from './entries.ts';
import { isoTime } from './iso-time.ts';
import { durationOf, messageLink, parentOf, shareLinkOf, transcriptOf } from './wire.ts';

type Wire = Readonly<Record<string, unknown>>;

/** The event that agents subscribe to. Carbon Voice names no event for a transcript that came later: it comes as this one again. */
export const postedEvent = 'message.posted.to.channel';

export type BodyOptions = {
  readonly shape: 'current' | 'guide';
  /** Leave out the retired twins (`message_guid` and the like). */
  readonly withoutGuids: boolean;
};

/** The JSON text that is posted to a webhook about one message. */
export function webhookBody(
  message: PracticeMessage,
  account: PracticeAccount,
  { shape, withoutGuids }: BodyOptions,
): string {
  return JSON.stringify(
    shape === 'guide' ? guideBody(message) : envelope(message, account, withoutGuids),
  );
}

/** Whether a subscription wants to hear of a message: its events, and all of its filters together. */
export function isWanted(
  message: PracticeMessage,
  subscription: PracticeSubscription,
  account: PracticeAccount,
): boolean {
  const { events, filters } = subscription;
  if (events.length > 0 && !events.includes(postedEvent)) return false;
  const values: Readonly<Record<PracticeFilter['key'], string>> = {
    creator_id: message.creatorId,
    workspace_id: account.workspaceId,
    _id: message.conversationId,
  };
  return filters.every((filter) => passes(values[filter.key], filter));
}

function passes(actual: string, { operator, value }: PracticeFilter): boolean {
  const wanted = Array.isArray(value) ? value : [String(value)];
  return wanted.includes(actual) === (operator !== 'ne');
}

/** The fields that the integration guide reads, at the top level. */
function guideBody(message: PracticeMessage): Wire {
  return {
    message_guid: message.id,
    channel_id: message.conversationId,
    parent_message_id: parentOf(message),
    transcript_txt: transcriptOf(message),
    creator_id: message.creatorId,
    created_at: isoTime(message.createdAt),
  };
}

function envelope(message: PracticeMessage, account: PracticeAccount, withoutGuids: boolean): Wire {
  const { agentId } = account;
  const settings = { user_id: agentId, defaultLanguage: 'english', timezone: 0 };
  return {
    eventName: postedEvent,
    subscribedUserIds: [agentId],
    subscribedUserSettings: [withoutGuids ? settings : { ...settings, userId: agentId }],
    data: {
      eventName: postedEvent,
      resourceId: message.id,
      resourceType: 'Message',
      resource: {
        ...resource(message, account),
        ...(withoutGuids ? {} : retiredNames(message, account)),
      },
    },
  };
}

function resource(message: PracticeMessage, account: PracticeAccount): Wire {
  return {
    id: message.id,
    self_link: messageLink(message.id),
    creator_id: message.creatorId,
    channel_id: message.conversationId,
    conversation_id: message.conversationId,
    workspace_id: account.workspaceId,
    parent_message_id: parentOf(message),
    created_at: isoTime(message.createdAt),
    last_updated_at: isoTime(message.updatedAt),
    deleted_at: null,
    transcript_txt: transcriptOf(message),
    ai_summary_txt: null,
    has_ai_summary: false,
    duration_ms: durationOf(message),
    message_url: null,
    audio_stream_url: null,
    waveform_url: null,
    kind: message.kind,
    type: 'channel',
    status: message.status,
    language: 'english',
    reply_count: message.replyCount,
    attachments: message.attachments.map((attachment) => legacyAttachment(attachment, message)),
    idempotency_key: message.idempotencyKey,
    conversation_sequence: message.sequence,
    share_link_id: message.forwardOf === null ? null : shareLinkOf(message.forwardOf),
    folder_id: null,
  };
}

/** Carbon Voice: announced as removable after 2026-11-01. */
function retiredNames(message: PracticeMessage, account: PracticeAccount): Wire {
  return {
    message_guid: message.id,
    creator_guid: message.creatorId,
    channel_guid: message.conversationId,
    workspace_guid: account.workspaceId,
    parent_message_guid: parentOf(message),
  };
}
