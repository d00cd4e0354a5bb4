import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Scope } from '../base/scope.ts';
import type { Secrets } from '../settings/ports.ts';
import { Account } from './account.ts';
import { Calls } from './calls.ts';
import { CallWatch } from './call-watch.ts';
import { JoinedCalls } from './joined-calls.ts';
import { VoipBinConnection } from './connection.ts';
import { DeliveryDesk } from './deliveries.ts';
import { EventStream } from './events.ts';
import type { SocketLimits } from './event-socket.ts';
import { History } from './history.ts';
import { RequestBudget } from './request-budget.ts';
import { RestClient } from './rest-client.ts';
import { SpeechSessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { SocketWay } from './socket-way.ts';
import { Transport } from './transport.ts';
import { WebhookRegistration } from './webhook-registration.ts';
import { forgetful } from './webhook-memory.ts';
import type { WebhookMemory } from './webhook-memory.ts';
import { WebhookWay } from './webhook-way.ts';

export type VoipBinOptions = {
  /** Host root, such as `https://api.voipbin.net`; a `/v1.0` at its end is no harm. */
  readonly url: string;
  readonly delivery: 'websocket' | 'webhook' | 'both';
  /** PEM file of an extra CA, or null. */
  readonly caFile: string | null;
  readonly userAgent: string;
  /** Null: everything is reached straight. */
  readonly proxies: Proxies | null;
  readonly socketLimits?: SocketLimits;
};

export type VoipBinDeps = {
  readonly secrets: Pick<Secrets, 'get' | 'onChange'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where deliveries reach us at the moment; null for nowhere. Not asked in delivery `websocket`. */
  readonly publicUrl: () => string | null;
  /** Whether the owner wants another program's webhook replaced. */
  readonly replaceForeignWebhook?: () => boolean;
  /** What is kept of the webhook over restarts; when not given, this run's memory. */
  readonly webhookMemory?: WebhookMemory;
  /** 0 (inclusive) to 1 (exclusive); for the jitter. */
  readonly random?: () => number;
};

/** The parts of the phone service, joined and not yet running. */
export function joinParts(options: VoipBinOptions, deps: VoipBinDeps, scope: Scope) {
  const { secrets, clock } = deps;
  const log = deps.log.child('voipbin');
  const url = options.url.replace(/\/+$/u, '').replace(/\/v1\.0$/u, '');
  const transport = new Transport(options);
  const { userAgent } = options;
  const signIn = new SignIn({ url, userAgent, secrets, transport, clock, lifetime: scope.signal });
  const budget = new RequestBudget(clock);
  const client = new RestClient({ url, userAgent, transport, signIn, budget, clock });
  const account = new Account(client);
  const stream = new EventStream(clock);
  const common = { url, account, stream, signIn, transport, clock, log };
  const { registration, ...ways } = joinWays(options, deps, common);
  const connection = new VoipBinConnection({ account, signIn, clock, ...ways });
  const calls = new Calls({ client, stream, clock });
  const watch = new CallWatch({
    stream,
    read: (callId, signal) => calls.look(callId, signal),
    isWatched: () => connection.isWatched,
    clock,
    log,
  });
  const desk = new DeliveryDesk({
    known: account.known,
    isOff: () => connection.state.status === 'off',
    secret: () => account.customer?.webhookSecret ?? null,
    take: (news) => stream.take(news),
    recheck: () => connection.check(),
    ...{ clock, log, lifetime: scope.signal },
  });
  const sessions = new SpeechSessions(client);
  const history = new History({ client, sessions });
  const joined = new JoinedCalls({ url, signIn, transport, clock });
  return {
    ...{ log, transport, client, account, stream, registration },
    ...{ connection, calls, watch, sessions, history, joined, desk },
  };
}

/** What `joinParts` makes. */
export type Parts = ReturnType<typeof joinParts>;

type Common = Omit<ConstructorParameters<typeof SocketWay>[0], 'random' | 'limits'>;

function joinWays(options: VoipBinOptions, deps: VoipBinDeps, common: Common) {
  const { delivery, socketLimits } = options;
  const { random = Math.random, replaceForeignWebhook, webhookMemory } = deps;
  const limits = socketLimits ? { limits: socketLimits } : {};
  const registration = new WebhookRegistration(common.account);
  const webhook = {
    ...common,
    random,
    registration,
    publicUrl: deps.publicUrl,
    replaceForeign: replaceForeignWebhook ?? (() => false),
    memory: webhookMemory ?? forgetful(),
  };
  return {
    registration,
    socket: delivery === 'webhook' ? null : new SocketWay({ ...common, random, ...limits }),
    webhook: delivery === 'websocket' ? null : new WebhookWay(webhook),
  };
}
