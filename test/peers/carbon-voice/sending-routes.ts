import { z } from 'zod';
import { bad } from './answers.ts';
import type { Answer } from './answers.ts';
import { toAttachment } from './attachments.ts';
import { readForm } from './form.ts';
import type { Call } from './journal.ts';
import type { NewMessage } from './messages.ts';
import { toSimplified, toV3, toV5 } from './messages.ts';
import type { RouteParts } from './routes.ts';

type Body = Readonly<Record<string, unknown>>;

/** Members that v5 refuses instead of ignoring them. */
const retired = ['thread_id', 'channel_id', 'unique_client_id', 'is_text_message', 'is_streaming'];
const id = z.string().min(1);
const currentSchema = z.object({
  ...{ conversation_id: id, idempotency_key: id, reply_to_message_id: id.optional() },
});
const oldSchema = z.object({
  ...{ unique_client_id: id, channel_id: id, transcript: id, reply_to_message_id: id.nullish() },
  ...{ is_text_message: z.literal(true), is_streaming: z.literal(false) },
});
const directSchema = z.strictObject({
  to: z.object({
    user_ids: z.array(id).default([]),
    emails: z.array(z.email()).default([]),
  }),
  workspace_id: id.default('personal'),
  transcript: z.string().default(''),
  links: z.array(z.url()).default([]),
  from_message_type: z.literal('NewMessage').default('NewMessage'),
  body_type: z.string().optional(),
});

/** `POST /v5/messages/text`. */
export function sendText({ body }: Call, parts: RouteParts): Answer {
  const { transcript, attachments = [] } = body;
  if (typeof transcript !== 'string' || transcript === '') return bad('transcript is empty');
  const files = toAttachments(attachments);
  if (files === null) return bad('attachments is wrong');
  return keep(body, { text: transcript, kind: 'text', attachments: files }, parts);
}

/** `POST /v5/messages/attachment`. */
export function sendAttachments({ body }: Call, parts: RouteParts): Answer {
  if ('transcript' in body) return bad('property transcript should not exist');
  const files = toAttachments(body['attachments']);
  if (files === null || files.length === 0) return bad('attachments is needed');
  return keep(body, { text: '', kind: 'attachment', attachments: files }, parts);
}

/** `POST /v5/messages/audio`; its words come later. */
export async function sendAudio(call: Call, parts: RouteParts): Promise<Answer> {
  const form = await readForm(call);
  if (typeof form === 'string') return bad(form);
  const { duration } = form.payload;
  if (duration !== undefined && !Number.isInteger(duration)) return bad('duration is in ms');
  const said = { text: '', kind: 'audio', status: 'processing', audio: form.audio } as const;
  return keep(form.payload, said, parts);
}

type Said = Pick<NewMessage, 'text' | 'kind' | 'status' | 'attachments' | 'audio'>;

function keep(body: Body, said: Said, parts: RouteParts): Answer {
  const old = retired.find((name) => name in body);
  if (old !== undefined) return bad(`property ${old} should not exist`);
  const read = currentSchema.safeParse(body);
  if (!read.success) return bad(z.prettifyError(read.error));
  const { conversation_id: conversationId, idempotency_key: idempotencyKey } = read.data;
  const replyTo = read.data.reply_to_message_id ?? null;
  const place = { from: parts.agentId, conversationId, replyTo, idempotencyKey };
  const sent = parts.shelf.add({ ...said, ...place });
  if (!sent) return bad('reply_to_message_id is not of this conversation');
  parts.onSent(sent);
  return { status: 201, body: toV5(sent) };
}

/** Null when one of them is refused. */
function toAttachments(list: unknown) {
  if (!Array.isArray(list)) return null;
  const read = list.map(toAttachment).filter((one) => one !== null);
  return read.length === list.length ? read : null;
}

/** `POST /v3/messages/start`, which takes words only and refuses replies to replies. */
export function sendOld({ body }: Call, parts: RouteParts): Answer {
  const read = oldSchema.safeParse(body);
  if (!read.success) return bad(z.prettifyError(read.error));
  const { unique_client_id: key, channel_id: conversationId, transcript: text } = read.data;
  const replyTo = read.data.reply_to_message_id ?? null;
  const parent = replyTo === null ? null : parts.shelf.get(replyTo);
  if (parent && parent.threadId !== parent.id) {
    return bad('You cannot reply to a message that is a reply');
  }
  const place = { from: parts.agentId, conversationId, replyTo, idempotencyKey: key };
  const sent = parts.shelf.add({ ...place, text, kind: 'text' });
  if (!sent) return bad('reply_to_message_id is not of this conversation');
  parts.onSent(sent);
  return { status: 201, body: toV3(sent) };
}

/** `POST /simplified/messages/direct`: no key, so a second time is a second message. */
export function sendDirect({ body }: Call, parts: RouteParts): Answer {
  const read = directSchema.safeParse(body);
  if (!read.success) return bad(z.prettifyError(read.error));
  const { to, transcript: text, links } = read.data;
  const people = [...to.user_ids, ...to.emails].toSorted();
  if (people.length === 0) return bad('to is needed');
  const conversationId = `direct-${people.join('-')}`;
  const attachments = toAttachments(links.map((link) => ({ type: 'link', link }))) ?? [];
  if (text === '' && attachments.length === 0) return bad('nothing to send');
  parts.directs.set(conversationId, people);
  const place = { from: parts.agentId, conversationId };
  const sent = parts.shelf.add({ ...place, text, kind: 'text', attachments });
  if (!sent) return bad('nothing to send');
  parts.onSent(sent);
  return { status: 201, body: { message: toSimplified(sent) } };
}
