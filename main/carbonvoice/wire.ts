import { z } from 'zod';
import { parseAttachments } from './attachment-wire.ts';
import type { RemoteAttachment } from './attachment-wire.ts';
import { parseReactions } from './courtesy-wire.ts';
import type { Reaction } from './courtesy-wire.ts';
import { id, maybeId, maybeText, unreadable } from './wire-parts.ts';

/** What a delivery tells of a message: a hint; only `id` is sure to be there. */
export type DeliveryHint = {
  readonly id: string;
  readonly conversationId: string | null;
  readonly senderId: string | null;
};

export type Delivery =
  | { readonly type: 'message'; readonly hint: DeliveryHint }
  /** Genuine, and nothing to do: an event about something else than a message. */
  | { readonly type: 'other' };

/** A message as the service has it now. */
export type RemoteMessage = {
  readonly id: string;
  readonly conversationId: string;
  readonly creatorId: string;
  /** Root of its thread, or null for a top-level message. */
  readonly parentId: string | null;
  readonly kind: string;
  readonly status: string;
  /** Blank while the transcript is awaited. */
  readonly text: string;
  /** Epoch ms; null where it is not told. */
  readonly createdAt: number | null;
  /** Of the last change; epoch ms, null where it is not told. */
  readonly updatedAt: number | null;
  /** Whom it is meant for; in the answer of a read only, and not before its words. */
  readonly taggedIds: readonly string[];
  /** Who reacted to it; in the answer of a read only. */
  readonly reactorIds: readonly string[];
  /** The same with what they reacted with. */
  readonly reactions: readonly Reaction[];
  readonly attachments: readonly RemoteAttachment[];
  /** Of the message that it forwards; null when it forwards none. */
  readonly shareLinkId: string | null;
  readonly idempotencyKey: string | null;
};

/** What a forward shows. Carbon Voice: a message need not be of a conversation. */
export type SharedMessage = Omit<RemoteMessage, 'conversationId'>;

export type Identity = {
  readonly agentId: string;
  readonly agentName: string;
  /** The person who made the agent account. */
  readonly ownerId: string | null;
};

/**
 * The current shape has the message under `data.resource`, the guide's at the top level; names ending in `_guid`
 * were announced as removable after 2026-11-01, so they are only a fallback.
 */
const deliverySchema = z.object({
  eventName: maybeText,
  data: z
    .object({ eventName: maybeText, resourceType: maybeText, resource: z.unknown() })
    .nullish()
    .catch(null),
});
const hintSchema = z.object({
  id: maybeId,
  message_guid: maybeId,
  message_id: maybeId,
  channel_id: maybeId,
  conversation_id: maybeId,
  channel_guid: maybeId,
  creator_id: maybeId,
  creator_guid: maybeId,
});

/** Null for what is no delivery of Carbon Voice at all. */
export function parseDelivery(body: unknown): Delivery | null {
  const envelope = deliverySchema.safeParse(body);
  if (!envelope.success) return null;
  const { eventName, data } = envelope.data;
  const event = eventName ?? data?.eventName ?? '';
  if (event !== '' && !event.startsWith('message.')) return { type: 'other' };
  if (data?.resourceType && data.resourceType.toLowerCase() !== 'message') return { type: 'other' };
  return parseHint(data?.resource ?? body);
}

function parseHint(resource: unknown): Delivery | null {
  const parsed = hintSchema.safeParse(resource);
  if (!parsed.success) return null;
  const wire = parsed.data;
  const messageId = wire.id ?? wire.message_guid ?? wire.message_id;
  if (!messageId) return null;
  return {
    type: 'message',
    hint: {
      id: messageId,
      conversationId: wire.channel_id ?? wire.conversation_id ?? wire.channel_guid ?? null,
      senderId: wire.creator_id ?? wire.creator_guid ?? null,
    },
  };
}

const messageSchema = z.object({
  id: maybeId,
  message_id: maybeId,
  message_guid: maybeId,
  conversation_id: maybeId,
  channel_id: maybeId,
  creator_id: id,
  thread_id: maybeId,
  parent_message_id: maybeId,
  kind: maybeText,
  status: maybeText,
  created_at: z.string().nullish().catch(null),
  updated_at: z.string().nullish().catch(null),
  reaction_summary: z.unknown().optional(),
  tagged_user_ids: z.array(z.unknown()).nullish().catch(null),
  attachments: z.unknown().optional(),
  deleted_at: maybeText,
  share_link_id: maybeId,
  idempotency_key: maybeText,
  transcript: maybeText,
  content: z
    .object({
      transcript: maybeText,
      time_codes: z
        .array(z.object({ t: z.string() }))
        .nullish()
        .catch(null),
      duration_ms: z.number().nullish().catch(null),
      ...{ url: maybeText, presigned_url: maybeText, streaming_url: maybeText },
    })
    .nullish()
    .catch(null),
});
type WireMessage = z.infer<typeof messageSchema>;

/** A message of `GET /v6/messages/{id}` (in its envelope or bare) or of a feed page. Throws ProtocolError. */
export function parseMessage(body: unknown): RemoteMessage {
  const wire = readMessage(body);
  const conversationId = wire.conversation_id ?? wire.channel_id;
  if (!conversationId) throw unreadable('a message');
  return { ...toMessage(wire), conversationId };
}

function toMessage(wire: WireMessage & { readonly id: string }): SharedMessage {
  const { id: messageId } = wire;
  const reactions = parseReactions(wire.reaction_summary);
  return {
    id: messageId,
    creatorId: wire.creator_id,
    parentId: parentOf(wire, messageId),
    kind: wire.kind ?? kindOf(wire),
    status: wire.deleted_at ? 'deleted' : (wire.status ?? 'active'),
    text: textOf(wire),
    createdAt: instantOf(wire.created_at),
    updatedAt: instantOf(wire.updated_at),
    taggedIds: (wire.tagged_user_ids ?? []).filter((tag) => typeof tag === 'string'),
    reactorIds: reactions.map(({ userId }) => userId),
    reactions,
    attachments: parseAttachments(wire.attachments),
    shareLinkId: wire.share_link_id ?? null,
    idempotencyKey: wire.idempotency_key ?? null,
  };
}

function instantOf(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

/** What stands behind a share link; null when the answer holds no message. Throws ProtocolError. */
export function parseSharedMessage(body: unknown): SharedMessage | null {
  const link = z.object({ shared_message: z.unknown() }).safeParse(body).data;
  if (!link) throw unreadable('a forwarded message');
  if (link.shared_message === null || link.shared_message === undefined) return null;
  return toMessage(readMessage(link.shared_message));
}

function readMessage(body: unknown): WireMessage & { readonly id: string } {
  const bare = z.object({ message: z.unknown() }).safeParse(body);
  const wire = messageSchema.safeParse(bare.data?.message ?? body).data;
  if (!wire) throw unreadable('a message');
  const messageId = wire.id ?? wire.message_id ?? wire.message_guid;
  if (!messageId) throw unreadable('a message');
  return { ...wire, id: messageId };
}

/** Where it is not told: what has neither words nor sound consists of what came along, if anything did. */
function kindOf(wire: WireMessage): string {
  if (textOf(wire) !== '') return 'text';
  const { duration_ms: durationMs, url, presigned_url, streaming_url } = wire.content ?? {};
  const hasSound = (durationMs ?? 0) > 0 || Boolean(url ?? presigned_url ?? streaming_url);
  return !hasSound && parseAttachments(wire.attachments).length > 0 ? 'attachment' : 'audio';
}

/** Carbon Voice: a message is a reply when `thread_id` differs from `id`. */
function parentOf(wire: WireMessage, messageId: string): string | null {
  const parent = wire.thread_id ?? wire.parent_message_id ?? null;
  return parent === messageId ? null : parent;
}

/** Carbon Voice: where `transcript` is blank, the words are in `time_codes[].t`. */
function textOf({ content, transcript }: WireMessage): string {
  const text = (content?.transcript ?? transcript ?? '').trim();
  if (text !== '') return text;
  return (content?.time_codes ?? [])
    .map(({ t }) => t.trim())
    .join(' ')
    .trim();
}

/** `GET /whoami`. Throws ProtocolError. */
export function parseIdentity(body: unknown): Identity {
  const schema = z.object({
    user: z.object({
      user_guid: maybeId,
      _id: maybeId,
      id: maybeId,
      created_by: maybeId,
      first_name: maybeText,
      last_name: maybeText,
    }),
  });
  const user = schema.safeParse(body).data?.user;
  const agentId = user?.user_guid ?? user?._id ?? user?.id;
  if (!user || !agentId) throw unreadable('an account');
  const agentName = [user.first_name, user.last_name].filter(Boolean).join(' ');
  return { agentId, agentName, ownerId: user.created_by ?? null };
}

/** The answer of `POST /apps/subscribe`. Throws ProtocolError. */
export function parseSubscription(body: unknown): {
  readonly id: string;
  readonly clientId: string;
} {
  const answer = z.object({ id, client_id: id }).safeParse(body);
  if (!answer.success) throw unreadable('a webhook registration');
  return { id: answer.data.id, clientId: answer.data.client_id };
}

/** The reason in an error body: `errmsg` on simplified routes, `message` (at times a list) on the others. */
export function parseErrorText(body: unknown): string {
  const text = z.union([z.string(), z.array(z.string()).transform((list) => list.join('; '))]);
  const schema = z.object({
    errmsg: text.nullish(),
    message: text.nullish(),
    error: text.nullish(),
  });
  const parsed = schema.safeParse(body).data;
  return parsed?.errmsg ?? parsed?.message ?? parsed?.error ?? '';
}

/** Carbon Voice: `message.posted.to.channel` is the event for agents; `creator_id ne self` stops loops. */
export function subscriptionBody(url: string, agentId: string | null): unknown {
  return {
    webhookURL: url,
    subscriptions: ['message.posted.to.channel'],
    ...(agentId !== null && {
      subscription_filters: [{ key: 'creator_id', operator: 'ne', value: agentId }],
    }),
  };
}
