import type { ConnectionState } from '../../shared/connection.ts';
import { isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';
import { Nudges } from '../base/nudges.ts';
import type { Account } from './account.ts';
import { expiryNotice } from './sign-in.ts';
import type { SignIn } from './sign-in.ts';
import type { SocketWay } from './socket-way.ts';
import type { Way } from './way.ts';
import type { WebhookWay } from './webhook-way.ts';

export type ConnectionDeps = {
  readonly account: Account;
  readonly signIn: SignIn;
  /** At least one of the two. */
  readonly socket: SocketWay | null;
  readonly webhook: WebhookWay | null;
  readonly clock: Clock;
};

type Notice = { readonly detail: string; readonly remedy: string };

const expiry = 'expiry';
const expiryCheckMs = 60 * 60_000;

/** Joins the ways to one state: connected while events arrive on at least one of them. */
export class VoipBinConnection {
  readonly changed = new Emitter<ConnectionState>();
  /** Open while events arrive and requests are answered. */
  readonly ready = new Gate(false);
  readonly #deps: ConnectionDeps;
  readonly #ways: readonly Way[];
  readonly #nudges: Nudges;
  #notice: Notice | null = null;
  #state: ConnectionState;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
    this.#ways = [deps.socket?.way, deps.webhook?.way].filter((way) => way !== undefined);
    this.#state = joinStates(this.#ways, null);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** How each way stands on its own. */
  get ways(): readonly { readonly name: string; readonly state: ConnectionState }[] {
    const { socket, webhook } = this.#deps;
    return [
      ...(socket ? [{ name: 'socket', state: socket.way.state }] : []),
      ...(webhook ? [{ name: 'webhook', state: webhook.way.state }] : []),
    ];
  }

  /** Whether missed events would be noticed: a lost socket is seen, a lost delivery is not. */
  get isWatched(): boolean {
    return this.#deps.socket?.way.isLive ?? false;
  }

  /** Tells the address that the account sends deliveries to, each time it is made sure; returns the removal. */
  onRegistered(listener: (url: string) => void): () => void {
    return this.#deps.webhook?.registered.on(listener) ?? ((): void => {});
  }

  /** Credentials or addresses changed, or a request failed. */
  check(): void {
    this.#nudges.nudge(expiry);
    this.#deps.webhook?.check();
    // The token is compared in the background; what that meets is met again by the way itself.
    void this.#deps.socket?.check();
  }

  /** The machine slept or the network changed. */
  renew(): void {
    this.#deps.webhook?.check();
    this.#deps.socket?.renew();
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const stops = this.#ways.map((way) => way.changed.on(() => this.#update()));
    try {
      await Promise.all([
        this.#deps.socket?.run(signal),
        this.#deps.webhook?.run(signal),
        this.#watchExpiry(signal),
      ]);
    } finally {
      for (const stop of stops) stop();
      this.ready.shut();
    }
  }

  async #watchExpiry(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.ready.passed(signal);
      this.#notice = await this.#readNotice(signal);
      this.#update();
      await this.#nudges.wait(expiry, expiryCheckMs, signal);
    }
  }

  async #readNotice(signal: AbortSignal): Promise<Notice | null> {
    const { signIn, account, clock } = this.#deps;
    try {
      const { credential, isLogin } = await signIn.pass();
      // A sign-in is made again by itself.
      if (isLogin) return null;
      const expiresAt = await account.expiryOf(credential, signal);
      return expiryNotice({ kind: credential.kind, expiresAt }, clock.now());
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      // The ways themselves tell what is wrong with the credentials.
      return null;
    }
  }

  #update(): void {
    const next = joinStates(this.#ways, this.#notice);
    const isSame = JSON.stringify(next) === JSON.stringify(this.#state);
    this.#state = next;
    if (next.status === 'connected') this.ready.open();
    else this.ready.shut();
    if (!isSame) this.changed.emit(next);
  }
}

/** With two ways one is enough; what is wrong with the other is told. */
function joinStates(ways: readonly Way[], notice: Notice | null): ConnectionState {
  const states = ways.map(({ state }) => state);
  const live = states.find(({ status }) => status === 'connected');
  const first = live ?? worst(states);
  if (!live) return first;
  const lame = states.find(({ status }) => !['connected', 'connecting'].includes(status));
  const told = [notice, lame].filter((one) => one !== null && one !== undefined);
  if (told.length === 0) return live;
  return {
    status: 'connected',
    detail: [live.detail, ...told.map(({ detail }) => detail)].join(' '),
    remedy: told.map(({ remedy }) => remedy).find((remedy) => remedy !== '') ?? '',
  };
}

const gravity = ['off', 'refused', 'reconnecting', 'failed', 'connecting'];

function worst(states: readonly ConnectionState[]): ConnectionState {
  const [first] = states.toSorted(
    (one, other) => gravity.indexOf(one.status) - gravity.indexOf(other.status),
  );
  return first ?? { status: 'off', detail: '', remedy: '' };
}
