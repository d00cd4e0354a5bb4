import { AppError, isAbort } from '../../shared/errors.ts';
import { askedWaitMs } from '../base/asked-wait.ts';
import { Backoff, untilItWorks } from '../base/backoff.ts';
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

/** A bell may fall silent without breaking (its events are lost on the way): then a minute is all that a message loses. */
const rungMs = 60_000;
/** As often as the vendor's own clients read it while their socket is down. */
const aloneMs = 5000;
const jitter = 0.2;
/** A bell that never stops ringing does not make us read without end. */
const firstGapMs = 200;
const maxGapMs = 2000;
/** Somebody waits for an answer: so long they wait for what may have been said before. */
const patienceMs = 5000;
/** Carbon Voice: 502 to 504 come in bursts; a feed that fails oftener than this in a row is not waited for. */
const maxFailures = 1;

type Pause = {
  /** Only a catch-up shortens it. */
  readonly leastMs: number;
  /** Those who wait for a reading shorten it as well. */
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
  readonly #backoff = new Backoff(untilItWorks);
  #rang = false;
  #isUrgent = false;
  #isWanted = false;
  /** Readings are counted; the last one that began, and the last one that came to its end. */
  #begun = 0;
  #done = 0;
  #failures = 0;
  /** After a failure, epoch ms. */
  #restsUntil = 0;
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
    this.#nudges.nudge('wanted');
    this.ring();
  }

  /**
   * Resolves once all that is there now is read and kept, or cannot be had for now: whoever came by a delivery may have
   * overtaken another whose delivery or bell was lost.
   */
  async upToDate(signal: AbortSignal): Promise<void> {
    const { connection, clock } = this.#deps;
    const reading = this.#begun + 1;
    try {
      await connection.ready.passed(signal);
      const until = clock.now() + patienceMs;
      while (this.#done < reading && clock.now() < until && !this.#isHopeless(until)) {
        if (this.#begun < reading) this.#want();
        await this.#nudges.wait('reading', until - clock.now(), signal);
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) throw error;
    }
  }

  /** It fails, and not since an interruption only. */
  #isHopeless(until: number): boolean {
    const isIll = this.#failures > maxFailures || this.#restsUntil > until;
    return isIll && this.caughtUp.isOpen;
  }

  #want(): void {
    this.#isWanted = true;
    this.#nudges.nudge('wanted');
    this.ring();
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#deps.connection.ready.passed(signal);
      this.#rang = false;
      this.#isUrgent = false;
      this.#isWanted = false;
      this.#begun += 1;
      const { leastMs, gapMs, idleMs } = await this.#read(signal);
      this.#nudges.nudge('reading');
      if (!this.#isUrgent) await this.#nudges.wait('urgent', leastMs, signal);
      if (!this.#isUrgent && !this.#isWanted) {
        await this.#nudges.wait('wanted', gapMs - leastMs, signal);
      }
      if (!this.#rang) await this.#nudges.wait('bell', idleMs, signal);
    }
  }

  async #read(signal: AbortSignal): Promise<Pause> {
    const { reader, connection, clock, log } = this.#deps;
    const { identity, linkedSince } = connection;
    try {
      const account = { agentId: identity?.agentId ?? '', since: linkedSince };
      const isNews = identity !== null && (await reader.read(account, signal));
      this.#gapMs = isNews ? firstGapMs : Math.min(maxGapMs, this.#gapMs * 2);
      this.#backoff.reset();
      this.#done = this.#begun;
      this.#failures = 0;
      this.#restsUntil = 0;
      this.#settle(null);
      return { leastMs: firstGapMs, gapMs: this.#gapMs, idleMs: this.#idleMs() - this.#gapMs };
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      log.warn('the feed could not be read', errorFields(error));
      this.#settle(error instanceof AppError ? error.message : 'An unexpected error.');
      connection.check();
      this.#failures += 1;
      const gapMs = Math.max(this.#backoff.next(), askedWaitMs(error));
      this.#restsUntil = clock.now() + gapMs;
      return { leastMs: gapMs, gapMs, idleMs: 0 };
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
