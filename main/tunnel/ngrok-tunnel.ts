import type { ConnectionState } from '../../shared/connection.ts';
import { delayAt } from '../base/backoff.ts';
import type { ChildProcessHandle, ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { childEnvironment } from './child-environment.ts';
import type { ParentMessage } from './ngrok-messages.ts';
import { childMessageSchema } from './ngrok-messages.ts';
import type { Tunnel } from './ports.ts';
import { beginTunnel, transitionTunnel } from './tunnel-machine.ts';
import type {
  TunnelEffect,
  TunnelEvent,
  TunnelRules,
  TunnelState,
  TunnelStep,
} from './tunnel-states.ts';
import { isUnreached, viewTunnel } from './tunnel-states.ts';

/** Time limits and waits, in milliseconds; the heartbeat's are whole seconds for ngrok. */
export type TunnelLimits = {
  readonly openMs: number;
  readonly mendMs: number;
  readonly heartbeatIntervalMs: number;
  readonly heartbeatToleranceMs: number;
  readonly refusedMs: number;
  readonly stableMs: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
};

export type NgrokTunnelOptions = {
  readonly authtoken: string;
  /** `127.0.0.1:port` of the local webhook server. */
  readonly localAddress: string;
  /** `host:port` of another ngrok edge, and the PEM text of its authority. */
  readonly serverAddr?: string;
  readonly caPem?: string;
  /** A domain reserved at ngrok. */
  readonly domain?: string;
  readonly limits?: Partial<TunnelLimits>;
};

export type NgrokTunnelDeps = {
  readonly starter: ChildProcessStarter;
  /** Path of the bundled `ngrok-child`. */
  readonly script: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** 0 (inclusive) to 1 (exclusive), for the jitter. */
  readonly random?: () => number;
};

const defaultLimits: TunnelLimits = {
  openMs: 10_000,
  mendMs: 2000,
  heartbeatIntervalMs: 4000,
  heartbeatToleranceMs: 4000,
  refusedMs: 60_000,
  stableMs: 30_000,
  firstDelayMs: 1000,
  maxDelayMs: 10_000,
};

// Together under the two seconds that a child may take to end.
const GOODBYE_MS = 1200;
const KILL_MS = 600;
/** A heartbeat's way from the child to here, on a busy machine. */
const HEARTBEAT_SLACK_MS = 2000;
const ECHO_MS = 120_000;
const FRESH_MS = 2000;
/** A timer that is so late tells of a process that stood still, not of a busy one. */
const LATE_MS = 5000;

/**
 * Keeps a tunnel open. Returns at once: an edge that is away or refuses is a state, never an error. Ends
 * with `close` or the signal.
 */
export function openNgrokTunnel(
  options: NgrokTunnelOptions,
  deps: NgrokTunnelDeps,
  signal: AbortSignal,
): Tunnel {
  const tunnel = new NgrokTunnel(options, deps);
  if (signal.aborted) return tunnel;
  tunnel.begin();
  const onAbort = (): void => void tunnel.close();
  signal.addEventListener('abort', onAbort, { once: true });
  void tunnel.closed.then(() => signal.removeEventListener('abort', onAbort));
  return tunnel;
}

class NgrokTunnel implements Tunnel {
  readonly closed: Promise<void>;
  readonly #options: NgrokTunnelOptions;
  readonly #deps: NgrokTunnelDeps;
  readonly #limits: TunnelLimits;
  readonly #rules: TunnelRules;
  readonly #changes = new Emitter<void>();
  readonly #events: TunnelEvent[] = [];
  readonly #onClosed: () => void;
  #machine: TunnelState = { type: 'closed' };
  #child: ChildProcessHandle | null = null;
  #cancelTimer: () => void = () => {};
  #busy = false;

  constructor(options: NgrokTunnelOptions, deps: NgrokTunnelDeps) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#onClosed = resolve;
    this.#options = options;
    this.#deps = deps;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#rules = rulesOf(this.#limits, deps.random ?? Math.random);
  }

  begin(): void {
    this.#take(beginTunnel(this.#rules, this.#deps.clock.now()));
  }

  get url(): string | null {
    return viewTunnel(this.#machine).url;
  }

  get state(): ConnectionState {
    return viewTunnel(this.#machine).state;
  }

  get isUnreached(): boolean {
    return isUnreached(this.#machine);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  wake(): void {
    this.#handle({ type: 'woke', at: this.#deps.clock.now() });
  }

  replace(): void {
    this.#handle({ type: 'led-nowhere', at: this.#deps.clock.now() });
  }

  close(): Promise<void> {
    this.#handle({ type: 'close', at: this.#deps.clock.now() });
    return this.closed;
  }

  /** One event at a time, also when an effect of one brings about the next. */
  #handle(event: TunnelEvent): void {
    this.#events.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) {
        this.#take(transitionTunnel(this.#machine, next, this.#rules), next);
      }
    } finally {
      this.#busy = false;
    }
  }

  #take(step: TunnelStep, event?: TunnelEvent): void {
    const before = this.#machine;
    this.#machine = step.state;
    for (const effect of step.effects) this.#perform(effect);
    if (before.type !== step.state.type) this.#tell(step.state, event);
    if (!sameView(before, step.state)) this.#changes.emit();
    if (step.state.type === 'closed') this.#onClosed();
  }

  #tell(state: TunnelState, event: TunnelEvent | undefined): void {
    const { url, state: view } = viewTunnel(state);
    const code = event && 'code' in event ? event.code : null;
    const message = event && 'message' in event ? event.message : null;
    this.#deps.log.info('tunnel changed', {
      step: state.type,
      status: view.status,
      cause: event?.type ?? null,
      code,
      private: { url, message },
    });
  }

  #perform(effect: TunnelEffect): void {
    switch (effect.type) {
      case 'start-child':
        return this.#startChild(effect.lastUrl);
      case 'kill-child':
        return this.#child?.kill();
      case 'send-close':
        return this.#child?.send({ type: 'close' } satisfies ParentMessage);
      case 'clear-timer':
        return this.#cancelTimer();
      case 'set-timer':
        return this.#setTimer(effect.ms);
    }
  }

  #setTimer(ms: number): void {
    const { clock } = this.#deps;
    const dueAt = clock.now() + ms;
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(ms, () => {
      const at = clock.now();
      this.#handle({ type: 'timer', at, isLate: at - dueAt > LATE_MS });
    });
  }

  #startChild(lastUrl: string | null): void {
    const { clock } = this.#deps;
    const child = this.#fork();
    this.#child = child;
    if (!child) {
      queueMicrotask(() => this.#handle({ type: 'exited', at: clock.now() }));
      return;
    }
    // What an earlier child still has to say concerns nobody.
    child.onMessage((message) => {
      if (child === this.#child) this.#hear(message);
    });
    child.onExit(() => {
      if (child === this.#child) this.#handle({ type: 'exited', at: clock.now() });
    });
    child.send(this.#order(lastUrl));
  }

  /** Null where the host cannot start one: as good as a child that ended at once. */
  #fork(): ChildProcessHandle | null {
    const { starter, script, log } = this.#deps;
    try {
      return starter.start(script, {
        name: 'adjutant-tunnel',
        env: childEnvironment(process.env),
      });
    } catch (error) {
      log.error('tunnel child cannot be started', errorFields(error));
      return null;
    }
  }

  #hear(message: unknown): void {
    const parsed = childMessageSchema.safeParse(message);
    if (parsed.success) this.#handle({ ...parsed.data, at: this.#deps.clock.now() });
    else this.#deps.log.warn('tunnel child sent an unknown message');
  }

  #order(lastUrl: string | null): ParentMessage {
    const { authtoken, localAddress, serverAddr, caPem, domain } = this.#options;
    return {
      type: 'open',
      authtoken,
      localAddress,
      lastUrl,
      parentPid: process.pid,
      heartbeatIntervalMs: this.#limits.heartbeatIntervalMs,
      heartbeatToleranceMs: this.#limits.heartbeatToleranceMs,
      ...(serverAddr === undefined ? {} : { serverAddr }),
      ...(caPem === undefined ? {} : { caPem }),
      ...(domain === undefined ? {} : { domain }),
    };
  }
}

function rulesOf(limits: TunnelLimits, random: () => number): TunnelRules {
  const { openMs, mendMs, refusedMs, stableMs, firstDelayMs: firstMs, maxDelayMs: maxMs } = limits;
  return {
    openMs,
    mendMs,
    refusedMs,
    stableMs,
    silenceMs: limits.heartbeatIntervalMs + limits.heartbeatToleranceMs + HEARTBEAT_SLACK_MS,
    goodbyeMs: GOODBYE_MS,
    killMs: KILL_MS,
    echoMs: ECHO_MS,
    freshMs: FRESH_MS,
    delay: (position) => delayAt(position, { firstMs, maxMs, random }),
  };
}

function sameView(a: TunnelState, b: TunnelState): boolean {
  const [left, right] = [viewTunnel(a), viewTunnel(b)];
  return (
    left.url === right.url &&
    left.state.status === right.state.status &&
    left.state.detail === right.state.detail
  );
}
