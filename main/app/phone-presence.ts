import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { VoipBin } from '../voipbin/telephony.ts';
import type { NumberCare } from './numbers/number-care.ts';

export type PhonePresenceDeps = {
  readonly care: Pick<NumberCare, 'here' | 'away'>;
  readonly voipBin: Pick<VoipBin, 'ready' | 'onState' | 'renew'>;
  readonly clock: Clock;
  readonly log: Logger;
};

const wait = 'presence';
/** A quit takes 5 s in all, and waits no longer for a service that does not answer. */
const leaveMs = 2000;
const againMs = 30_000;
const idleMs = 60 * 60_000;

/** Whether we are here to take calls: the numbers follow it. */
export class PhonePresence {
  readonly #deps: PhonePresenceDeps;
  readonly #nudges: Nudges;
  #isHere = true;

  constructor(deps: PhonePresenceDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { care, voipBin } = this.#deps;
    const stop = voipBin.onState(({ status }) => {
      if (status === 'connected') this.#nudges.nudge(wait);
    });
    try {
      while (!signal.aborted) {
        await voipBin.ready.passed(signal);
        const isDone = !this.#isHere || (await care.here(signal));
        await this.#nudges.wait(wait, isDone ? idleMs : againMs, signal);
      }
    } finally {
      stop();
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
}
