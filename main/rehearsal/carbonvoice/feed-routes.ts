import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import type { FeedOrder, FeedRequest } from './feed.ts';
import { readFeed } from './feed.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import { v3Message, v6Message } from './wire.ts';

const date = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const direction = z.enum(['newer', 'older']).default('newer');

// Strict, because Carbon Voice refuses retired members such as `channel_id` instead of ignoring them.
const pageQuery = z.strictObject({
  direction,
  date: date.optional(),
  cursor: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
  conversation_id: z.string().optional(),
  language: z.string().optional(),
  presigned_url: z.string().optional(),
  include_unchanged_content: z.string().optional(),
});

const recentBody = z.strictObject({
  date,
  direction: z.enum(['newer', 'older']),
  use_last_updated: z.boolean(),
  limit: z.number().int().min(1).max(200).default(100),
  channel_id: z.string().optional(),
});

/** `GET /v6/messages/updates`, `GET /v6/messages` and the old `POST /v3/messages/recent`. */
export function addFeedRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state } = context;
  app.get('/v6/messages/updates', (request) => readPage(context, 'updated', request.query));
  app.get('/v6/messages', (request) => readPage(context, 'created', request.query));
  app.post('/v3/messages/recent', (request, reply) => {
    const body = checked(recentBody, request.body);
    const order = body.use_last_updated ? 'updated' : 'created';
    const anchor = { type: 'date', at: body.date, exact: true } as const;
    const page = readFeed(
      messagesOf(context, body.channel_id),
      { order, direction: body.direction, limit: body.limit, anchor },
      state.account.feedId,
    );
    reply.code(201);
    return (page?.rows ?? []).map((message) => v3Message(message, state.account));
  });
}

function readPage(context: ServiceContext, order: FeedOrder, input: unknown): object {
  const { state, faults } = context;
  if (faults.isOn('feed-down')) throw new HttpRefusal(500, 'Internal server error');
  const query = checked(pageQuery, input);
  const anchor = anchorOf(context, query);
  if (anchor.type === 'cursor' && faults.isOn('stale-cursor')) {
    throw new HttpRefusal(400, 'Invalid cursor');
  }
  const request: FeedRequest = { order, direction: query.direction, limit: query.limit, anchor };
  const page = readFeed(messagesOf(context, query.conversation_id), request, state.account.feedId);
  if (page === null) throw new HttpRefusal(400, 'Invalid cursor');
  const rows = page.rows.map((message) => v6Message(message, state.account));
  const repeats = faults.isOn('feed-repeats') ? [...rows, ...rows] : [];
  const damaged = faults.isOn('feed-damaged') ? damagedRows : [];
  return {
    data: [...damaged, ...rows, ...repeats],
    has_more: page.hasMore,
    next_cursor: page.nextCursor,
  };
}

/** What no schema takes; the last one has at least an id. */
const damagedRows: readonly unknown[] = [null, 'rubbish', { id: 7 }, { id: 'damaged', status: [] }];

/** Carbon Voice: a cursor replaces the date. */
function anchorOf(
  { clock }: ServiceContext,
  query: z.infer<typeof pageQuery>,
): FeedRequest['anchor'] {
  if (query.cursor !== undefined) return { type: 'cursor', text: query.cursor };
  if (query.date !== undefined) return { type: 'date', at: query.date };
  if (query.direction === 'older') return { type: 'date', at: clock.now() + 1 };
  throw new HttpRefusal(400, 'date or cursor is needed');
}

function messagesOf(
  { state }: ServiceContext,
  conversationId: string | undefined,
): ReturnType<ServiceContext['state']['messagesIn']> {
  if (conversationId === undefined) return state.messages;
  if (!state.hasConversation(conversationId)) throw new HttpRefusal(404, 'Conversation not found');
  return state.messagesIn(conversationId);
}
