import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Scope } from '../base/scope.ts';
import { openIngress } from '../ingress/ingress.ts';
import type { Ingress } from '../ingress/ingress.ts';
import { WebhookPaths } from '../ingress/webhook-paths.ts';
import type { WebhookService } from '../ingress/webhook-paths.ts';
import type { Incoming } from '../thread/inbox-ports.ts';
import type { Delivery } from '../voipbin/deliveries.ts';
import type { CarbonVoice } from './carbon-voice.ts';
import { bundledScript } from './ground.ts';
import type { Ground } from './ground.ts';
import type { ThreadCore } from './thread-core.ts';
import { keepRequestCount } from './tunnel-requests.ts';
import { TunnelKeeper } from './tunnel.ts';
import { carbonVoiceRoute, voipBinRoute } from './webhook-routes.ts';
import { isLoopback } from '../base/loopback.ts';

export type WaysIn = {
  readonly paths: WebhookPaths;
  /** Address of the webhook server on this machine. */
  readonly localUrl: string;
  readonly tunnel: TunnelKeeper;
};

/** The webhook server, and the tunnel that leads to it. */
export async function openWaysIn(
  ground: Ground,
  parts: {
    readonly carbonVoice: CarbonVoice;
    readonly thread: ThreadCore;
    readonly starter: ChildProcessStarter;
    /** One POST of the phone service; false for what is none or is not signed by it. Throws for one to come again. */
    readonly takePhone: (delivery: Delivery) => Promise<boolean>;
  },
  scope: Scope,
): Promise<WaysIn> {
  const { carbonVoice, thread, starter, takePhone } = parts;
  const { clock, log } = ground;
  const paths = await WebhookPaths.load(ground.home, clock);
  const { connection, arrivals } = carbonVoice;
  const identity = () => connection.identity;
  const accept = (incoming: Incoming) => thread.inbox.accept(incoming);
  const routes = [
    carbonVoiceRoute(() => paths.keys('carbonvoice'), {
      ...{ accept, identity, arrivals, clock },
      onOwn: () => connection.noteOwnDelivery(),
    }),
    voipBinRoute(() => paths.keys('voipbin'), takePhone),
  ];
  const ingress = await openIngress({
    routes,
    onForwarded: () => tunnel.noteVisit(),
    clock,
    log: log.child('ingress'),
  });
  scope.add('ingress', ingress);
  const tunnel = joinTunnel(ground, { ingress, starter }, scope);
  scope.defer(
    'tunnel address',
    tunnel.moved.on((url) => {
      connection.check();
      // What was delivered while nothing led here is not told again.
      if (url !== null) carbonVoice.ring();
    }),
  );
  return { paths, localUrl: ingress.url, tunnel };
}

function joinTunnel(
  ground: Ground,
  parts: { readonly ingress: Ingress; readonly starter: ChildProcessStarter },
  scope: Scope,
): TunnelKeeper {
  const { ingress, starter } = parts;
  const { home, settings, secrets, proxies, awake: clock, log, board, rehearsal } = ground;
  const tunnel = new TunnelKeeper(
    {
      settings,
      rehearsal: rehearsal !== null,
      secrets,
      proxies,
      localAddress: new URL(ingress.url).host,
      door: ingress,
      requestMemory: keepRequestCount(home),
      starter,
      script: bundledScript('ngrok-child.js'),
      clock,
      log,
    },
    scope.signal,
  );
  scope.add('tunnel', tunnel);
  const stops = [
    tunnel.changed.on(() => board.set('tunnel', tunnel.state)),
    secrets.onChange((name) => tunnel.check({ isWish: name === 'ngrok-authtoken' })),
  ];
  scope.defer('tunnel news', () => stops.forEach((stop) => stop()));
  board.set('tunnel', tunnel.state);
  return tunnel;
}

/**
 * Where a service is to send its deliveries; null for nowhere, which leaves a registration as it is. A service on this
 * machine (practice, or one of the owner's own) reaches the loopback address where no tunnel is to be expected.
 */
export function webhookUrl(
  { tunnel, localUrl, paths }: Pick<WaysIn, 'localUrl'> & Standing,
  name: WebhookService,
  service: string,
): string | null {
  const path = paths.current[name];
  if (tunnel.url !== null) return tunnel.url + path;
  const isComing = ['connecting', 'reconnecting'].includes(tunnel.state.status);
  return isComing || !isLoopback(service) ? null : localUrl + path;
}

type Standing = {
  readonly tunnel: Pick<TunnelKeeper, 'url' | 'state'>;
  readonly paths: Pick<WebhookPaths, 'current'>;
};
