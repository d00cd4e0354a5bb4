import { z } from 'zod';
import { attachmentBody, parseAttachments } from './attachment-wire.ts';
import type { NewAttachment, RemoteAttachment } from './attachment-wire.ts';
import { maybeId, unreadable } from './wire-parts.ts';

/** What every message into a conversation has. */
export type Addressed = {
  readonly conversationId: string;
  /** One key per logical message, kept over every attempt. */
  readonly idempotencyKey: string;
  /** Root of the thread that is answered, or null at the top level. */
  readonly replyTo: string | null;
};
export type TextMessage = Addressed & {
  /** Not empty. */
  readonly text: string;
  readonly attachments?: readonly NewAttachment[];
};
export type AttachmentMessage = Addressed & {
  /** At least one. */
  readonly attachments: readonly NewAttachment[];
};
export type AudioMessage = Addressed & {
  readonly audio: Blob;
  readonly fileName: string;
};
/** To people instead of into a conversation; the service opens one where there is none. */
export type DirectMessage = {
  readonly userIds?: readonly string[];
  readonly emails?: readonly string[];
  readonly text: string;
  readonly links?: readonly string[];
};

/** A message that is at the service. */
export type Sent = {
  readonly id: string;
  /** Null where the answer does not tell. */
  readonly conversationId: string | null;
  /** In the order in which they were sent, as far as the answer tells. */
  readonly attachments: readonly RemoteAttachment[];
  /** Whether the route takes what goes along; otherwise it has to be added. */
  readonly carried: boolean;
};

/** `POST /v5/messages/text`; without words `POST /v5/messages/attachment`. */
export function messageBody(message: TextMessage | AttachmentMessage): unknown {
  const { attachments = [] } = message;
  return {
    ...addressBody(message),
    ...('text' in message && { transcript: message.text }),
    ...(attachments.length > 0 && { attachments: attachments.map((one) => attachmentBody(one)) }),
  };
}

function addressBody({ conversationId, idempotencyKey, replyTo }: Addressed) {
  return {
    conversation_id: conversationId,
    idempotency_key: idempotencyKey,
    ...(replyTo !== null && { reply_to_message_id: replyTo }),
  };
}

/** `POST /v3/messages/start`, which takes words only: attachments are added afterwards. */
export function oldMessageBody(message: TextMessage | AttachmentMessage): unknown {
  return {
    unique_client_id: message.idempotencyKey,
    transcript: 'text' in message ? message.text : namesOf(message.attachments),
    is_text_message: true,
    is_streaming: false,
    channel_id: message.conversationId,
    // Carbon Voice: a reply to a reply is a 400 here; ours is the root always.
    ...(message.replyTo !== null && { reply_to_message_id: message.replyTo }),
  };
}

/** Words for a message without any, where there must be some. */
export function namesOf(attachments: readonly NewAttachment[]): string {
  return attachments.map((one) => (one.type === 'file' ? one.fileName : one.link)).join('\n');
}

/** `POST /simplified/messages/direct`. It has no key: what was sent once must not be sent again unseen. */
export function directBody({ userIds = [], emails = [], text, links = [] }: DirectMessage) {
  return {
    to: {
      ...(userIds.length > 0 && { user_ids: userIds }),
      ...(emails.length > 0 && { emails }),
    },
    workspace_id: 'personal',
    transcript: text,
    ...(links.length > 0 && { links }),
    from_message_type: 'NewMessage',
    body_type: 'TextMessage',
  };
}

/**
 * `POST /v5/messages/audio`. Carbon Voice: `payload` is a part of JSON without a file name, which `FormData` cannot
 * write; so the parts are put together here, the sound as a blob that is streamed.
 */
export function audioForm(message: AudioMessage, boundary: string): Blob {
  const { audio, fileName } = message;
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="payload"',
    'Content-Type: application/json',
    '',
    JSON.stringify(addressBody(message)),
    `--${boundary}`,
    `Content-Disposition: form-data; name="audio_file"; filename="${quoted(fileName)}"`,
    'Content-Type: application/octet-stream',
    '',
    '',
  ].join('\r\n');
  const type = `multipart/form-data; boundary=${boundary}`;
  return new Blob([head, audio, `\r\n--${boundary}--\r\n`], { type });
}

/** As the HTML standard writes names in a form: a quotation mark or a line break would end the header. */
function quoted(name: string): string {
  return name.replace(/\r?\n|\r/gu, '%0D%0A').replace(/"/gu, '%22');
}

const sentSchema = z
  .object({
    ...{ id: maybeId, message_id: maybeId, _id: maybeId },
    ...{ conversation_id: maybeId, channel_id: maybeId },
    channel_ids: z.array(z.string()).nullish().catch(null),
    attachments: z.unknown().optional(),
  })
  .transform((wire) => ({
    id: wire.id ?? wire.message_id ?? wire._id ?? null,
    conversationId: wire.conversation_id ?? wire.channel_id ?? wire.channel_ids?.[0] ?? null,
    attachments: parseAttachments(wire.attachments),
  }));

/**
 * A message just sent: bare on v5, in `message` on the simplified routes; its id is `id`, in older parts `message_id`
 * or `_id`. Throws ProtocolError.
 */
export function parseSent(body: unknown, carried = true): Sent {
  const envelope = z.object({ message: z.looseObject({}) }).safeParse(body).data;
  const sent = sentSchema.safeParse(envelope?.message ?? body).data;
  if (!sent || sent.id === null) throw unreadable('a sent message');
  return { ...sent, id: sent.id, carried };
}
