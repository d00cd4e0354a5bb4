import type { Clock } from '../base/clock.ts';
import type { Accepted, Incoming } from '../thread/inbox-ports.ts';
import type { Arrivals } from './arrivals.ts';
import type { Identity } from './wire.ts';
import { parseDelivery } from './wire.ts';

export type DeliveryDeps = {
  /** Durable when it resolves. */
  readonly accept: (incoming: Incoming) => Promise<Accepted>;
  readonly identity: () => Identity | null;
  /** A delivery told of one of our own messages: there is a subscription without the filter. */
  readonly onOwn: () => void;
  /** Notes what came, for whoever asks why nothing does. */
  readonly arrivals?: Pick<Arrivals, 'delivered'>;
  readonly clock: Clock;
};

/**
 * Takes one delivery: a hint that a message exists. What it says about sender and text is not believed; the
 * message is read from the service before anything is done. False for what is no delivery of Carbon Voice.
 */
export async function takeDelivery(deps: DeliveryDeps, body: unknown): Promise<boolean> {
  const delivery = parseDelivery(body);
  if (delivery === null) return false;
  if (delivery.type === 'other') return true;
  const { id, conversationId, senderId } = delivery.hint;
  const isOwn = senderId !== null && senderId === deps.identity()?.agentId;
  deps.arrivals?.delivered(id, isOwn, deps.clock.now());
  // Own messages come back where the subscription has no filter.
  if (isOwn) {
    deps.onOwn();
    return true;
  }
  await deps.accept({
    channel: 'carbonvoice',
    remoteId: id,
    conversationId,
    author: senderId ?? '',
    principal: 'stranger',
    text: '',
    receivedAt: deps.clock.now(),
  });
  return true;
}
