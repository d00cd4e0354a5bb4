import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checked, checkedId, internalRefusal } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';
import type { Address, MessageRow } from './rows.ts';
import { addressSchema } from './rows.ts';
import type { PageQuery } from './table.ts';

type ById = { Params: { id: string } };

const deliveredAfterMs = 500;

const sendSchema = z.object({
  source: addressSchema,
  destinations: z.array(addressSchema).min(1),
  text: z.string().min(1),
});

/** Text messages. */
export function addMessageRoutes(api: FastifyInstance, context: ServiceContext): void {
  const { messages } = context;
  api.post('/messages', (request) => send(context, checked(sendSchema, request.body)));
  api.get<{ Querystring: PageQuery }>('/messages', (request) => messages.page(request.query));
  api.get<ById>('/messages/:id', (request) => messages.get(checkedId(request.params.id)));
  api.delete<ById>('/messages/:id', (request) => messages.remove(checkedId(request.params.id)));
}

function send(context: ServiceContext, given: z.infer<typeof sendSchema>): MessageRow {
  const { numbers, messages, hub, clock } = context;
  if (!numbers.list().some(({ number }) => number === given.source.target)) throw internalRefusal();
  const targets = given.destinations.map((destination) => targetOf(destination, 'sent'));
  const row = keepMessage(context, { ...given, targets, direction: 'outbound' });
  clock.schedule(deliveredAfterMs, () => {
    if (!messages.find(row.id)) return;
    const arrived = given.destinations.map((destination) => targetOf(destination, 'delivered'));
    hub.publish('message_updated', messages.update(row.id, { targets: arrived }));
  });
  return row;
}

function targetOf(destination: Address, status: string): MessageRow['targets'][number] {
  return { destination, status, parts: 1 };
}

/** A text message from outside to one of the own numbers. */
export function receiveMessage(
  context: ServiceContext,
  { from, to, text }: { readonly from: Address; readonly to: Address; readonly text: string },
): MessageRow {
  const targets = [targetOf(to, 'received')];
  return keepMessage(context, { source: from, targets, text, direction: 'inbound' });
}

function keepMessage(
  { messages, hub }: ServiceContext,
  {
    source,
    targets,
    text,
    direction,
  }: Pick<MessageRow, 'source' | 'targets' | 'text' | 'direction'>,
): MessageRow {
  const row = messages.insert((head) => ({
    ...head,
    type: 'sms',
    source,
    targets,
    text,
    direction,
  }));
  hub.publish('message_created', row);
  return row;
}
