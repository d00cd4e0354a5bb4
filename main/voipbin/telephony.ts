import type { ConnectionState } from '../../shared/connection.ts';
import { isAbort } from '../../shared/errors.ts';
import type { PhoneHistory } from '../call/away/ports.ts';
import type { Telephony } from '../call/ports.ts';
import { errorFields } from '../base/log.ts';
import { Scope } from '../base/scope.ts';
import type { Account } from './account.ts';
import type { VoipBinConnection } from './connection.ts';
import type { Delivery } from './deliveries.ts';
import { pickUpWords } from './flow-wire.ts';
import { joinParts } from './join-parts.ts';
import type { Parts, VoipBinDeps, VoipBinOptions } from './join-parts.ts';
import { sendText } from './texts.ts';
import type { OutgoingText } from './texts.ts';
import { faceOf } from './telephony-face.ts';
import type { WebhookRegistration } from './webhook-registration.ts';

/** The phone service, running; what is not about calls stands in `account` and `webhook`. */
export interface VoipBin extends Telephony {
  readonly account: Account;
  readonly webhook: WebhookRegistration;
  /** What happened while nobody listened. */
  readonly history: PhoneHistory;
  /** Takes a call that rings at a flow of ours. Throws AppError. */
  pickUp(callId: string, language: string, signal: AbortSignal): Promise<void>;
  /** Sends one text message, once. Throws AppError. */
  sendText(message: OutgoingText, signal: AbortSignal): Promise<void>;
  /** How each way that events come by stands on its own. */
  ways(): VoipBinConnection['ways'];
  /** Returns the removal of the listener. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Tells the address that deliveries are sent to, each time it is made sure; returns the removal of the listener. */
  onRegistered(listener: (url: string) => void): () => void;
  /** The public address changed, or the owner changed something at the service. */
  check(): void;
  /** The machine slept or the network changed: connections are made anew. */
  renew(): void;
  /**
   * Takes one POST of the service; false for what is none or is not signed by it. Throws NetworkError for what is to
   * come again, because the account is not known yet.
   */
  deliver(delivery: Delivery): Promise<boolean>;
  /** Idempotent; resolves when nothing is left behind. */
  close(): Promise<void>;
}

/** Opens the phone service. An unreachable one is a state, never a failure to open. */
export function openVoipBin(
  options: VoipBinOptions,
  deps: VoipBinDeps,
  signal: AbortSignal,
): VoipBin {
  const scope = new Scope({ parent: signal });
  const parts = joinParts(options, deps, scope);
  const { connection, watch, stream, transport, log } = parts;
  scope.defer('transport', () => transport.close());
  scope.defer(
    'secret news',
    deps.secrets.onChange((name) => {
      const isOfWay = name === 'proxy-password' || name?.startsWith('voipbin-');
      if (name === null || isOfWay) connection.check();
    }),
  );
  const stops = [
    stream.told.on((event) => event.type === 'call-changed' && watch.reconsider()),
    connection.changed.on(() => watch.reconsider()),
  ];
  scope.defer('watch news', () => stops.forEach((stop) => stop()));
  const runs = [connection.run(scope.signal), watch.run(scope.signal)].map((run) =>
    run.catch((error: unknown) => {
      if (!isAbort(error)) log.error('a part of the phone service ended', errorFields(error));
    }),
  );
  scope.defer('runs', () => Promise.all(runs));
  const close = async (): Promise<void> => {
    for (const error of await scope.close()) log.warn('closing was untidy', errorFields(error));
  };
  const onAbort = (): void => void close();
  signal.addEventListener('abort', onAbort, { once: true });
  scope.defer('parent', () => signal.removeEventListener('abort', onAbort));
  if (signal.aborted) void close();
  return joinFace(parts, close);
}

function joinFace(parts: Parts, close: () => Promise<void>): VoipBin {
  const { account, history, registration, connection, client, transport, desk } = parts;
  const { watch, sessions, joined } = parts;
  return {
    account,
    history,
    pickUp: async (callId, language, signal) => {
      watch.expect(callId, 'answered');
      await sessions.talk(callId, { text: pickUpWords, language }, signal);
    },
    sendText: (message, signal) => sendText(client, message, signal),
    webhook: registration,
    get state() {
      return connection.state;
    },
    ready: connection.ready,
    ways: () => connection.ways,
    onState: (listener) => connection.changed.on(listener),
    onRegistered: (listener) => connection.onRegistered(listener),
    check: () => connection.check(),
    renew: () => {
      transport.renew();
      connection.renew();
    },
    // Transcription and speaking are opened side by side.
    warm: async (signal) => void (await Promise.all([client.ping(signal), client.ping(signal)])),
    deliver: (delivery) => desk.deliver(delivery),
    close,
    ...faceOf(parts),
    joinCalls: (callIds, signal) => joined.join(callIds, signal),
  };
}
