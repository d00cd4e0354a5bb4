import { systemClock } from '../../../main/base/clock.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { WebhookRoute } from '../../../main/ingress/ingestion.ts';
import { openIngress } from '../../../main/ingress/ingress.ts';
import type { Ingress, IngressOptions } from '../../../main/ingress/ingress.ts';
import { pathKey } from '../../../main/ingress/path-key.ts';

/** The one answer to everything that is no delivery. */
export const refusal = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** A webhook that is always at `path`; a body may have 1 KiB. */
export function routeTo(path: string, take: WebhookRoute['take']): WebhookRoute {
  const key = pathKey(path);
  return { keys: () => [key], maxBytes: 1024, take, success: { status: 204, body: '' } };
}

/** The server with short limits of time. */
export async function openShortly(
  options: Partial<IngressOptions> & Pick<IngressOptions, 'routes'>,
): Promise<Ingress & AsyncDisposable> {
  const ingress = await openIngress({
    ...{ timeoutMs: 400, clock: systemClock, log: silentLogger },
    ...options,
  });
  return { ...ingress, [Symbol.asyncDispose]: () => ingress.close() };
}

/** Posts a delivery as a service does. */
export function post(url: string, body = '{"id":"m1"}'): Promise<Response> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return fetch(url, { method: 'POST', headers, body });
}
