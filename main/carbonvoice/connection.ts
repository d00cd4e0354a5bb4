import type { ConnectionState } from '../../shared/connection.ts';
import { AppError, isAbort, ProtocolError } from '../../shared/errors.ts';
import { isProxyCode } from '../base/proxy-blame.ts';
import { Backoff, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { Registrations } from './ports.ts';
import { Registrar, urlOf } from './registrar.ts';
import type { RegistrarDeps, WebhookStanding, WebhookWish } from './registrar.ts';
import type { TokenAge } from './token-age.ts';
import { describeStanding } from './standing.ts';
import type { Intake } from './standing.ts';
import type { Identity } from './wire.ts';

export type ConnectionDeps = {
  readonly client: CarbonVoiceClient;
  readonly registrations: Registrations;
  readonly arrivals: RegistrarDeps['arrivals'];
  readonly tokenAge: Pick<TokenAge, 'look'>;
  readonly clock: Clock;
  readonly log: Logger;
};

const service = 'carbonvoice';
/** A token can be revoked at any time; so the account is asked now and then. */
const recheckMs = 10 * 60_000;
const refusedMs = 60_000;

const asking: ConnectionState = {
  status: 'connecting',
  detail: 'Asking who the token belongs to.',
  remedy: '',
};

/** Keeps the account known and the webhook registered; says in `state` how that stands. */
export class CarbonVoiceConnection {
  readonly changed = new Emitter<ConnectionState>();
  /** The address that the service now sends deliveries to, each time that this was made sure. */
  readonly registered = new Emitter<string>();
  /** Open while the account is known and the service answers. */
  readonly ready = new Gate(false);
  readonly #deps: ConnectionDeps;
  readonly #nudges: Nudges;
  readonly #registrar: Registrar;
  readonly #backoff = new Backoff(untilItWorks);
  #state: ConnectionState = asking;
  #identity: Identity | null = null;
  #checkAgain = false;
  /** How often the token changed. */
  #tokens = 0;
  #linkedSince: number | null = null;
  #tokenEndsAt: number | null = null;
  #isLooked = false;
  #intake: Intake = { bellUp: false, fault: null };

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
    this.#registrar = new Registrar(deps);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Null until the service has told it in this run. */
  get identity(): Identity | null {
    return this.#identity;
  }

  /**
   * When the service was first asked with the token that holds, by our clock, epoch ms: what is said from then on is for
   * us.
   */
  get linkedSince(): number {
    return this.#linkedSince ?? this.#deps.clock.now();
  }

  /** How the webhook stands, as of the last look. */
  get webhook(): WebhookStanding {
    return this.#registrar.standing;
  }

  /** One of our own messages was delivered: then a webhook without a filter is registered. */
  noteOwnDelivery(): void {
    if (this.#state.status === 'connected') this.#tellConnected();
  }

  /** The live socket or the reading of new messages changed: the state tells it. */
  tell(intake: Intake): void {
    this.#intake = intake;
    if (this.#state.status === 'connected') this.#tellConnected();
  }

  /** The token changed: whose it is, nobody knows before the service has told. */
  forget(): void {
    this.#tokens += 1;
    this.#identity = null;
    this.#linkedSince = null;
    this.#setState(asking);
    this.check();
  }

  /** The address or the network changed, or a request failed: looks again now. */
  check(): void {
    this.#checkAgain = true;
    this.#nudges.nudge(service);
  }

  /** Ends with the signal. `wish` tells where deliveries shall go at the moment. */
  async run(wish: () => WebhookWish, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#checkAgain = false;
      const waitMs = await this.#look(wish, signal);
      // News that came during the look would otherwise be lost with nobody waiting for them.
      if (this.#checkAgain) continue;
      await this.#nudges.wait(service, waitMs, signal);
    }
  }

  async #look(wish: () => WebhookWish, signal: AbortSignal): Promise<number> {
    this.#linkedSince ??= this.#deps.clock.now();
    const asked = this.#tokens;
    try {
      const identity = await this.#deps.client.whoami(signal);
      // It is the one of the former token.
      if (asked !== this.#tokens) return 0;
      this.#identity = identity;
      // Messages need no webhook: while that hangs they come and go all the same.
      this.ready.open();
      const wanted = wish();
      await this.#registrar.keep(wanted, identity.agentId, signal);
      this.#tokenEndsAt = await this.#deps.tokenAge.look();
      const isRegistered = this.webhook.fault === null;
      const url = urlOf(wanted);
      if (isRegistered && url !== null) this.registered.emit(url);
      // A webhook that stays refused is tried at growing distances as well.
      if (isRegistered) this.#backoff.reset();
      this.#isLooked = true;
      this.#tellConnected();
      return isRegistered ? recheckMs : this.#backoff.next();
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (asked !== this.#tokens) return 0;
      this.#deps.log.warn('Carbon Voice is not connected', errorFields(error));
      return this.#fail(error);
    }
  }

  #fail(failure: unknown): number {
    // What is broken here may work at the next look; without one nothing would come or leave any more.
    const error = failure instanceof AppError ? failure : unexpected(failure);
    const { message: detail, remedy } = error;
    // Without a token that holds the agent is not linked yet.
    const isToken = error.kind === 'auth' && !isProxyCode(error.code);
    if (error.kind === 'settings' || isToken) this.#linkedSince = null;
    if (error.kind === 'settings') {
      this.#identity = null;
      this.#setState({ status: 'off', detail, remedy });
      return refusedMs;
    }
    if (error.kind === 'auth') {
      // A proxy's refusal says nothing about the token.
      if (isToken) this.#identity = null;
      this.#setState({ status: 'refused', detail, remedy });
      return refusedMs;
    }
    const status = this.#identity ? 'reconnecting' : 'failed';
    // An answer, if an unwelcome one, speaks for itself; and so does what went wrong here.
    const isAway = error.kind === 'network';
    const told = isAway ? `Carbon Voice cannot be reached. ${detail}` : detail;
    this.#setState({ status, detail: told, remedy });
    return this.#backoff.next();
  }

  #tellConnected(): void {
    const identity = this.#identity;
    if (!identity || !this.#isLooked) return;
    const now = this.#deps.clock.now();
    const { ownDeliveredAt } = this.#deps.arrivals.facts(now);
    const told = describeStanding({
      ...{ identity, webhook: this.webhook, intake: this.#intake, now },
      ...{ ownDeliveredAt, tokenEndsAt: this.#tokenEndsAt },
    });
    this.#setState({ status: 'connected', ...told });
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    if (state.status === 'connected') this.ready.open();
    else this.ready.shut();
    this.changed.emit(state);
  }
}

function unexpected(cause: unknown): AppError {
  return new ProtocolError('CARBONVOICE_BROKEN', 'An unexpected error.', { cause });
}
