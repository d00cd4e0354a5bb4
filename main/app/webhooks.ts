import { RefusedError } from '../../shared/errors.ts';
import type { WebhooksView } from '../../shared/webhooks.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { webhookServices } from '../ingress/webhook-paths.ts';
import type { WebhookService } from '../ingress/webhook-paths.ts';
import type { Ground } from './ground.ts';
import type { Phone } from './phone.ts';
import type { CarbonVoice } from './carbon-voice.ts';
import type { WaysIn } from './ways-in.ts';

/** The addresses of the webhooks, and how their secret paths are made anew. */
export type Webhooks = {
  readonly view: () => WebhooksView;
  /** Durable when it resolves; the service is told by itself. Null for both. Throws RefusedError. */
  readonly rotate: (service: WebhookService | null) => Promise<WebhooksView>;
};

type WebhooksParts = {
  readonly waysIn: Pick<WaysIn, 'paths' | 'localUrl' | 'tunnel'>;
  readonly carbonVoice: { readonly connection: CarbonVoice['connection'] };
  readonly phone: { readonly voipBin: Pick<Phone['voipBin'], 'check' | 'onRegistered'> };
};

/** A former path is given up as soon as its service knows the new one. */
export function joinWebhooks(ground: Ground, parts: WebhooksParts, scope: Scope): Webhooks {
  const { waysIn, carbonVoice, phone } = parts;
  const { paths, localUrl, tunnel } = waysIn;
  const log = ground.log.child('webhooks');
  const settle = (service: WebhookService, url: string): void => {
    paths.settle(service, url).catch((error: unknown) => {
      // It ends by itself, only later.
      log.warn('a former webhook path could not be given up yet', errorFields(error));
    });
  };
  const stops = [
    carbonVoice.connection.registered.on((url) => settle('carbonvoice', url)),
    phone.voipBin.onRegistered((url) => settle('voipbin', url)),
  ];
  for (const stop of stops) scope.defer('webhook news', stop);
  const view = (): WebhooksView => ({
    ...paths.current,
    public: tunnel.url,
    local: localUrl,
    formerUntil: {
      carbonvoice: toIso(paths.formerUntil('carbonvoice')),
      voipbin: toIso(paths.formerUntil('voipbin')),
    },
  });
  const rotate = async (service: WebhookService | null): Promise<WebhooksView> => {
    // The file is the one that the real Adjutant of this home listens by.
    if (ground.rehearsal !== null) throw onlyPractising();
    await paths.rotate(service === null ? webhookServices : [service]);
    log.info('webhook paths were made anew', { service: service ?? 'both' });
    if (service !== 'voipbin') carbonVoice.connection.check();
    if (service !== 'carbonvoice') phone.voipBin.check();
    return view();
  };
  return { view, rotate };
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function onlyPractising(): RefusedError {
  return new RefusedError(
    'REHEARSAL',
    'A rehearsal changes nothing real, and the webhook paths are.',
    'Quit it, start Adjutant itself, and try again.',
  );
}
