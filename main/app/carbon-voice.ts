import type { ThreadMessage } from '../../shared/thread.ts';
import type { Settings } from '../../shared/settings.ts';
import { isAbort, SettingsError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Scope } from '../base/scope.ts';
import type { AllowList } from '../carbonvoice/allow-list.ts';
import { Arrivals } from '../carbonvoice/arrivals.ts';
import { CarbonVoiceChannel } from '../carbonvoice/carbon-voice-channel.ts';
import { CarbonVoiceClient } from '../carbonvoice/client.ts';
import { CarbonVoiceConnection } from '../carbonvoice/connection.ts';
import { CarbonVoiceFiles } from '../carbonvoice/files.ts';
import { FeedReader } from '../carbonvoice/feed-reader.ts';
import type { FeedReaderDeps } from '../carbonvoice/feed-reader.ts';
import { CarbonVoiceFeed } from '../carbonvoice/feed.ts';
import { LiveSocket } from '../carbonvoice/live-socket.ts';
import { ownerReactions } from '../carbonvoice/owner-reactions.ts';
import type { OwnerReactions } from '../carbonvoice/owner-reactions.ts';
import type { RemoteMessage } from '../carbonvoice/wire.ts';
import { TokenAge } from '../carbonvoice/token-age.ts';
import type { FeedPlaces, Registrations, TokenAges } from '../carbonvoice/ports.ts';
import { urlOf } from '../carbonvoice/registrar.ts';
import type { WebhookWish } from '../carbonvoice/registrar.ts';
import { socketLines } from '../carbonvoice/socket-line.ts';
import type { Secrets } from '../settings/ports.ts';
import type { ConnectionBoard } from '../status/connections.ts';
import type { AttachmentLedger, FileShelf } from '../thread/attachment-ports.ts';
import type { InboxRunner } from '../thread/inbox-runner.ts';
import type { ThreadNews } from '../thread/news.ts';

export type CarbonVoiceParts = {
  readonly url: string;
  readonly settings: Settings;
  readonly version: string;
  readonly secrets: Secrets;
  readonly proxies: Proxies | null;
  /** What is remembered of the service: the registration of the webhook, the place in the feed, and attachments. */
  readonly memory: Registrations & FeedPlaces & TokenAges & AttachmentLedger;
  readonly shelf: FileShelf;
  readonly allowList: AllowList;
  readonly board: ConnectionBoard;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

export type CarbonVoiceStart = {
  /** Where deliveries shall go at the moment. */
  readonly webhook: () => WebhookWish;
  readonly inbox: Pick<InboxRunner, 'acceptAll'>;
};

/**
 * Carbon Voice's client, connection, channel, and the ways that messages come besides deliveries. `connected` tells
 * each time the service is reachable again.
 */
export function joinCarbonVoice(parts: CarbonVoiceParts, scope: Scope) {
  const { secrets, clock, settings, memory } = parts;
  const log = parts.log.child('carbonvoice');
  const userAgent = `Adjutant/${parts.version}`;
  const token = (): Promise<string> => readToken(secrets);
  const client = new CarbonVoiceClient({ url: parts.url, userAgent, token, clock });
  const arrivals = new Arrivals();
  const connection = joinConnection({ ...parts, client, token, arrivals, log });
  const isRung = (): boolean => live.isUp;
  const started = Promise.withResolvers<CarbonVoiceStart>();
  const caughtUp = (): boolean => feed.caughtUp.isOpen;
  const accept = intake({ started: started.promise, caughtUp, arrivals, clock });
  const { reacted, seen } = hearReactions(connection);
  const reader = new FeedReader({ client, places: memory, accept, seen, clock, log });
  const feed = new CarbonVoiceFeed({ reader, connection, isRung, clock, log });
  const live = new LiveSocket({
    open: socketLines({ url: parts.url, userAgent, proxies: parts.proxies }),
    ...{ token, ready: connection.ready, clock, log },
    ring: () => feed.ring(),
    onDrop: () => connection.check(),
  });
  const { files, channel } = joinChannel(parts, { client, connection, feed });
  const connected = watch({ ...parts, log, connection, reader, feed, live }, scope);
  return {
    ...{ url: parts.url, client, channel, files, connection, connected, arrivals, reacted },
    socket: () => (!settings['carbonvoice.socket'] ? 'switched off' : live.isUp ? 'up' : 'down'),
    /** Deliveries may not have reached us for a while. */
    ring: (): void => feed.ring(),
    /** The machine was asleep or changed its network. */
    wake: (): void => {
      connection.check();
      feed.catchUp();
      live.reopen();
    },
    start: (start: CarbonVoiceStart): void => {
      parts.board.set('carbonvoice', connection.state);
      const runs = [connection.run(start.webhook, scope.signal), feed.run(scope.signal)];
      if (settings['carbonvoice.socket']) runs.push(live.run(scope.signal));
      for (const run of runs) run.catch(tellUnlessAborted(scope.signal, log));
      started.resolve(start);
    },
  };
}

export type CarbonVoice = ReturnType<typeof joinCarbonVoice>;

type ChannelParts = {
  readonly client: CarbonVoiceClient;
  readonly connection: CarbonVoiceConnection;
  readonly feed: CarbonVoiceFeed;
};

/** The way that words come and go, with what goes along. */
function joinChannel(
  { settings, memory: ledger, shelf, allowList, clock, log }: CarbonVoiceParts,
  { client, connection, feed }: ChannelParts,
) {
  const own = log.child('carbonvoice');
  const files = new CarbonVoiceFiles({ client, connection, ledger, shelf, log: own });
  const digestAfterMs = settings['carbonvoice.digestAfterMs'];
  const channel = new CarbonVoiceChannel({
    ...{ client, connection, files, clock, allow: () => allowList.allowed },
    signals: settings['carbonvoice.signals'],
    backlog: { digestAfterMs, caughtUp: feed.caughtUp },
    upToDate: (signal) => feed.upToDate(signal),
    expireAfterMs: settings['carbonvoice.expireAfterMs'],
  });
  return { files, channel };
}

/** The owner's reactions to our own messages, as the feed tells them. */
function hearReactions(connection: Pick<CarbonVoiceConnection, 'identity'>) {
  const reacted = new Emitter<OwnerReactions>();
  const seen = (messages: readonly RemoteMessage[]): void => {
    for (const message of messages) {
      const found = ownerReactions(message, connection.identity);
      if (found) reacted.emit(found);
    }
  };
  return { reacted, seen };
}

type ConnectionParts = Pick<CarbonVoiceParts, 'memory' | 'news' | 'clock' | 'log'> & {
  readonly arrivals: Arrivals;
  readonly client: CarbonVoiceClient;
  readonly token: () => Promise<string>;
};

/** The account, its webhook and its token. */
function joinConnection(parts: ConnectionParts): CarbonVoiceConnection {
  const { client, token, memory, arrivals, news, clock, log } = parts;
  const onTold = (message: ThreadMessage): void => news.emit({ type: 'message-saved', message });
  const tokenAge = new TokenAge({ ages: memory, token, onTold, clock });
  const deps = { client, registrations: memory, arrivals, tokenAge, clock, log };
  return new CarbonVoiceConnection(deps);
}

type IntakeParts = {
  readonly started: Promise<CarbonVoiceStart>;
  /** Whether all that came while we were away is known. */
  readonly caughtUp: () => boolean;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
};

/** Hands on what the feed tells, and notes what a delivery should have told before it. */
function intake({ started, caughtUp, arrivals, clock }: IntakeParts): FeedReaderDeps['accept'] {
  let url: string | null = null;
  return async (all) => {
    const { inbox, webhook } = await started;
    const taken = await inbox.acceptAll(all);
    const before = url;
    url = urlOf(webhook());
    if (url !== before) arrivals.moved();
    // What came while we were away, or while the address changed, says nothing about deliveries.
    if (url === null || url !== before || !caughtUp()) return taken;
    for (const { outcome, item } of taken) {
      if (outcome === 'accepted') arrivals.fed(item.remoteId, clock.now());
    }
    return taken;
  };
}

type Watched = CarbonVoiceParts & {
  readonly connection: CarbonVoiceConnection;
  readonly reader: FeedReader;
  readonly feed: CarbonVoiceFeed;
  readonly live: LiveSocket;
};

/** Who is told of what: the board of each state, the feed of each return, everything of a changed token. */
function watch(watched: Watched, scope: Scope): Emitter<null> {
  const { connection, reader, feed, live, board, secrets, log } = watched;
  const connected = new Emitter<null>();
  let wasConnected = false;
  const tell = (): void => connection.tell({ bellUp: live.isUp, fault: feed.fault });
  const stops = [
    connection.changed.on((state) => {
      board.set('carbonvoice', state);
      const isBack = state.status === 'connected' && !wasConnected;
      wasConnected = state.status === 'connected';
      // A token that nobody could look at yet: what is said from now on is for us all the same.
      if (state.status === 'failed') {
        reader.noteStart(connection.linkedSince).catch(tellUnlessAborted(scope.signal, log));
      }
      if (!isBack) return;
      feed.catchUp();
      connected.emit(null);
    }),
    live.changed.on(tell),
    feed.changed.on(tell),
    secrets.onChange((name) => {
      if (name === 'carbonvoice-pat') connection.forget();
      else connection.check();
      if (name === null || name === 'carbonvoice-pat') void live.check();
    }),
  ];
  for (const stop of stops) scope.defer('Carbon Voice news', stop);
  return connected;
}

/** What fails because all is being closed, as a store that is gone, is no news. */
function tellUnlessAborted(signal: AbortSignal, log: Logger): (error: unknown) => void {
  return (error) => {
    if (!isAbort(error) && !signal.aborted)
      log.error('a part of Carbon Voice ended', errorFields(error));
  };
}

/** Throws SettingsError where none is set, AuthError when the keychain does not answer. */
export async function readToken(secrets: Secrets): Promise<string> {
  const token = await secrets.get('carbonvoice-pat');
  if (token !== null) return token;
  throw new SettingsError(
    'CARBONVOICE_NO_TOKEN',
    'No Carbon Voice token is set.',
    'Make an agent at developer.carbonvoice.app and set its personal access token: npm run -s adjutant -- secret set carbonvoice-pat',
  );
}
