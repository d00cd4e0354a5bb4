import { takeDelivery } from '../carbonvoice/deliveries.ts';
import type { DeliveryDeps } from '../carbonvoice/deliveries.ts';
import type { WebhookRoute } from '../ingress/ingestion.ts';
import { parseJsonBody } from '../ingress/json-body.ts';
import type { Delivery } from '../voipbin/deliveries.ts';

/** Carbon Voice: the vendor's own clients take deliveries of up to 1 MiB. */
const carbonVoiceMaxBytes = 1024 * 1024;
const voipBinMaxBytes = 64 * 1024;

/** Deliveries of Carbon Voice: hints, kept before they are acknowledged. */
export function carbonVoiceRoute(keys: WebhookRoute['keys'], hints: DeliveryDeps): WebhookRoute {
  return {
    keys,
    maxBytes: carbonVoiceMaxBytes,
    success: { status: 204, body: '' },
    take: ({ raw }) => takeDelivery(hints, parseJsonBody(raw)),
  };
}

/** Deliveries of VoIPBIN; `take` checks the signature, over the bytes, before anything is read. */
export function voipBinRoute(
  keys: WebhookRoute['keys'],
  take: (delivery: Delivery) => Promise<boolean>,
): WebhookRoute {
  return {
    keys,
    maxBytes: voipBinMaxBytes,
    // VoIPBIN: anything but an answer in time is tried again; a 4xx counts as taken.
    success: { status: 200, body: '{"status":"ok"}' },
    take: ({ raw, header }) => take({ raw, signature: header('x-voipbin-signature') }),
  };
}
