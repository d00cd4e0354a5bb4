import { AppError, isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { UnderWay } from '../base/under-way.ts';
import type { CallHappening } from './call-events.ts';
import { callTimes } from './call-settings.ts';
import { hangUpLine } from './hang-up.ts';
import type { CallRecord, HandOverEnd, Party, Telephony } from './ports.ts';

/** Keeps which lines are open besides the calls themselves, so that those of a run that died are hung up. */
export interface OtherLegBook {
  beginOther(callId: string, target: Party): void;
  endOther(callId: string): void;
}

export type OtherLegDeps = {
  readonly callId: string;
  /** Calls the other party; not given up half-way, because a call that was placed must be known to be hung up. */
  readonly dial: (target: Party) => Promise<CallRecord>;
  readonly telephony: Telephony;
  readonly book: OtherLegBook;
  readonly happen: (happening: CallHappening) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

const ends: Readonly<Record<string, HandOverEnd>> = { busy: 'busy', noanswer: 'no-answer' };

/** The call to whoever takes a call over: dialled, joined with the first one, and let go. */
export class OtherLeg {
  readonly #deps: OtherLegDeps;
  readonly #signal: AbortSignal;
  readonly #underWay = new UnderWay();
  /** Ends with the attempt. */
  #attempt = new AbortController();
  #callId: string | null = null;

  constructor(deps: OtherLegDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.#underWay.idle();
  }

  call(target: Party): void {
    this.#attempt = new AbortController();
    this.#underWay.add(this.#call(target, this.#attempt.signal));
  }

  /** Lets the two hear each other until one of them is gone, or `release`. */
  join(): void {
    this.#underWay.add(this.#join(this.#attempt.signal));
  }

  release(): void {
    this.#attempt.abort(new DOMException('released', 'AbortError'));
    const callId = this.#callId;
    this.#callId = null;
    if (callId !== null) this.#underWay.add(this.#hangUp(callId));
  }

  async #call(target: Party, attempt: AbortSignal): Promise<void> {
    const { dial, book } = this.#deps;
    try {
      const call = await dial(target);
      book.beginOther(call.id, target);
      if (attempt.aborted) return await this.#hangUp(call.id);
      this.#callId = call.id;
      this.#follow(call.id, attempt);
      // It may have been answered, or be over, before its id was known.
      this.#changed(call);
    } catch (error) {
      this.#fail(error, attempt);
    }
  }

  #follow(callId: string, attempt: AbortSignal): void {
    const stop = this.#deps.telephony.onEvent((event) => {
      if (event.type === 'call-changed' && event.call.id === callId) this.#changed(event.call);
    });
    attempt.addEventListener('abort', stop, { once: true });
  }

  #changed({ id, status, hangup }: CallRecord): void {
    if (status === 'progressing') return this.#deps.happen({ type: 'other-answered' });
    if (status !== 'ended') return;
    this.#callId = null;
    this.#deps.book.endOther(id);
    const end = ends[hangup?.reason ?? ''] ?? 'failed';
    this.#deps.happen({ type: 'other-gone', end, detail: '' });
  }

  async #join(attempt: AbortSignal): Promise<void> {
    const { callId, telephony, happen } = this.#deps;
    const other = this.#callId;
    if (other === null) return;
    const signal = AbortSignal.any([attempt, this.#signal]);
    try {
      const { ended } = await telephony.joinCalls([callId, other], signal);
      void ended.then(() => {
        if (!attempt.aborted) happen({ type: 'other-gone', end: 'failed', detail: '' });
      });
      happen({ type: 'calls-joined' });
    } catch (error) {
      this.#fail(error, attempt);
    }
  }

  #fail(error: unknown, attempt: AbortSignal): void {
    if (isAbort(error) || attempt.aborted) return;
    this.#deps.log.warn('the other party was not reached', errorFields(error));
    const detail = error instanceof AppError ? error.message : '';
    this.#deps.happen({ type: 'other-gone', end: 'failed', detail });
  }

  async #hangUp(callId: string): Promise<void> {
    if ((await hangUpLine(callId, this.#deps)) !== 'failed') this.#deps.book.endOther(callId);
    else void this.#hangUpLater(callId);
  }

  /** Nobody waits for it, and the next start does what is left then; a line without a call is paid for all the same. */
  async #hangUpLater(callId: string): Promise<void> {
    try {
      await sleep(this.#deps.clock, callTimes.hangUpAgainMs, this.#signal);
    } catch {
      // The app is being closed.
      return;
    }
    await this.#hangUp(callId);
  }
}
