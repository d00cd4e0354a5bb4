import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import { legacyReactions } from './wire.ts';

const reactionBody = z.strictObject({
  reaction: z.string().refine(isReaction, 'must be exactly one emoji of at most 32 code units'),
});

const readQuery = z.object({
  type: z.literal('message'),
  notification_removal_mode: z.literal('hard'),
});

const signalBody = z.strictObject({
  signal_type: z.enum(['typing', 'thinking', 'tool_call', 'searching', 'processing']),
  body: z.string().max(200).optional(),
  ttl_ms: z.number().int().min(500).max(30_000).optional(),
  message_id: z.string().optional(),
});

/** Read marks, reactions and working hints of the agent. */
export function addCourtesyRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state, clock, messages } = context;
  app.delete<{ Params: { channel: string; message: string } }>(
    '/notifications/:channel/:message',
    (request, reply) => {
      checked(readQuery, request.query);
      const { channel: conversationId, message: messageId } = request.params;
      if (state.message(messageId)?.conversationId !== conversationId) {
        throw new HttpRefusal(404, 'Message not found');
      }
      state.commit([{ type: 'read', read: { at: clock.now(), conversationId, messageId } }]);
      return reply.send({ success: true });
    },
  );
  const react = (messageId: string, reaction: string): object => {
    if (!state.message(messageId)) throw new HttpRefusal(404, 'Message not found');
    messages.react({ messageId, userId: state.account.agentId, reaction });
    return { success: true };
  };
  app.post<{ Params: { id: string } }>('/reactions/message/:id', (request, reply) => {
    const { reaction } = checked(reactionBody, request.body);
    return reply.code(201).send(react(request.params.id, reaction));
  });
  app.post<{ Params: { reaction: string; id: string } }>(
    '/reactions/:reaction/:id',
    (request, reply) => {
      const { reaction, id } = request.params;
      if (!legacyReactions.includes(reaction)) throw new HttpRefusal(400, 'Unknown reaction');
      return reply.code(201).send(react(id, reaction));
    },
  );
  addSignalRoute(app, context);
}

function addSignalRoute(app: FastifyInstance, { state, clock, faults }: ServiceContext): void {
  app.post<{ Params: { id: string } }>('/v5/conversations/:id/signal', (request, reply) => {
    if (faults.isOn('no-signals')) throw new HttpRefusal(404, 'Not found');
    const conversationId = request.params.id;
    if (!state.hasConversation(conversationId)) {
      throw new HttpRefusal(404, 'Conversation not found');
    }
    const body = checked(signalBody, request.body);
    const signal = {
      at: clock.now(),
      conversationId,
      signalType: body.signal_type,
      body: body.body ?? null,
      ttlMs: body.ttl_ms ?? null,
      messageId: body.message_id ?? null,
    };
    state.commit([{ type: 'signal', signal }]);
    return reply.code(204).send();
  });
}

/** One emoji as people count them, or a legacy id. */
function isReaction(text: string): boolean {
  if (legacyReactions.includes(text)) return true;
  if (text.length > 32 || !/\p{Extended_Pictographic}|\p{RGI_Emoji}/v.test(text)) return false;
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length === 1;
}
