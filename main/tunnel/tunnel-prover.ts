import type { ConnectionState } from '../../shared/connection.ts';
import { isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Doorway, Tunnel } from './ports.ts';
import { ProofBudget } from './proof-budget.ts';
import { provePublicAddress } from './public-proof.ts';
import type { Proof } from './public-proof.ts';
import type { RequestMeter } from './request-meter.ts';

export type TunnelProverDeps = {
  readonly tunnel: Tunnel;
  readonly door: Doorway;
  readonly meter: Pick<RequestMeter, 'note' | 'isUsedUp' | 'warning'>;
  /** By which the public address is asked; null: straight. */
  readonly proxies: Proxies | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly prove?: typeof provePublicAddress;
};

/** A tunnel that works answers in a fraction of this. */
const soonMs = 5000;
/** For somebody who asked and waits. */
const askedMs = 10_000;
/** ngrok may take a moment until a new address is known everywhere. */
const settleMs = 1000;
/** When nobody came by for so long, we do. */
const idleMs = 6 * 60 * 60_000;
const turnedAwayMs = 60 * 60_000;
/** A network that has just come up names nothing yet. */
const unprovenMs = [2000, 5000, 15_000, 60_000] as const;
/** So many new tunnels at once; another one that leads nowhere will not be better soon. */
const maxReplacements = 3;
const firstPauseMs = 30_000;
const maxPauseMs = 10 * 60_000;

/**
 * Proves that the public address leads here: when the tunnel has opened, after a wake or a change of the network, and
 * else rarely, because each proof is a request that counts. A tunnel that leads nowhere is replaced.
 */
export class TunnelProver {
  /** Emitted when `state` may have changed for another reason than the tunnel's own. */
  readonly changed = new Emitter<null>();
  readonly #deps: TunnelProverDeps;
  readonly #budget: ProofBudget;
  readonly #removeListener: () => void;
  #wasUp = false;
  #proof: Proof | null = null;
  #running: AbortController | null = null;
  #patience = 0;
  #lost = 0;
  #unproven = 0;
  #visitedAt = -Infinity;
  #cancelTimer: () => void = () => {};
  #isClosed = false;

  constructor(deps: TunnelProverDeps) {
    this.#deps = deps;
    this.#budget = new ProofBudget(deps.clock);
    this.#removeListener = deps.tunnel.onChange(() => this.#follow());
    this.#follow();
  }

  /** The tunnel's own state, and what is known of the way through it. */
  get state(): ConnectionState {
    const { tunnel, meter } = this.#deps;
    const state = this.#withProof(tunnel.state);
    const { warning } = meter;
    if (warning === '' || tunnel.state.status !== 'connected') return state;
    const remedy =
      state.remedy || 'Upgrade the ngrok plan, or set ngrok.monthlyRequests to what yours allows.';
    return { ...state, detail: `${state.detail} ${warning}`, remedy };
  }

  /** The machine slept or its network changed: a tunnel that looks open may be dead. */
  wake(): void {
    this.#patience = 0;
    this.#lost = 0;
    this.#unproven = 0;
    if (this.#wasUp) this.#ask();
  }

  /** Somebody came through the tunnel: nothing proves it better. */
  noteVisit(): void {
    this.#visitedAt = this.#deps.clock.now();
    if (this.#proof === null || this.#proof.verdict === 'through') return;
    // Neither asked for nor replaced soon, as after a proof of our own.
    if (this.#wasUp && isBad(this.#proof)) this.#arm(idleMs, () => this.#askIfIdle());
    this.#lost = 0;
    this.#proof = null;
    this.changed.emit(null);
  }

  /** One proof for somebody who waits for it, 10 s at most; null where there is no address. */
  async probe(signal: AbortSignal): Promise<Proof | null> {
    const { url } = this.#deps.tunnel;
    if (url === null) return null;
    const proof = await this.#prove(url, askedMs, signal);
    this.#patience = 0;
    if (!this.#isClosed && this.#deps.tunnel.url === url) this.#take(proof);
    return proof;
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#removeListener();
    this.#stop();
  }

  #follow(): void {
    const isUp = this.#deps.tunnel.state.status === 'connected';
    if (isUp === this.#wasUp) return;
    this.#wasUp = isUp;
    // That the last one led nowhere holds for the next one until it is proved: it may be long before it is asked.
    if (!isBad(this.#proof)) this.#proof = null;
    this.#stop();
    if (!isUp) return;
    this.#patience = 1;
    this.#ask();
  }

  #stop(): void {
    this.#cancelTimer();
    this.#running?.abort(new DOMException('overtaken', 'AbortError'));
    this.#running = null;
  }

  /** Takes the place of one that is under way. */
  #ask(): void {
    this.#stop();
    const { tunnel, meter, log } = this.#deps;
    if (tunnel.url === null) return;
    // What is over the plan is not made worse by asking.
    if (meter.isUsedUp) return this.#arm(idleMs, () => this.#ask());
    const waitMs = this.#budget.spend();
    if (waitMs > 0) return this.#arm(waitMs, () => this.#ask());
    const running = new AbortController();
    this.#running = running;
    this.#prove(tunnel.url, soonMs, running.signal).then(
      (proof) => {
        if (running !== this.#running) return;
        this.#running = null;
        if (proof.verdict === 'unproven') this.#budget.giveBack();
        this.#take(proof);
      },
      (error: unknown) => {
        if (!isAbort(error)) log.error('the tunnel could not be proved', errorFields(error));
      },
    );
  }

  async #prove(url: string, timeoutMs: number, signal: AbortSignal): Promise<Proof> {
    const { door, meter, proxies, log, prove = provePublicAddress } = this.#deps;
    const proof = await prove(door, { url, timeoutMs, proxies }, signal);
    if (proof.isUncounted) meter.note();
    log.info('the way through the tunnel was tried', {
      verdict: proof.verdict,
      private: { detail: proof.detail },
    });
    return proof;
  }

  #take(proof: Proof): void {
    this.#cancelTimer();
    if (proof.verdict !== 'unproven' || !isBad(this.#proof)) this.#proof = proof;
    switch (proof.verdict) {
      case 'through':
        this.#lost = 0;
        this.#unproven = 0;
        this.#arm(idleMs, () => this.#askIfIdle());
        break;
      case 'refused':
        this.#arm(turnedAwayMs, () => this.#ask());
        break;
      case 'unproven':
        this.#arm(unprovenMs[this.#unproven] ?? idleMs, () => this.#ask());
        this.#unproven += 1;
        break;
      case 'lost':
        this.#lose();
    }
    this.changed.emit(null);
  }

  #lose(): void {
    if (this.#patience > 0) {
      this.#patience -= 1;
      return this.#arm(settleMs, () => this.#ask());
    }
    this.#lost += 1;
    const { tunnel } = this.#deps;
    if (this.#lost <= maxReplacements) return tunnel.replace();
    const pauseMs = firstPauseMs * 2 ** (this.#lost - maxReplacements - 1);
    this.#arm(Math.min(maxPauseMs, pauseMs), () => tunnel.replace());
  }

  #askIfIdle(): void {
    if (this.#deps.clock.now() - this.#visitedAt >= idleMs) return this.#ask();
    this.#arm(idleMs, () => this.#askIfIdle());
  }

  #arm(delayMs: number, action: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.clock.schedule(delayMs, action);
  }

  #withProof(state: ConnectionState): ConnectionState {
    const proof = this.#proof;
    if (state.status !== 'connected' || proof === null) return state;
    const { verdict, detail, remedy } = proof;
    switch (verdict) {
      case 'through':
        return state;
      case 'unproven':
        return { ...state, detail: `${state.detail} ${detail}`, remedy };
      case 'refused':
        return { status: 'refused', detail, remedy };
      case 'lost':
        return { status: 'reconnecting', detail, remedy };
    }
  }
}

function isBad(proof: Proof | null): boolean {
  return proof?.verdict === 'lost' || proof?.verdict === 'refused';
}
