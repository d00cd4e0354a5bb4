import { isAbort, NetworkError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import { keepNewest } from '../base/keep-newest.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { LiveCall } from '../call/live-call.ts';
import type { CallRecord } from '../call/ports.ts';
import { ringMs } from '../voipbin/flow-wire.ts';
import type { VoipBin } from '../voipbin/telephony.ts';
import type { NumberCare } from './numbers/number-care.ts';

export type PickUpsDeps = {
  readonly care: Pick<NumberCare, 'rings'>;
  readonly voipBin: Pick<VoipBin, 'pickUp' | 'readCall' | 'time'>;
  readonly desk: Pick<CallDesk, 'calls' | 'changed' | 'letGo'>;
  readonly language: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Well before the mailbox takes a call that rings. */
const pickUpMs = 6000;
/**
 * From the beginning of a call, of which the news may take some seconds; the service tells its time to the second. What
 * an order of ours answered later could not be told from what the mailbox answers.
 */
const letGoMs = 8000;
const pickUpAgainMs = 400;
/** News of a call that is older than this, by the service's clock, came late. */
const lateMs = 4000;
/** What is left for a call of which the news came late, once it is seen to ring still. */
const lateTryMs = 2000;
/** Nothing but an order of ours answers a call that soon. */
const oursMs = ringMs - 1000;

/** More calls than can ring at once. */
const mostKept = 100;

/** Takes the calls that ring at our numbers, or lets them go before the mailbox answers them. */
export class PickUps {
  readonly #deps: PickUpsDeps;
  readonly #taken = new Set<string>();
  /** Calls that the service was asked to answer, and since when they were known to ring (epoch ms). */
  readonly #asked = new Map<string, number>();

  constructor(deps: PickUpsDeps) {
    this.#deps = deps;
  }

  /** Until the signal what rings is taken. */
  begin(signal: AbortSignal): void {
    const stop = this.#deps.desk.changed.on((call) => this.#takeRinging(call, signal));
    signal.addEventListener('abort', stop, { once: true });
  }

  /**
   * Whether a call is answered by our order, or may be so at any moment, and not by the mailbox: the service answers
   * before it speaks, so an order that failed may have answered all the same.
   */
  isAnswered(call: CallRecord): boolean {
    const since = this.#asked.get(call.id);
    if (since === undefined) return false;
    return (answerTime(call) ?? this.#deps.clock.now() - since) < oursMs;
  }

  #takeRinging({ record }: LiveCall, signal: AbortSignal): void {
    if (this.#taken.has(record.id) || !this.#deps.care.rings(record)) return;
    this.#taken.add(record.id);
    keepNewest(this.#taken, mostKept);
    this.#take(record, signal).catch((error: unknown) => {
      if (!isAbort(error)) this.#deps.log.error('a call was not taken', errorFields(error));
    });
  }

  async #take({ id: callId, createdAt }: CallRecord, signal: AbortSignal): Promise<void> {
    const { clock, desk, voipBin } = this.#deps;
    const ageMs = createdAt === null ? 0 : voipBin.time.of(clock.now()) - createdAt;
    const isLate = ageMs > lateMs;
    const waitMs = Math.min(isLate ? lateTryMs : pickUpMs, letGoMs - ageMs);
    if (waitMs <= 0) return desk.letGo(callId);
    const until = clock.now() + waitMs;
    const limit = new AbortController();
    const cancel = clock.schedule(waitMs, () =>
      limit.abort(new DOMException('too late', 'AbortError')),
    );
    const either = AbortSignal.any([signal, limit.signal]);
    let isTaken = false;
    try {
      if (isLate && !(await this.#ringsThere(callId, either))) return desk.letGo(callId);
      // A service that takes the order and leaves the call ringing has not answered it.
      while (this.#stillRings(callId)) {
        isTaken ||= await this.#pickUp(callId, either);
        signal.throwIfAborted();
        // Two voices at once would be worse than one.
        if (clock.now() >= until) return desk.letGo(callId);
        if (this.#stillRings(callId)) await sleep(clock, pickUpAgainMs, signal);
      }
    } finally {
      cancel();
    }
  }

  /** False where it may be tried again. */
  async #pickUp(callId: string, signal: AbortSignal): Promise<boolean> {
    const { voipBin, language, clock, log } = this.#deps;
    const isFirst = !this.#asked.has(callId);
    if (isFirst) this.#asked.set(callId, clock.now());
    keepNewest(this.#asked, mostKept);
    try {
      await voipBin.pickUp(callId, language, signal);
      return true;
    } catch (error) {
      const isUnsent = error instanceof NetworkError && !error.mayHaveArrived;
      if (isFirst && isUnsent) this.#asked.delete(callId);
      if (this.#stillRings(callId)) log.warn('a call could not be taken', errorFields(error));
      return false;
    }
  }

  /** By the service itself; where it tells nothing, trying to take the call does. False when it takes too long. */
  async #ringsThere(callId: string, signal: AbortSignal): Promise<boolean> {
    try {
      return isRinging(await this.#deps.voipBin.readCall(callId, signal));
    } catch (error) {
      if (isAbort(error)) return false;
      this.#deps.log.info('a late call could not be looked at', errorFields(error));
      return true;
    }
  }

  /** For us, too: a call that we are hanging up is not to be taken. */
  #stillRings(callId: string): boolean {
    const call = this.#deps.desk.calls.find(({ record }) => record.id === callId);
    return call?.session.state.phase === 'waiting' && isRinging(call.record);
  }
}

/** Whether a call was surely answered by an order, of this run or of one before, and not by the mailbox. */
export function wasAnsweredByOrder(call: CallRecord): boolean {
  const told = answerTime(call);
  return told !== null && told < oursMs;
}

/** Milliseconds from its beginning to its answer, by the service's own clock; null where it does not tell. */
function answerTime({ createdAt, answeredAt }: CallRecord): number | null {
  return answeredAt !== null && createdAt !== null ? answeredAt - createdAt : null;
}

/** Whether nobody has answered a call yet, as far as it is known. */
export function isRinging(call: CallRecord | null | undefined): boolean {
  return call?.status === 'ringing' || call?.status === 'dialing';
}
