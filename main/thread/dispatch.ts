import { newId } from '../base/ids.ts';
import type { Dispatch } from './outbox-ports.ts';
import type { MessageChannel } from './ports.ts';

/** What decides how words leave. */
export type WayOut = Pick<MessageChannel, 'sends' | 'divide' | 'expireAfterMs'>;

/** The order to send a text, one key for each message that it takes; null where nothing has to be sent. */
export function dispatchOf(text: string, channel: WayOut, now: number): Dispatch | null {
  if (!channel.sends) return null;
  const parts = channel.divide(text).map((part) => ({ text: part, idempotencyKey: newId() }));
  const { expireAfterMs } = channel;
  return { parts, expiresAt: expireAfterMs === null ? null : now + expireAfterMs };
}
