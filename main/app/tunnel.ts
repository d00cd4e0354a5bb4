import { readFile } from 'node:fs/promises';
import type { ConnectionState } from '../../shared/connection.ts';
import { AppError, SettingsError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Proxies, ProxyRules } from '../base/proxy.ts';
import { openNgrokTunnel } from '../tunnel/ngrok-tunnel.ts';
import type { Doorway, RequestMemory, Tunnel } from '../tunnel/ports.ts';
import { RequestMeter } from '../tunnel/request-meter.ts';
import type { RequestUse } from '../tunnel/request-meter.ts';
import { unreachedBehind } from '../tunnel/trouble.ts';
import { TunnelProver } from '../tunnel/tunnel-prover.ts';
import type { Secrets } from '../settings/ports.ts';

export type TunnelKeeperParts = {
  readonly settings: Settings;
  /** Nothing real happens in one, so nothing is opened to the outside either. */
  readonly rehearsal: boolean;
  readonly secrets: Pick<Secrets, 'get'>;
  /** By which the public address is asked; the tunnel itself goes straight: ngrok's library knows no proxy. */
  readonly proxies: Proxies | null;
  /** `127.0.0.1:port` of the webhook server. */
  readonly localAddress: string;
  /** Where what comes through the tunnel is noticed. */
  readonly door: Doorway;
  readonly requestMemory: RequestMemory;
  readonly starter: ChildProcessStarter;
  readonly script: string;
  readonly clock: Clock;
  readonly log: Logger;
};

const notSet: ConnectionState = {
  status: 'off',
  detail: 'No ngrok authtoken is set, so this machine has no public address.',
  remedy: 'Set one: npm run -s adjutant -- secret set ngrok-authtoken',
};
const switchedOff: ConnectionState = { status: 'off', detail: 'Switched off.', remedy: '' };
const notNeeded: ConnectionState = {
  status: 'off',
  detail: 'Not needed in a rehearsal.',
  remedy: '',
};

/** What a try of the public address showed; `remedy` is empty where there is nothing to do. */
export type ProbeResult = {
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy: string;
};

type Opened = { readonly tunnel: Tunnel; readonly prover: TunnelProver };

/**
 * Keeps a tunnel open while an authtoken is known, opens it anew when the token changes, proves that it leads here, and
 * counts what comes through.
 */
export class TunnelKeeper {
  /** The state or the address changed. */
  readonly changed = new Emitter<null>();
  /** The address itself changed; null while there is none. */
  readonly moved = new Emitter<string | null>();
  readonly #meter: RequestMeter;
  readonly #parts: TunnelKeeperParts;
  readonly #signal: AbortSignal;
  #opened: Opened | null = null;
  #lastUrl: string | null = null;
  #token: string | null = null;
  #isOff: boolean;
  #state: ConnectionState;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: TunnelKeeperParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#isOff = isOff(parts);
    this.#state = parts.rehearsal ? notNeeded : isOff(parts) ? switchedOff : notSet;
    this.#meter = new RequestMeter({
      memory: parts.requestMemory,
      monthlyRequests: parts.settings['ngrok.monthlyRequests'],
      clock: parts.clock,
      log: parts.log.child('tunnel'),
    });
    this.#meter.changed.on(() => this.changed.emit(null));
  }

  get url(): string | null {
    return this.#opened?.tunnel.url ?? null;
  }

  /** Whether there will be no address: switched off, or surely without a token. */
  get isOff(): boolean {
    return this.#isOff;
  }

  get state(): ConnectionState {
    const { settings, proxies } = this.#parts;
    const state = this.#opened?.prover.state ?? this.#state;
    const isUnreached = this.#opened?.tunnel.isUnreached ?? false;
    return (isUnreached ? stateBehindProxy(settings, proxies) : null) ?? state;
  }

  /** What the calendar month (UTC) has used of the plan so far. */
  get requests(): RequestUse {
    return this.#meter.use;
  }

  /** A request came through the tunnel, whosever it was. */
  noteVisit(): void {
    this.#meter.note();
    this.#opened?.prover.noteVisit();
  }

  /** The machine slept or its network changed: looks at once whether the tunnel still leads here, and waits for nothing. */
  wake(): void {
    this.#opened?.tunnel.wake();
    this.#opened?.prover.wake();
  }

  /**
   * Asks for this machine through the public address, 10 s at most. Not `ok` also where there is no tunnel, with its
   * state in words. A tunnel that leads nowhere is replaced. Rejects with the signal's reason only.
   */
  async probe(signal: AbortSignal): Promise<ProbeResult> {
    const proof = (await this.#opened?.prover.probe(signal)) ?? null;
    if (proof === null) return { ok: false, detail: this.state.detail, remedy: this.state.remedy };
    const { verdict, detail, remedy } = proof;
    return { ok: verdict === 'through', detail, remedy };
  }

  /**
   * Looks whether the authtoken is there or has changed; one look at a time. `isWish`: the owner has just set it or asks
   * how things stand, and a tunnel that was refused with the same one is tried at once.
   */
  check({ isWish } = { isWish: false }): void {
    this.#work = this.#work
      .then(() => this.#look(isWish))
      .catch((error: unknown) => this.#fail(error));
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#closeTunnel();
    await this.#meter.close();
  }

  async #look(isWish: boolean): Promise<void> {
    if (isOff(this.#parts) || this.#signal.aborted) return;
    const token = await this.#readToken();
    if (token === undefined) return;
    const wasOff = this.#isOff;
    this.#isOff = token === null;
    if (token === this.#token) {
      if (this.#isOff !== wasOff) this.changed.emit(null);
      if (isWish && this.state.status === 'refused') this.#opened?.tunnel.wake();
      return;
    }
    await this.#closeTunnel();
    this.#token = token;
    this.#state = notSet;
    this.#opened = token === null ? null : await this.#open(token);
    this.#tell();
  }

  /** Undefined where a keychain that does not open says nothing about the token in use: what stands is kept. */
  async #readToken(): Promise<string | null | undefined> {
    const { secrets, log } = this.#parts;
    try {
      return await secrets.get('ngrok-authtoken');
    } catch (error) {
      if (this.#opened === null) throw error;
      log.warn('the authtoken cannot be looked at', errorFields(error));
      return undefined;
    }
  }

  async #closeTunnel(): Promise<void> {
    const opened = this.#opened;
    opened?.prover.close();
    await opened?.tunnel.close();
  }

  async #open(authtoken: string): Promise<Opened> {
    const { settings, proxies, localAddress, door, starter, script, clock } = this.#parts;
    const log = this.#parts.log.child('tunnel');
    const serverAddr = settings['ngrok.serverAddr'];
    const domain = settings['ngrok.domain'];
    const caPem = await readCa(settings['ngrok.caFile']);
    const tunnel = openNgrokTunnel(
      {
        authtoken,
        localAddress,
        ...(serverAddr !== null && { serverAddr }),
        ...(domain !== null && { domain }),
        ...(caPem !== null && { caPem }),
      },
      { starter, script, clock, log },
      this.#signal,
    );
    const prover = new TunnelProver({ tunnel, door, meter: this.#meter, proxies, clock, log });
    tunnel.onChange(() => this.#tell());
    prover.changed.on(() => this.#tell());
    return { tunnel, prover };
  }

  #tell(): void {
    this.changed.emit(null);
    const { url } = this;
    if (url === this.#lastUrl) return;
    this.#lastUrl = url;
    this.moved.emit(url);
  }

  #fail(error: unknown): void {
    this.#parts.log.warn('the tunnel is not open', errorFields(error));
    this.#isOff = false;
    const { message, remedy } =
      error instanceof AppError
        ? error
        : new SettingsError('TUNNEL_FAILED', 'The tunnel could not be started.');
    this.#opened = null;
    this.#token = null;
    this.#state = { status: 'refused', detail: message, remedy };
    this.#tell();
  }
}

function isOff({ settings, rehearsal }: TunnelKeeperParts): boolean {
  return rehearsal || settings['tunnel.provider'] === 'off';
}

/** ngrok: the edge that its agents open a session with, `host:port`. */
export function edgeOf(settings: Settings): string {
  return settings['ngrok.serverAddr'] ?? 'connect.ngrok-agent.com:443';
}

/** How a tunnel stands whose edge cannot be reached although there is a proxy for it; null where there is none. */
export function stateBehindProxy(
  settings: Settings,
  proxies: ProxyRules | null,
): ConnectionState | null {
  const edge = edgeOf(settings);
  const proxy = proxies?.for(new URL(`https://${edge}`)) ?? null;
  return proxy && unreachedBehind(proxy.name, edge);
}

/** The PEM text; null where none is set. Throws SettingsError. */
export async function readCa(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new SettingsError(
      'NGROK_CA_FILE',
      'The CA file of the ngrok edge cannot be read.',
      'Check ngrok.caFile.',
    );
  }
}
