import { AuthError, isAbort, ProtocolError, SettingsError } from '../../shared/errors.ts';
import type { NetworkError } from '../../shared/errors.ts';
import { Backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import { proxyFaultIn } from '../base/proxy-blame.ts';
import type { Account } from './account.ts';
import { holdSocket } from './event-socket.ts';
import type { SocketEnd, SocketLimits } from './event-socket.ts';
import type { EventStream } from './events.ts';
import { parseNews, subscribeFrame } from './frame-wire.ts';
import type { News } from './frame-wire.ts';
import { tokenRefused } from './rest-errors.ts';
import type { Pass, SignIn } from './sign-in.ts';
import type { Transport } from './transport.ts';
import { refusedMs, Way } from './way.ts';
import { parseJson } from './wire.ts';

export type SocketWayDeps = {
  readonly url: string;
  readonly account: Account;
  readonly signIn: SignIn;
  readonly transport: Transport;
  readonly stream: EventStream;
  readonly clock: Clock;
  readonly log: Logger;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly limits?: SocketLimits;
};

const wait = 'socket';

/** Events by WebSocket: opens, subscribes, reads, and comes back after every end. */
export class SocketWay {
  readonly way = new Way('Connecting to VoIPBIN.');
  readonly #deps: SocketWayDeps;
  readonly #nudges: Nudges;
  readonly #backoff: Backoff;
  #held: { readonly token: string; readonly drop: AbortController } | null = null;
  #proved: { readonly token: string; readonly customerId: string } | null = null;
  /** When the last socket opened, by our clock; null until it does. */
  #openAt: number | null = null;
  #checkAgain = false;
  #garbage = 0;

  constructor(deps: SocketWayDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
    this.#backoff = new Backoff({ firstMs: 1000, maxMs: 30_000, random: deps.random });
  }

  /** The credentials may have changed: a socket of another token is given up. */
  async check(): Promise<void> {
    this.#nudges.nudge(wait);
    const held = this.#held;
    if (!held) {
      this.#checkAgain = true;
      return;
    }
    const token = await this.#deps.signIn.pass().then(
      (pass) => pass.credential.token,
      // A locked keychain or a failed sign-in says nothing about a socket that stands.
      (error: unknown) => (error instanceof SettingsError ? null : held.token),
    );
    if (token !== held.token) held.drop.abort(new DOMException('other token', 'AbortError'));
  }

  /** The machine slept or the network changed: the connection is not to be trusted. */
  renew(): void {
    this.#backoff.reset();
    this.#held?.drop.abort(new DOMException('renewed', 'AbortError'));
    this.#nudges.nudge(wait);
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#checkAgain = false;
      const delayMs = await this.#round(signal);
      // Credentials that changed during the round would otherwise wait for the next one.
      if (this.#checkAgain) continue;
      if (delayMs > 0) await this.#nudges.wait(wait, delayMs, signal);
    }
  }

  /** How long to wait before the next one, in ms. */
  async #round(signal: AbortSignal): Promise<number> {
    try {
      const customerId = await this.#customerId(signal);
      this.#openAt = null;
      const end = await this.#hold(customerId, signal);
      const stoodMs = this.#openAt === null ? 0 : this.#deps.clock.now() - this.#openAt;
      if (!this.#backoff.stood(stoodMs)) this.#proved = null;
      return this.#afterEnd(end);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.#proved = null;
      this.#deps.log.warn('VoIPBIN is not connected', errorFields(error));
      return this.way.fail(error) ? refusedMs : this.#backoff.next();
    }
  }

  /** Asked once for each token, so that coming back needs no other request; and again after a quick end. */
  async #customerId(signal: AbortSignal): Promise<string> {
    const { signIn, account } = this.#deps;
    const { token } = (await signIn.pass()).credential;
    if (this.#proved?.token !== token) {
      this.#proved = { token, customerId: (await account.readCustomer(signal)).id };
    }
    return this.#proved.customerId;
  }

  /** Holds a socket with each place for the token, until one ends otherwise than by a refusal. */
  async #hold(customerId: string, signal: AbortSignal): Promise<SocketEnd> {
    const { signIn } = this.#deps;
    const refused: Pass[] = [];
    for (let pass: Pass | null = await signIn.pass(); pass !== null;) {
      const end = await this.#holdOne(customerId, pass, signal);
      if (end.type !== 'refused' || end.status !== 401) return end;
      refused.push(pass);
      pass = await signIn.passAfterRefusal(refused);
    }
    throw tokenRefused();
  }

  async #holdOne(customerId: string, pass: Pass, signal: AbortSignal): Promise<SocketEnd> {
    const { signIn, transport, clock, stream, limits } = this.#deps;
    const { headers, query } = signIn.carrierOf(pass);
    const url = new URL(`${this.#deps.url.replace(/^http/u, 'ws')}/v1.0/ws`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const ca = await transport.authorities();
    const agent = transport.proxies?.agentFor(url) ?? null;
    const drop = new AbortController();
    this.#held = { token: pass.credential.token, drop };
    const onOpen = (): void => {
      this.#openAt = clock.now();
      signIn.accepted(pass);
      this.way.set({ status: 'connected', detail: 'Signed in.', remedy: '' });
      stream.resynced({ wasDeaf: true });
    };
    const events = { onOpen, onFrame: (text: string): void => this.#read(text) };
    try {
      return await holdSocket(
        { url: url.href, headers, ca, agent },
        { clock, events, greeting: subscribeFrame(customerId), ...(limits ? { limits } : {}) },
        AbortSignal.any([signal, drop.signal]),
      );
    } finally {
      this.#held = null;
    }
  }

  #read(text: string): void {
    let news: News | null;
    try {
      news = parseNews(parseJson(text));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#drop(errorFields(error));
    }
    if (news) this.#deps.stream.take(news);
    else this.#drop({ error: 'no event' });
  }

  /** The shape is logged, never the content. */
  #drop(fields: Readonly<Record<string, unknown>>): void {
    this.#garbage += 1;
    this.#deps.log.warn('a frame could not be read', { ...fields, count: this.#garbage });
  }

  #afterEnd(end: SocketEnd): number {
    if (end.type === 'aborted') return 0;
    if (end.type === 'refused' && end.status === 403) {
      throw new AuthError('VOIPBIN_EVENTS_REFUSED', 'VoIPBIN refuses events to this account.', {
        remedy: 'Use an access key, or a user with the rights of an administrator or manager.',
      });
    }
    this.#deps.log.info('the event socket ended', { end: end.type });
    const { trouble } = this.way;
    const ofProxy = proxyIn(end);
    const detail = ofProxy?.message ?? describe(end);
    this.way.set({
      status: trouble,
      detail,
      remedy: ofProxy?.remedy ?? 'Adjutant goes on trying.',
    });
    const delayMs = this.#backoff.next();
    return end.type === 'refused' ? Math.max(delayMs, end.retryAfterMs ?? 0) : delayMs;
  }
}

/** Throws AuthError of a proxy: a refused password is tried more seldom than a broken connection. */
function proxyIn(end: SocketEnd): NetworkError | null {
  const fault = end.type === 'failed' ? proxyFaultIn(end.cause) : null;
  if (fault instanceof AuthError) throw fault;
  return fault;
}

function describe(end: Exclude<SocketEnd, { type: 'aborted' }>): string {
  if (end.type === 'silent') return 'The event connection fell silent.';
  if (end.type === 'refused') return `The event connection was answered with ${end.status}.`;
  if (end.type === 'failed') return 'The event connection could not be opened or broke.';
  return 'The event connection was closed.';
}
