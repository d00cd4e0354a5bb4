import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { attachmentInput, newAttachment } from './attachment-input.ts';
import type { ServiceContext } from './context.ts';
import { checked } from './http-refusal.ts';
import { answerSend, refuseWhenBroken, sendOnce } from './sending.ts';
import { v3Message, v5Message } from './wire.ts';

const words = z.string().refine((text) => text.trim() !== '', 'should not be empty');

const placeMembers = {
  conversation_id: z.string().min(1),
  idempotency_key: z.guid(),
  reply_to_message_id: z.string().min(1).optional(),
  tagged_user_ids: z.array(z.string()).default([]),
};

// Strict, because Carbon Voice refuses retired members such as `thread_id` instead of ignoring them.
const textBody = z.strictObject({
  ...placeMembers,
  transcript: words,
  attachments: z.array(attachmentInput).default([]),
});

const attachmentBody = z.strictObject({
  ...placeMembers,
  attachments: z.array(attachmentInput).min(1),
});

const startBody = z.object({
  unique_client_id: z.string().min(1),
  transcript: words,
  is_text_message: z.boolean(),
  is_streaming: z.boolean(),
  channel_id: z.string().min(1),
  reply_to_message_id: z.string().min(1).nullish(),
});

/** `POST /v5/messages/text`, `…/attachment` and the old `POST /v3/messages/start`. */
export function addSendRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { account } = context.state;
  app.post('/v5/messages/text', (request, reply) => {
    refuseWhenBroken(context);
    const body = checked(textBody, request.body);
    const message = sendOnce(context, { ...placeOf(body), kind: 'text', words: body.transcript });
    return answerSend(context, reply, v5Message(message, account));
  });
  app.post('/v5/messages/attachment', (request, reply) => {
    refuseWhenBroken(context);
    const place = placeOf(checked(attachmentBody, request.body));
    const message = sendOnce(context, {
      ...place,
      ...{ route: 'attachment', kind: 'attachment', words: '' },
    });
    return answerSend(context, reply, v5Message(message, account));
  });
  app.post('/v3/messages/start', (request, reply) => {
    refuseWhenBroken(context);
    const body = checked(startBody, request.body);
    const message = sendOnce(context, {
      route: 'v3',
      kind: 'text',
      conversationId: body.channel_id,
      words: body.transcript,
      idempotencyKey: body.unique_client_id,
      replyTo: body.reply_to_message_id ?? null,
      attachments: [],
    });
    return answerSend(context, reply, v3Message(message, account));
  });
}

function placeOf(body: z.infer<typeof attachmentBody>) {
  return {
    route: 'v5' as const,
    conversationId: body.conversation_id,
    idempotencyKey: body.idempotency_key,
    replyTo: body.reply_to_message_id ?? null,
    attachments: body.attachments.map(newAttachment),
    taggedUserIds: body.tagged_user_ids,
  };
}
