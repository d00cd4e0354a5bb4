import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../base/clock.ts';

export type WebhookRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** After so long without an answer it counts as none. */
  readonly limitMs: number;
};

/**
 * Sends one delivery and resolves with the status of the answer, or null when there was none in time. Never rejects; a
 * redirect is an answer like any other and is not followed.
 */
export function postWebhook(
  { url, method, headers, body, limitMs }: WebhookRequest,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<number | null> {
  return new Promise((resolve) => {
    let status: number | null = null;
    const bytes = Buffer.from(body);
    const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(url, {
      method,
      // One connection for each delivery: nothing idles behind when the service closes.
      agent: false,
      signal,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
    });
    const cancel = clock.schedule(limitMs, () => outgoing.destroy());
    outgoing.on('response', (response) => {
      status = response.statusCode ?? null;
      response.on('error', () => {
        // The status is what counts; a body that breaks off changes nothing.
      });
      response.resume();
    });
    outgoing.on('error', () => {
      // Told by `close`, which always follows: without a status the delivery is tried again.
    });
    outgoing.on('close', () => {
      cancel();
      resolve(status);
    });
    outgoing.end(bytes);
  });
}
