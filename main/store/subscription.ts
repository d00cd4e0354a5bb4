import type { Subscription } from '../carbonvoice/ports.ts';
import type { Database } from './database.ts';

/** What a service was last told to deliver to; there is no route to ask it. */
export function readSubscription(
  { sql }: Database,
  { service }: { readonly service: string },
): Subscription | null {
  const row = sql.get`SELECT id, clientId, url, agentId FROM subscription WHERE service = ${service}`;
  return row ? ({ ...row } as unknown as Subscription) : null;
}

export function saveSubscription(
  { sql }: Database,
  { service, subscription: s }: { readonly service: string; readonly subscription: Subscription },
): null {
  sql.run`INSERT OR REPLACE INTO subscription (service, id, clientId, url, agentId)
    VALUES (${service}, ${s.id}, ${s.clientId}, ${s.url}, ${s.agentId})`;
  return null;
}
