import type { ConnectionState } from '../../shared/connection.ts';
import { AppError, isAbort } from '../../shared/errors.ts';
import { Backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { Subscription, Subscriptions } from './ports.ts';
import type { Identity } from './wire.ts';

export type ConnectionDeps = {
  readonly client: CarbonVoiceClient;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly log: Logger;
};

/** How new messages come, besides by the webhook. */
export type Intake = {
  /** Whether the live socket stands. */
  readonly bellUp: boolean;
  /** Why the feed of new messages cannot be read; null while it can. */
  readonly fault: string | null;
};

const service = 'carbonvoice';
/** A token can be revoked at any time; so the account is asked now and then. */
const recheckMs = 10 * 60_000;
const refusedMs = 60_000;

/** Keeps the account known and the webhook registered; says in `state` how that stands. */
export class CarbonVoiceConnection {
  readonly changed = new Emitter<ConnectionState>();
  /** The address that the service now sends deliveries to, each time that this was made sure. */
  readonly registered = new Emitter<string>();
  /** Open while the account is known and the service answers. */
  readonly ready = new Gate(false);
  readonly #deps: ConnectionDeps;
  readonly #nudges: Nudges;
  readonly #backoff = new Backoff({ firstMs: 1000, maxMs: 60_000 });
  #state: ConnectionState = {
    status: 'connecting',
    detail: 'Asking who the token belongs to.',
    remedy: '',
  };
  #identity: Identity | null = null;
  #checkAgain = false;
  #linkedSince: number | null = null;
  #webhook: Webhook | null = null;
  #intake: Intake = { bellUp: false, fault: null };

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Null until the service has told it in this run. */
  get identity(): Identity | null {
    return this.#identity;
  }

  /** When the service was first asked with the token that holds, epoch ms: what is said from then on is for us. */
  get linkedSince(): number {
    return this.#linkedSince ?? this.#deps.clock.now();
  }

  /** The live socket or the reading of new messages changed: the state tells it. */
  tell(intake: Intake): void {
    this.#intake = intake;
    if (this.#state.status === 'connected') this.#tellConnected();
  }

  /** The token, the address or the network changed, or a request failed: looks again now. */
  check(): void {
    this.#checkAgain = true;
    this.#nudges.nudge(service);
  }

  /** Ends with the signal. `webhookUrl` tells where deliveries can reach us at the moment; null for nowhere. */
  async run(webhookUrl: () => string | null, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#checkAgain = false;
      const waitMs = await this.#look(webhookUrl, signal);
      // News that came during the look would otherwise be lost with nobody waiting for them.
      if (this.#checkAgain) continue;
      await this.#nudges.wait(service, waitMs, signal);
    }
  }

  async #look(webhookUrl: () => string | null, signal: AbortSignal): Promise<number> {
    this.#linkedSince ??= this.#deps.clock.now();
    try {
      this.#identity = await this.#deps.client.whoami(signal);
      const url = webhookUrl();
      const webhook = await this.#register(this.#identity, url, signal);
      if (webhook.ok && url !== null) this.registered.emit(url);
      // A webhook that stays refused is tried at growing distances as well.
      if (webhook.ok) this.#backoff.reset();
      this.#webhook = webhook;
      this.#tellConnected();
      return webhook.ok ? recheckMs : this.#backoff.next();
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.#deps.log.warn('Carbon Voice is not connected', errorFields(error));
      return this.#fail(error);
    }
  }

  #fail(error: unknown): number {
    if (!(error instanceof AppError)) throw error;
    const { message: detail, remedy } = error;
    // Without a token that holds the agent is not linked yet.
    if (error.kind === 'settings' || error.kind === 'auth') this.#linkedSince = null;
    if (error.kind === 'settings') {
      this.#identity = null;
      this.#setState({ status: 'off', detail, remedy });
      return refusedMs;
    }
    if (error.kind === 'auth') {
      this.#identity = null;
      this.#setState({ status: 'refused', detail, remedy });
      return refusedMs;
    }
    const status = this.#identity ? 'reconnecting' : 'failed';
    // An answer, if an unwelcome one, speaks for itself.
    const answered = error.kind === 'remote';
    const told = answered ? detail : `Carbon Voice cannot be reached. ${detail}`;
    this.#setState({ status, detail: told, remedy });
    return this.#backoff.next();
  }

  async #register(identity: Identity, url: string | null, signal: AbortSignal): Promise<Webhook> {
    if (url === null) return { ok: true, detail: 'no public address' };
    const known = await this.#deps.subscriptions.readSubscription({ service });
    if (known?.url === url && known.agentId === identity.agentId) return { ok: true, detail: null };
    try {
      const made = await this.#deps.client.subscribe(url, identity.agentId, signal);
      const ids = made ?? { id: '', clientId: '' };
      const subscription: Subscription = { ...ids, url, agentId: identity.agentId };
      await this.#deps.subscriptions.saveSubscription({ service, subscription });
      // Told "same webhook url", the registration that is there may be the very one that we know.
      if (made !== null || known?.url !== url) await this.#removeOld(known, signal);
      return { ok: true, detail: null };
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'auth') throw error;
      this.#deps.log.warn('the webhook is not registered', errorFields(error));
      return { ok: false, detail: error.message };
    }
  }

  async #removeOld(old: Subscription | null, signal: AbortSignal): Promise<void> {
    if (!old || old.id === '') return;
    try {
      await this.#deps.client.unsubscribe(old.clientId, old.id, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      // An address that leads nowhere costs the service a try, and us nothing.
      this.#deps.log.info('the old webhook is still registered', errorFields(error));
    }
  }

  #tellConnected(): void {
    const [identity, webhook] = [this.#identity, this.#webhook];
    if (!identity || !webhook) return;
    const told = describe({ identity, webhook, intake: this.#intake });
    this.#setState({ status: 'connected', ...told });
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    if (state.status === 'connected') this.ready.open();
    else this.ready.shut();
    this.changed.emit(state);
  }
}

type Webhook = { readonly ok: boolean; readonly detail: string | null };

type Standing = {
  readonly identity: Identity;
  readonly webhook: Webhook;
  readonly intake: Intake;
};

function describe({ identity, webhook, intake }: Standing): { detail: string; remedy: string } {
  const who = identity.agentName === '' ? 'Signed in' : `Signed in as ${identity.agentName}`;
  if (identity.ownerId === null) {
    return {
      detail: `${who}, but the account names no owner, so nobody is answered.`,
      remedy: 'Use the token of an agent account made at developer.carbonvoice.app.',
    };
  }
  if (intake.fault !== null) {
    return {
      detail: `${who}, but new messages cannot be fetched. ${intake.fault}`,
      remedy: 'Adjutant goes on trying.',
    };
  }
  if (!webhook.ok) {
    return {
      detail: `${who}, but the webhook could not be registered. ${webhook.detail ?? ''}`.trim(),
      remedy:
        'Adjutant goes on trying; or add the webhook by hand on the agent’s page at developer.carbonvoice.app.',
    };
  }
  // With a webhook both are only the second way.
  if (webhook.detail === null) return { detail: `${who}.`, remedy: '' };
  return { detail: `${who}. There is ${webhook.detail}: ${howFetched(intake)}`, remedy: '' };
}

function howFetched({ bellUp }: Intake): string {
  return bellUp
    ? 'the live connection tells of new messages, and they are fetched.'
    : 'new messages are fetched twice a minute.';
}
