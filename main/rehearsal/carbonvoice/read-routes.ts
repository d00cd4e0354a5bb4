import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import type { PracticeMessage } from './entries.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import { isoTime } from './iso-time.ts';
import { parentOf, shareLinkOf, v6Message, wireShareLink } from './wire.ts';

const byIdsBody = z.strictObject({
  conversation_id: z.string(),
  message_ids: z.array(z.string()).min(1),
});

const indexQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(200),
  direction: z.enum(['older', 'newer']).default('older'),
});

/** Reads by id: one message, several, and the light list of a conversation. */
export function addReadRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state } = context;
  app.get<{ Params: { id: string } }>('/v6/messages/:id', (request) => {
    const message = visible(context, request.params.id);
    if (!message) throw new HttpRefusal(404, 'Message not found');
    if (context.faults.isOn('stuck-message') && message.words.includes('stuck')) {
      throw new HttpRefusal(500, 'Internal server error');
    }
    return { message: v6Message(message, state.account) };
  });
  app.get<{ Params: { id: string } }>('/v6/message-sharelinks/:id', (request) => {
    const shared = state.messages.find(({ id }) => shareLinkOf(id) === request.params.id);
    if (!shared) throw new HttpRefusal(404, 'Share link not found');
    return wireShareLink(shared, state.account);
  });
  app.post('/v6/messages/by-ids', (request) => {
    const body = checked(byIdsBody, request.body);
    if (!state.hasConversation(body.conversation_id)) {
      throw new HttpRefusal(404, 'Conversation not found');
    }
    return body.message_ids
      .map((id) => visible(context, id))
      .filter((message) => message !== null)
      .filter((message) => message.conversationId === body.conversation_id)
      .map((message) => v6Message(message, state.account));
  });
  app.get<{ Params: { id: string } }>('/messages/:id/index', (request) => {
    const { limit, direction } = checked(indexQuery, request.query);
    if (!state.hasConversation(request.params.id)) {
      throw new HttpRefusal(404, 'Conversation not found');
    }
    const sign = direction === 'newer' ? 1 : -1;
    const found = state
      .messagesIn(request.params.id)
      .toSorted((a, b) => sign * (a.createdSeq - b.createdSeq));
    return { results: found.slice(0, limit).map(indexRow) };
  });
}

function visible({ state, deliveries }: ServiceContext, id: string): PracticeMessage | null {
  return deliveries.isHidden(id) ? null : state.message(id);
}

function indexRow(message: PracticeMessage): object {
  return {
    message_id: message.id,
    parent_message_id: parentOf(message),
    status: message.status,
    created_at: isoTime(message.createdAt),
  };
}
