import { isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { LiveCall } from '../call/live-call.ts';
import type { VoipBin } from '../voipbin/telephony.ts';
import type { NumberCare } from './numbers/number-care.ts';

export type PhonePresenceDeps = {
  readonly care: Pick<NumberCare, 'here' | 'away' | 'rings'>;
  readonly voipBin: Pick<VoipBin, 'ready' | 'onState' | 'renew' | 'pickUp' | 'hangUp'>;
  readonly desk: Pick<CallDesk, 'calls' | 'changed'>;
  readonly language: string;
  readonly clock: Clock;
  readonly log: Logger;
};

const wait = 'presence';
/** A quit takes 5 s in all, and waits no longer for a service that does not answer. */
const leaveMs = 2000;
const againMs = 30_000;
const idleMs = 60 * 60_000;
/** Well before the mailbox takes a call that rings. */
const pickUpMs = 6000;
const pickUpAgainMs = 400;

/** Whether we are here to take calls: the numbers follow it, and what rings at them is taken. */
export class PhonePresence {
  readonly #deps: PhonePresenceDeps;
  readonly #nudges: Nudges;
  readonly #taken = new Set<string>();
  #isHere = true;

  constructor(deps: PhonePresenceDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { care, voipBin, desk } = this.#deps;
    const stops = [
      desk.changed.on((call) => this.#takeRinging(call, signal)),
      voipBin.onState(({ status }) => {
        if (status === 'connected') this.#nudges.nudge(wait);
      }),
    ];
    try {
      while (!signal.aborted) {
        await voipBin.ready.passed(signal);
        const isDone = !this.#isHere || (await care.here(signal));
        await this.#nudges.wait(wait, isDone ? idleMs : againMs, signal);
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** We go: the mailbox takes the calls from now on. Takes two seconds at most, and never throws. */
  async leave(): Promise<void> {
    this.#isHere = false;
    const { care, clock } = this.#deps;
    const limit = new AbortController();
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const cancel = clock.schedule(leaveMs, () => {
      limit.abort(new DOMException('too late', 'AbortError'));
      resolve();
    });
    await Promise.race([care.away(limit.signal), isLate]);
    cancel();
  }

  /** We are back: connections are made anew, and calls ring here again once events arrive. */
  back(): void {
    this.#isHere = true;
    this.#deps.voipBin.renew();
    this.#nudges.nudge(wait);
  }

  #takeRinging({ record }: LiveCall, signal: AbortSignal): void {
    if (this.#taken.has(record.id) || !this.#deps.care.rings(record)) return;
    this.#taken.add(record.id);
    this.#take(record.id, signal).catch((error: unknown) => {
      if (!isAbort(error)) this.#deps.log.error('a call was not taken', errorFields(error));
    });
  }

  async #take(callId: string, signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    const until = clock.now() + pickUpMs;
    const limit = new AbortController();
    const cancel = clock.schedule(pickUpMs, () =>
      limit.abort(new DOMException('too late', 'AbortError')),
    );
    let isAsked = false;
    try {
      // A service that takes the order and leaves the call ringing has not answered it.
      while (this.#stillRings(callId)) {
        isAsked ||= await this.#pickUp(callId, AbortSignal.any([signal, limit.signal]));
        signal.throwIfAborted();
        if (clock.now() >= until) return this.#letGo(callId);
        if (this.#stillRings(callId)) await sleep(clock, pickUpAgainMs, signal);
      }
      if (isAsked && !this.#isHere) await this.#hangUp(callId, signal);
    } finally {
      cancel();
    }
  }

  /** It was to be answered when we left: nobody would speak there. */
  async #hangUp(callId: string, signal: AbortSignal): Promise<void> {
    if (this.#find(callId)) return;
    await this.#deps.voipBin.hangUp(callId, signal);
  }

  /** False where it may be tried again. */
  async #pickUp(callId: string, signal: AbortSignal): Promise<boolean> {
    const { voipBin, language, log } = this.#deps;
    try {
      await voipBin.pickUp(callId, language, signal);
      return true;
    } catch (error) {
      // The service answers before it speaks, so a failure of the speech leaves the call answered.
      if (this.#stillRings(callId)) log.warn('a call could not be taken', errorFields(error));
      return false;
    }
  }

  #stillRings(callId: string): boolean {
    const status = this.#find(callId)?.record.status;
    return status === 'ringing' || status === 'dialing';
  }

  /** The mailbox is about to answer: two voices at once would be worse than one. */
  #letGo(callId: string): void {
    if (!this.#stillRings(callId)) return;
    this.#find(callId)?.session.happen({ type: 'call-status', status: 'ended' });
  }

  #find(callId: string): LiveCall | undefined {
    return this.#deps.desk.calls.find(({ record }) => record.id === callId);
  }
}
