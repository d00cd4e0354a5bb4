import type { Settings } from '../../shared/settings.ts';
import { isAbort, SettingsError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { CarbonVoiceChannel } from '../carbonvoice/carbon-voice-channel.ts';
import { CarbonVoiceClient } from '../carbonvoice/client.ts';
import { CarbonVoiceConnection } from '../carbonvoice/connection.ts';
import type { Subscriptions } from '../carbonvoice/ports.ts';
import type { Secrets } from '../settings/ports.ts';
import type { ConnectionBoard } from '../status/connections.ts';

export type CarbonVoiceParts = {
  readonly url: string;
  readonly settings: Settings;
  readonly version: string;
  readonly secrets: Secrets;
  readonly subscriptions: Subscriptions;
  readonly board: ConnectionBoard;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Carbon Voice's client, connection and channel. `connected` tells each time the service is reachable again. */
export function joinCarbonVoice(parts: CarbonVoiceParts, scope: Scope) {
  const { secrets, board, clock, settings } = parts;
  const log = parts.log.child('carbonvoice');
  const client = new CarbonVoiceClient({
    url: parts.url,
    userAgent: `Adjutant/${parts.version}`,
    token: () => readToken(secrets),
    clock,
  });
  const { subscriptions } = parts;
  const connection = new CarbonVoiceConnection({ client, subscriptions, clock, log });
  const channel = new CarbonVoiceChannel({
    client,
    connection,
    allow: settings['carbonvoice.allow'],
    clock,
    backlog: { digestAfterMs: settings['carbonvoice.digestAfterMs'], known: new Gate(true) },
  });
  const connected = new Emitter<null>();
  let wasConnected = false;
  const stopWatching = connection.changed.on((state) => {
    board.set('carbonvoice', state);
    const isConnected = state.status === 'connected';
    if (isConnected && !wasConnected) connected.emit(null);
    wasConnected = isConnected;
  });
  scope.defer('Carbon Voice state', stopWatching);
  scope.defer(
    'Carbon Voice token',
    secrets.onChange(() => connection.check()),
  );
  return {
    url: parts.url,
    channel,
    connection,
    connected,
    start: (webhookUrl: () => string | null): void => {
      board.set('carbonvoice', connection.state);
      connection.run(webhookUrl, scope.signal).catch((error: unknown) => {
        if (!isAbort(error)) log.error('the connection ended', errorFields(error));
      });
    },
  };
}

async function readToken(secrets: Secrets): Promise<string> {
  const token = await secrets.get('carbonvoice-pat');
  if (token !== null) return token;
  throw new SettingsError(
    'CARBONVOICE_NO_TOKEN',
    'No Carbon Voice token is set.',
    'Make an agent at developer.carbonvoice.app and set its personal access token: npm run -s adjutant -- secret set carbonvoice-pat',
  );
}
