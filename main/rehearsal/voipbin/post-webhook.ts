import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../../base/clock.ts';

const timeLimitMs = 30_000;

export type WebhookRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Sends one delivery; resolves with the status of the answer, or null when there was none within 30 s. Never rejects. */
export function postWebhook(
  { url, method, headers, body }: WebhookRequest,
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
    const cancel = clock.schedule(timeLimitMs, () => outgoing.destroy());
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
