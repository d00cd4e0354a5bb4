import type { ApiPrincipal } from './account.ts';
import type { ServiceEvent } from './event-hub.ts';
import { noId } from './stamps.ts';

/**
 * VoIPBIN: each event is published under two topics per scope, with and without its type. The resource is what stands
 * before the first `_` of the type. Subscriptions are plain prefixes, so that a three-part one matches both.
 */
export function topicsOf({ type, data }: ServiceEvent, customerId: string): readonly string[] {
  const resource = type.split('_')[0] ?? type;
  const owner = 'owner_id' in data && typeof data.owner_id === 'string' ? data.owner_id : noId;
  const scopes = [`customer_id:${customerId}`, ...(owner === noId ? [] : [`agent_id:${owner}`])];
  return scopes.flatMap((scope) => [
    `${scope}:${resource}:${data.id}`,
    `${scope}:${resource}:${type}:${data.id}`,
  ]);
}

/** VoIPBIN: own customer id, or the JWT's own agent id; what follows the id is not looked at. */
export function mayUseTopic(topic: string, principal: ApiPrincipal, customerId: string): boolean {
  const [scope, id] = topic.split(':');
  if (scope === 'customer_id') return id === customerId;
  return scope === 'agent_id' && principal.agentId !== null && id === principal.agentId;
}
