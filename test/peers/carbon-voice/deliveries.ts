import { toOldAttachment } from './attachments.ts';
import type { StoredMessage } from './messages.ts';

/**
 * How a delivery looks: as the integration guide describes it (fields at the top), as the published contract
 * does (under `data.resource`), and that with or without the names announced as removable.
 */
export type DeliveryShape = 'guide' | 'current' | 'current-without-guids';
export const deliveryShapes = ['guide', 'current', 'current-without-guids'] as const;

/** The body of one webhook post about a message. */
export function toDelivery(message: StoredMessage, shape: DeliveryShape): unknown {
  if (shape === 'guide') return guideBody(message);
  const { id, creatorId } = message;
  return {
    eventName: 'message.posted.to.channel',
    subscribedUserIds: [creatorId],
    subscribedUserSettings: [{ user_id: creatorId, defaultLanguage: 'english', timezone: 0 }],
    data: {
      eventName: 'message.posted.to.channel',
      resourceId: id,
      resourceType: 'Message',
      resource: { ...currentResource(message), ...(shape === 'current' ? guids(message) : {}) },
    },
  };
}

function guideBody(message: StoredMessage): unknown {
  return {
    message_guid: message.id,
    channel_id: message.conversationId,
    parent_message_id: parentOf(message),
    transcript_txt: message.transcript,
    creator_id: message.creatorId,
  };
}

function currentResource(message: StoredMessage): Record<string, unknown> {
  return {
    id: message.id,
    channel_id: message.conversationId,
    conversation_id: message.conversationId,
    workspace_id: 'workspace-1',
    creator_id: message.creatorId,
    parent_message_id: parentOf(message),
    created_at: new Date(message.createdAt).toISOString(),
    last_updated_at: new Date(message.updatedAt).toISOString(),
    deleted_at: null,
    transcript_txt: message.transcript === '' ? null : message.transcript,
    ai_summary_txt: null,
    has_ai_summary: false,
    duration_ms: 4210,
    message_url: null,
    audio_stream_url: null,
    waveform_url: null,
    kind: message.kind,
    type: 'channel',
    status: 'active',
    language: 'english',
    reply_count: 0,
    attachments: message.attachments.map((one) => toOldAttachment(one, 'id')),
    idempotency_key: message.idempotencyKey,
    conversation_sequence: 17,
    share_link_id: null,
    folder_id: null,
  };
}

function guids(message: StoredMessage): Record<string, unknown> {
  return {
    message_guid: message.id,
    channel_guid: message.conversationId,
    creator_guid: message.creatorId,
    parent_message_guid: parentOf(message),
  };
}

function parentOf({ id, threadId }: StoredMessage): string | null {
  return threadId === id ? null : threadId;
}
