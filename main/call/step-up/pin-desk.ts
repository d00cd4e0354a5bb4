import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { PinSecret, PinTries, PinVerdict } from './ports.ts';

export type PinDeskDeps = {
  readonly secret: PinSecret;
  readonly tries: PinTries;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Wrong tries on one call, and on all calls of a day. */
const triesPerCall = 3;
const triesPerDay = 5;
const dayMs = 24 * 60 * 60_000;
/** A part of all PINs of that length, and the least number of digits, that may be said outside of tries in a day. */
const freeShare = 0.02;
const leastFree = 200;

/** Compares what was said with the owner's PIN, and counts what was wrong: a number of four digits is soon guessed. */
export class PinDesk {
  readonly #deps: PinDeskDeps;
  readonly #wrongOnCall = new Map<string, number>();
  /** Wrong tries of this run that may not be on the disk (yet). */
  #failures: readonly number[] = [];
  #free = { since: -Infinity, digits: 0 };
  /** One try after the other: side by side, two could take the last one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: PinDeskDeps) {
    this.#deps = deps;
  }

  /** For masking: the PIN as it is known now. */
  get digits(): string | null {
    return this.#deps.secret.digits;
  }

  /**
   * Digits that others said outside of tries, on all calls. The PIN is masked among them, so whoever says all there are
   * finds out which it is: then every digit is masked for the rest of the day.
   */
  isTooMuch(digits: number): boolean {
    const now = this.#deps.clock.now();
    if (now - this.#free.since >= dayMs || now < this.#free.since) {
      this.#free = { since: now, digits: 0 };
    }
    this.#free.digits += digits;
    const { digits: pin } = this.#deps.secret;
    if (pin === null) return false;
    return this.#free.digits > Math.max(leastFree, freeShare * 10 ** pin.length);
  }

  /** Has the PIN known by the time that somebody says it. Never throws. */
  async warm(): Promise<void> {
    await this.#deps.secret.load();
  }

  /** `digits`: as they were said; null or empty where there were none. A wrong try is counted before it is told. */
  check(callId: string, digits: string | null): Promise<PinVerdict> {
    const checked = this.#last.then(() => this.#check(callId, digits));
    this.#last = checked.catch(() => {});
    return checked;
  }

  async #check(callId: string, digits: string | null): Promise<PinVerdict> {
    const { secret } = this.#deps;
    const known = await secret.load();
    if (known !== 'known') return { type: known };
    const wrong = this.#wrongOnCall.get(callId) ?? 0;
    if (wrong >= triesPerCall) return { type: 'locked', for: 'call' };
    const before = await this.#wrongToday();
    if (before === null || before >= triesPerDay) return { type: 'locked', for: 'day' };
    if (digits === null || digits === '') return { type: 'unsaid' };
    if (digits.length < (secret.digits?.length ?? 0)) return { type: 'unfinished' };
    if (secret.matches(digits)) return { type: 'right' };
    await this.#count(callId);
    return afterWrong(wrong + 1, before + 1);
  }

  /** The call is over. */
  end(callId: string): void {
    this.#wrongOnCall.delete(callId);
  }

  /** Null where it cannot be known: then nobody may try. */
  async #wrongToday(): Promise<number | null> {
    const { tries, clock, log } = this.#deps;
    const since = clock.now() - dayMs;
    try {
      const kept = await tries.pinFailures({ since });
      // Those of this run count even where the disk did not take them.
      const own = this.#failures.filter((at) => at >= since && !kept.includes(at));
      return kept.length + own.length;
    } catch (error) {
      log.warn('earlier tries of the PIN are not known', errorFields(error));
      return null;
    }
  }

  async #count(callId: string): Promise<void> {
    const { tries, clock, log } = this.#deps;
    const at = clock.now();
    this.#wrongOnCall.set(callId, (this.#wrongOnCall.get(callId) ?? 0) + 1);
    this.#failures = [...this.#failures, at];
    try {
      await tries.addPinFailure({ at });
    } catch (error) {
      log.warn('a wrong PIN could not be counted on the disk', errorFields(error));
    }
  }
}

function afterWrong(onCall: number, today: number): PinVerdict {
  if (today >= triesPerDay) return { type: 'locked', for: 'day' };
  if (onCall >= triesPerCall) return { type: 'locked', for: 'call' };
  return { type: 'wrong', left: Math.min(triesPerCall - onCall, triesPerDay - today) };
}
