import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import { filterSchema } from './entries.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import { wireSubscription } from './wire.ts';

/** Carbon Voice: the event names of its contracts 5.0.1. */
const eventNames = [
  ...['initializing', 'started', 'paused', 'resumed', 'offline', 'processing', 'finished'].map(
    (name) => `message.${name}`,
  ),
  'message.deleted',
  'message.discussion-notes.added',
  'message.label.added',
  'message.posted.to.channel',
  'message.voicememo.created',
  'channel.created',
  'channel.deleted',
  'channel.user.joined',
  'channel.users.added',
  'channel.user.left',
  'channel.user.removed',
  'channel.async-check.mid',
  'channel.async-check.ending',
  'channel.async.ended',
  'channel.async.extended',
  'channel.async.shortened',
  'channel.ai-summary.generated',
  'workspace.user.joined',
  'workspace.user.added',
  'workspace.user.left',
  'workspace.user.removed',
  'workspace.findable-channel.created',
  'ai.prompt.response.generated',
  'action-item.created',
  'action-item.updated',
  'action-item.deleted',
  'action-item.status.changed',
] as const;

const subscribeBody = z.strictObject({
  webhookURL: z.url({ protocol: /^https?$/ }),
  subscriptions: z.array(z.enum(eventNames)).default([]),
  subscription_filters: z
    .array(
      filterSchema
        .strict()
        .refine(
          ({ operator, value }) => (operator === 'in') === Array.isArray(value),
          'only the operator "in" takes a list, and nothing else',
        ),
    )
    .default([]),
});

/** `POST /apps/subscribe` and its removal. A removed subscription's queued deliveries are dropped. */
export function addSubscriptionRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state, clock } = context;
  app.post('/apps/subscribe', (request) => {
    const body = checked(subscribeBody, request.body);
    if (state.subscriptions.some(({ url }) => url === body.webhookURL)) {
      throw new HttpRefusal(400, 'There is already a subscription with the same webhook url');
    }
    const subscription = {
      id: randomBytes(12).toString('hex'),
      clientId: state.account.clientId,
      url: body.webhookURL,
      events: body.subscriptions,
      filters: body.subscription_filters,
      createdAt: clock.now(),
    };
    state.commit([{ type: 'subscribed', subscription }]);
    return wireSubscription(subscription, state.account.agentId);
  });
  app.delete<{ Params: { client: string; id: string } }>(
    '/apps/:client/unsubscribe/:id',
    (request, reply) => {
      const { client, id } = request.params;
      if (state.subscription(id)?.clientId !== client) {
        throw new HttpRefusal(404, 'Subscription not found');
      }
      state.commit([{ type: 'unsubscribed', id }]);
      return reply.code(204).send();
    },
  );
}
