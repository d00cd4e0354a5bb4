import { addressBody } from './call-wire.ts';
import type { RestClient } from './rest-client.ts';

/** One text message; numbers in E.164. */
export type OutgoingText = { readonly from: string; readonly to: string; readonly text: string };

/**
 * Sends once, never again by itself: VoIPBIN has no idempotency key. Throws AppError; NetworkError with
 * `mayHaveArrived`, RemoteError where the service refuses.
 */
export async function sendText(
  client: Pick<RestClient, 'order'>,
  { from, to, text }: OutgoingText,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    source: addressBody({ type: 'tel', target: from }),
    destinations: [addressBody({ type: 'tel', target: to })],
    text,
  };
  await client.order(
    { method: 'POST', path: '/messages', body, effect: 'once', asked: 'send-text' },
    signal,
  );
}
