import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import type { PracticeAttachment, PracticeMessage } from './entries.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import type { NewMessage, SendRequest } from './messages.ts';
import { v3Message, v5Message } from './wire.ts';

const attachmentInput = z.strictObject({
  type: z.string(),
  link: z.string().min(1),
  filename: z.string().optional(),
  mime_type: z.string().optional(),
  length_in_bytes: z.number().int().min(0).optional(),
  status: z.enum(['Initializing', 'Uploading', 'Uploaded', 'Failed']).optional(),
  percent_complete: z.number().min(0).max(100).optional(),
  idempotency_key: z.string().optional(),
});

const words = z.string().refine((text) => text.trim() !== '', 'should not be empty');

// Strict, because Carbon Voice refuses retired members such as `thread_id` instead of ignoring them.
const textBody = z.strictObject({
  conversation_id: z.string().min(1),
  transcript: words,
  idempotency_key: z.guid(),
  reply_to_message_id: z.string().min(1).optional(),
  attachments: z.array(attachmentInput).default([]),
  tagged_user_ids: z.array(z.string()).default([]),
});

const startBody = z.object({
  unique_client_id: z.string().min(1),
  transcript: words,
  is_text_message: z.boolean(),
  is_streaming: z.boolean(),
  channel_id: z.string().min(1),
  reply_to_message_id: z.string().min(1).nullish(),
});

type Send = Omit<NewMessage, 'kind' | 'creatorId' | 'rootId' | 'idempotencyKey'> &
  SendRequest & { readonly idempotencyKey: string };

/** `POST /v5/messages/text` and the old `POST /v3/messages/start`. */
export function addSendRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state } = context;
  app.post('/v5/messages/text', (request, reply) => {
    refuseWhenBroken(context);
    const body = checked(textBody, request.body);
    const message = send(context, {
      route: 'v5',
      conversationId: body.conversation_id,
      words: body.transcript,
      idempotencyKey: body.idempotency_key,
      replyTo: body.reply_to_message_id ?? null,
      attachments: body.attachments.map(newAttachment),
      taggedUserIds: body.tagged_user_ids,
    });
    return answer(context, reply, v5Message(message, state.account));
  });
  app.post('/v3/messages/start', (request, reply) => {
    refuseWhenBroken(context);
    const body = checked(startBody, request.body);
    const message = send(context, {
      route: 'v3',
      conversationId: body.channel_id,
      words: body.transcript,
      idempotencyKey: body.unique_client_id,
      replyTo: body.reply_to_message_id ?? null,
      attachments: [],
      taggedUserIds: [],
    });
    return answer(context, reply, v3Message(message, state.account));
  });
}

/**
 * What Carbon Voice does with a repeated key is not known. Here the first message is answered again and none is
 * made, whatever else the request holds; the record of sends shows the repetition.
 */
function send({ state, messages }: ServiceContext, input: Send): PracticeMessage {
  const { route, replyTo, ...rest } = input;
  const first = state.messageByKey(input.idempotencyKey);
  if (first) {
    messages.repeat(first, { route, replyTo });
    return first;
  }
  if (!state.hasConversation(input.conversationId)) {
    throw new HttpRefusal(404, 'Conversation not found');
  }
  const target = replyTo === null ? null : state.message(replyTo);
  if (replyTo !== null && target?.conversationId !== input.conversationId) {
    throw new HttpRefusal(400, 'The message to reply to is not in this conversation');
  }
  if (route === 'v3' && target && target.threadId !== target.id) {
    throw new HttpRefusal(400, 'A reply cannot be replied to');
  }
  return messages.post(
    { ...rest, kind: 'text', creatorId: state.account.agentId, rootId: target?.threadId ?? null },
    { route, replyTo },
  );
}

function refuseWhenBroken({ faults }: ServiceContext): void {
  if (faults.isOn('send-500')) throw new HttpRefusal(500, 'Internal server error');
}

function answer({ faults }: ServiceContext, reply: FastifyReply, message: object): FastifyReply {
  if (!faults.isOn('lost-answer')) return reply.code(201).send(message);
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return reply;
}

function newAttachment(input: z.infer<typeof attachmentInput>): PracticeAttachment {
  return {
    id: randomUUID(),
    // Carbon Voice: types other than those it knows silently become links; of these only two can be sent.
    type: input.type === 'file' ? 'file' : 'link',
    url: input.link,
    filename: input.filename ?? null,
    mimeType: input.mime_type ?? null,
    lengthInBytes: input.length_in_bytes ?? null,
    status: input.status ?? null,
    percentComplete: input.percent_complete ?? null,
  };
}
