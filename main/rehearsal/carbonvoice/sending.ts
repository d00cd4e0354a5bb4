import type { FastifyReply } from 'fastify';
import type { ServiceContext } from './context.ts';
import type { PracticeEntry, PracticeMessage } from './entries.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { NewMessage, SendRequest } from './messages.ts';

/** The vendor's own clients keep to so many characters; whether the service refuses more is not known. */
const maxTextLength = 8000;

export type Send = Omit<NewMessage, 'creatorId' | 'rootId' | 'taggedUserIds'> &
  SendRequest & {
    readonly taggedUserIds?: readonly string[];
    /** People and places that are made for it. */
    readonly before?: readonly PracticeEntry[];
  };

/**
 * What Carbon Voice does with a repeated key is not known. Here the first message is answered again and none is
 * made, whatever else the request holds; the record of sends shows the repetition.
 */
export function sendOnce(context: ServiceContext, input: Send): PracticeMessage {
  const { state, messages } = context;
  const { route, replyTo, audio = null, before = [], ...rest } = input;
  const first = input.idempotencyKey === null ? null : state.messageByKey(input.idempotencyKey);
  if (first) {
    messages.repeat(first, { route, replyTo, audio });
    return first;
  }
  if (before.length === 0 && !state.hasConversation(input.conversationId)) {
    throw new HttpRefusal(404, 'Conversation not found');
  }
  if (context.faults.isOn('text-limit') && input.words.length > maxTextLength) {
    throw new HttpRefusal(400, `transcript must be at most ${maxTextLength} characters`);
  }
  const target = replyTarget(context, input);
  const message = messages.post(
    {
      ...rest,
      taggedUserIds: [...(rest.taggedUserIds ?? [])],
      creatorId: state.account.agentId,
      rootId: target?.threadId ?? null,
    },
    { send: { route, replyTo, audio }, before },
  );
  context.transcripts.schedule(message);
  return message;
}

function replyTarget(
  { state }: ServiceContext,
  { route, replyTo, conversationId }: Send,
): PracticeMessage | null {
  if (replyTo === null) return null;
  const target = state.message(replyTo);
  if (target?.conversationId !== conversationId) {
    throw new HttpRefusal(400, 'The message to reply to is not in this conversation');
  }
  if (route === 'v3' && target.threadId !== target.id) {
    throw new HttpRefusal(400, 'A reply cannot be replied to');
  }
  return target;
}

export function refuseWhenBroken({ faults }: ServiceContext): void {
  if (faults.isOn('send-500')) throw new HttpRefusal(500, 'Internal server error');
}

/** The answer of a send, unless it gets lost on its way. */
export function answerSend(
  { faults }: ServiceContext,
  reply: FastifyReply,
  body: object,
): FastifyReply {
  if (faults.isOn('kept-503')) throw new HttpRefusal(503, 'Service unavailable');
  return faults.isOn('lost-answer') ? cutOff(reply) : reply.code(201).send(body);
}

/** What was asked is done, and nobody is told. */
export function cutOff(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return reply;
}
