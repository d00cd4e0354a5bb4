import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../../base/clock.ts';

const timeLimitMs = 10_000;

export type PostOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Posts one delivery and resolves with the status of the answer, or null when there was none within 10 s.
 * Never rejects; a redirect is an answer like any other and is not followed.
 */
export function postDelivery(
  url: string,
  body: string,
  { clock, signal }: PostOptions,
): Promise<number | null> {
  return new Promise((resolve) => {
    let status: number | null = null;
    const bytes = Buffer.from(body);
    const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(url, {
      method: 'POST',
      // One connection for each delivery: nothing idles behind when the service closes.
      agent: false,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'user-agent': 'practice-carbon-voice',
      },
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
