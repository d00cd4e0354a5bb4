import { AppError, isAbort, SettingsError } from '../../shared/errors.ts';
import { Backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';

/** What a line tells. After `down` it tells nothing more. */
export type LineEvent =
  | { readonly type: 'up' }
  /** There may be a new or changed message; what exactly is not believed. */
  | { readonly type: 'rang' }
  | { readonly type: 'down'; readonly reason: string };

/** Opens one line; resolves with how to close it. Tells nothing after that. */
export type OpenLine = (token: string, tell: (event: LineEvent) => void) => Promise<() => void>;

export type LiveSocketDeps = {
  readonly open: OpenLine;
  /** Throws AppError when there is none. */
  readonly token: () => Promise<string>;
  /** Open while the service answers and the token holds: a dead service is not knocked at. */
  readonly ready: Gate;
  /** Called whenever there may be news. */
  readonly ring: () => void;
  /** Called when a line ended: the token may not hold any more. */
  readonly onDrop: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Opening and being let in, together. */
const openLimitMs = 15_000;

/** A line that ends sooner is one of a server that keeps none, or of a network that flickers. */
const steadyMs = 10_000;
const waits = { firstMs: 1000, maxMs: 30_000 } as const;

/**
 * Keeps one live connection as a bell: from 1 s doubling to 30 s between tries, also while lines end soon again and again,
 * because messages are fetched every few seconds meanwhile. Nothing depends on it.
 */
export class LiveSocket {
  /** Emitted when the line comes up or goes down. */
  readonly changed = new Emitter<null>();
  readonly #deps: LiveSocketDeps;
  readonly #nudges: Nudges;
  readonly #afterFailure = new Backoff(waits);
  readonly #afterEnd = new Backoff(waits);
  #upAt: number | null = null;
  #token = '';
  #atOnce = false;
  #drop: (reason: string) => void = () => {};

  constructor(deps: LiveSocketDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  get isUp(): boolean {
    return this.#upAt !== null;
  }

  /** The machine slept or the network changed: what stands is not trusted any more. */
  reopen(): void {
    this.#afterFailure.reset();
    this.#afterEnd.reset();
    this.#atOnce = true;
    this.#drop('The connection is made anew.');
    this.#nudges.nudge('again');
  }

  /** A secret changed: a line with another token is made anew. */
  async check(): Promise<void> {
    const token = await this.#deps.token().catch((error: unknown) => {
      // No token any more: the line that has one ends. A keychain that is locked says nothing about it.
      return error instanceof SettingsError ? '' : this.#token;
    });
    if (token !== this.#token) this.reopen();
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#deps.ready.passed(signal);
      this.#atOnce = false;
      const stoodMs = await this.#try(signal);
      if (!this.#atOnce) await this.#nudges.wait('again', this.#waitMs(stoodMs), signal);
    }
  }

  /** `stoodMs` null: it was not let in. */
  #waitMs(stoodMs: number | null): number {
    if (stoodMs === null) return this.#afterFailure.next();
    this.#afterFailure.reset();
    if (stoodMs >= steadyMs) this.#afterEnd.reset();
    return this.#afterEnd.next();
  }

  /** Resolves with how long it stood, in ms; null for one that was not let in. */
  async #try(signal: AbortSignal): Promise<number | null> {
    const { log, ring, onDrop } = this.#deps;
    let stoodMs: number | null = null;
    try {
      const reason = await this.#stand(signal);
      log.info('the live connection ended', { private: { reason } });
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      const isExpected = error instanceof AppError;
      log[isExpected ? 'info' : 'warn']('no live connection', errorFields(error));
    } finally {
      stoodMs = this.#upAt === null ? null : this.#deps.clock.now() - this.#upAt;
      this.#setUpAt(null);
      // What came between the last ring and the end was not told.
      if (stoodMs !== null && !signal.aborted) ring();
      if (!signal.aborted) onDrop();
    }
    return stoodMs;
  }

  /** Resolves with why it ended. */
  async #stand(signal: AbortSignal): Promise<string> {
    const { open, ring, clock } = this.#deps;
    this.#token = await this.#deps.token();
    signal.throwIfAborted();
    const end = Promise.withResolvers<string>();
    const onAbort = (): void => end.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#drop = end.resolve;
    const cancel = clock.schedule(openLimitMs, () => end.resolve('It did not open in time.'));
    const close = await open(this.#token, (event) => {
      if (event.type === 'down') return end.resolve(event.reason);
      if (event.type === 'up') {
        cancel();
        this.#setUpAt(clock.now());
      }
      // What came before the line stood was not told either.
      ring();
    }).catch((error: unknown) => {
      end.reject(error);
      return () => {};
    });
    try {
      return await end.promise;
    } finally {
      cancel();
      close();
      signal.removeEventListener('abort', onAbort);
      this.#drop = () => {};
    }
  }

  #setUpAt(at: number | null): void {
    const wasUp = this.isUp;
    this.#upAt = at;
    if (this.isUp !== wasUp) this.changed.emit(null);
  }
}
