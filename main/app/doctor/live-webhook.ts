import type { ConnectionState } from '../../../shared/connection.ts';
import type { Clock } from '../../base/clock.ts';
import type { CarbonVoiceConnection } from '../../carbonvoice/connection.ts';
import type { Registration } from '../../carbonvoice/ports.ts';
import { settled } from '../../doctor/standing.ts';
import type { TunnelKeeper } from '../tunnel.ts';

export type LiveWebhookParts = {
  readonly connection: Pick<CarbonVoiceConnection, 'state' | 'webhook' | 'changed'>;
  readonly tunnel: Pick<TunnelKeeper, 'state' | 'changed'>;
  /** Where deliveries are to come to at the moment; null for nowhere. */
  readonly webhookUrl: () => string | null;
  readonly clock: Clock;
};

type Subscription = Pick<Registration, 'url' | 'agentId' | 'filter'>;

const coming: ConnectionState = { status: 'connecting', detail: '', remedy: '' };

/**
 * The webhook as the running app has registered it, for a run of the doctor that begins now: an address that is just
 * being opened or registered gets a while to stand. The data file may have been read before. Ends with the signal.
 */
export function watchWebhook(
  parts: LiveWebhookParts,
  signal: AbortSignal,
): () => Promise<Subscription | null> {
  const { connection, tunnel, clock } = parts;
  const standing = {
    state: () => (isComing(parts) ? coming : connection.state),
    onChange: (listener: () => void): (() => void) => {
      const stops = [connection.changed.on(listener), tunnel.changed.on(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };
  const stands = settled(standing, clock, signal);
  // Told to whoever asks; a run that ends before asks nothing.
  stands.catch(() => {});
  return async () => {
    await stands;
    const { url, agentId, filter } = connection.webhook;
    if (url === null || agentId === null) return null;
    return { url, agentId, filter: filter ?? 'unknown' };
  };
}

function isComing({ connection, tunnel, webhookUrl }: LiveWebhookParts): boolean {
  const states = [connection.state.status, tunnel.state.status];
  if (states.includes('connecting')) return true;
  const wanted = webhookUrl();
  if (wanted === null || connection.state.status !== 'connected') return false;
  const { webhook } = connection;
  // What was refused was looked at, and is told as such.
  const isLooked = webhook.wanted === wanted && webhook.fault !== null;
  return webhook.url !== wanted && !isLooked;
}
