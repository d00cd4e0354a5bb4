import { AppError, isAbort } from '../../shared/errors.ts';
import { askedWaitMs } from '../base/asked-wait.ts';
import { Backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { CarbonVoiceConnection } from './connection.ts';
import type { FeedReader } from './feed-reader.ts';

export type FeedDeps = {
  readonly reader: Pick<FeedReader, 'read'>;
  readonly connection: Pick<CarbonVoiceConnection, 'ready' | 'identity' | 'linkedSince' | 'check'>;
  /** Whether something rings at once when there is news, so that reading on a timer is only the safety net. */
  readonly isRung: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number;
};

const rungMs = 5 * 60_000;
const aloneMs = 30_000;
const jitter = 0.2;
/** A bell that never stops ringing does not make us read without end. */
const firstGapMs = 200;
const maxGapMs = 2000;

type Pause = {
  /** Only a catch-up shortens it. */
  readonly gapMs: number;
  /** A bell ends it. */
  readonly idleMs: number;
};

/** Keeps the feed read: at the start, after every interruption, when something rings, and on a timer. */
export class CarbonVoiceFeed {
  /** Open once what came while we were away is kept, or cannot be read for now. */
  readonly caughtUp = new Gate(false);
  /** Emitted when reading begins to fail or works again. */
  readonly changed = new Emitter<null>();
  readonly #deps: FeedDeps;
  readonly #nudges: Nudges;
  readonly #backoff = new Backoff({ firstMs: 1000, maxMs: 60_000 });
  #rang = false;
  #isUrgent = false;
  #gapMs = firstGapMs;
  #fault: string | null = null;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  /** Why the feed cannot be read, as a sentence; null while it can. */
  get fault(): string | null {
    return this.#fault;
  }

  /** There may be something new: reads soon, once for however many rings. */
  ring(): void {
    this.#rang = true;
    this.#nudges.nudge('bell');
  }

  /** We were away (asleep, cut off): reads now, and what is old waits until all of it is known. */
  catchUp(): void {
    this.caughtUp.shut();
    this.#isUrgent = true;
    this.#nudges.nudge('urgent');
    this.ring();
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#deps.connection.ready.passed(signal);
      this.#rang = false;
      this.#isUrgent = false;
      const { gapMs, idleMs } = await this.#read(signal);
      if (!this.#isUrgent) await this.#nudges.wait('urgent', gapMs, signal);
      if (!this.#rang) await this.#nudges.wait('bell', idleMs, signal);
    }
  }

  async #read(signal: AbortSignal): Promise<Pause> {
    const { reader, connection, log } = this.#deps;
    const { identity, linkedSince } = connection;
    try {
      const account = { agentId: identity?.agentId ?? '', since: linkedSince };
      const isNews = identity !== null && (await reader.read(account, signal));
      this.#gapMs = isNews ? firstGapMs : Math.min(maxGapMs, this.#gapMs * 2);
      this.#backoff.reset();
      this.#settle(null);
      return { gapMs: this.#gapMs, idleMs: this.#idleMs() };
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      log.warn('the feed could not be read', errorFields(error));
      this.#settle(error instanceof AppError ? error.message : 'An unexpected error.');
      connection.check();
      return { gapMs: Math.max(this.#backoff.next(), askedWaitMs(error)), idleMs: 0 };
    }
  }

  #settle(fault: string | null): void {
    // While a new interruption waits for its own reading, this one does not speak for it.
    if (!this.#isUrgent) this.caughtUp.open();
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.changed.emit(null);
  }

  #idleMs(): number {
    const { isRung, random = Math.random } = this.#deps;
    const fullMs = isRung() ? rungMs : aloneMs;
    return Math.round(fullMs * (1 - jitter * random()));
  }
}
