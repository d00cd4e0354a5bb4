import { isAbort } from '../../shared/errors.ts';
import { withinLimit } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { takingPlaces } from './call-choice.ts';
import type { CallSession } from './call-session.ts';
import type { LiveCall } from './live-call.ts';
import type { CallRecord, Telephony } from './ports.ts';
import { isForMailbox } from './whose-call.ts';
import type { InboundPolicy } from './whose-call.ts';
import type { SpeechEvent, WhoseWords } from './whose-words.ts';

export type CallCompareDeps = {
  readonly telephony: Telephony;
  readonly policy: () => InboundPolicy;
  readonly words: Pick<WhoseWords, 'transcriptionsOf'>;
  /** The calls that we hold. */
  readonly calls: () => readonly LiveCall[];
  /** What is told of what was missed, as if an event had. */
  readonly changed: (record: CallRecord) => void;
  readonly speech: (event: SpeechEvent) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Whoever rings meanwhile does not wait longer than this, in milliseconds: the mailbox takes calls after ten seconds. */
const lookMs = 1500;
/** So long the end of a call waits for words of which no event told, in milliseconds. */
const lastWordsMs = 3000;
/** VoIPBIN: the time that its answers tell is right to about so much, in milliseconds. */
const toleranceMs = 2000;

/** Compares the calls that we hold with those of the service: events may have been missed. */
export class CallCompare {
  readonly #deps: CallCompareDeps;
  readonly #signal: AbortSignal;
  #looking: Promise<void> | null = null;
  /** Over by what the service says, while their last words are being read. */
  readonly #dead = new WeakSet<CallSession>();

  constructor(deps: CallCompareDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** How many calls take a place. */
  get takingPlaces(): number {
    return takingPlaces(this.#deps.calls()).filter(({ session }) => !this.#dead.has(session))
      .length;
  }

  /** Of a call as it was placed: nothing waits for this, who answers is spoken to whether or not it can be looked at. */
  async look(placed: CallRecord): Promise<void> {
    const { telephony, calls, changed } = this.#deps;
    const now = await telephony.readCall(placed.id, this.#signal).catch(() => null);
    // News that came meanwhile are newer.
    if (now && calls().some(({ record }) => record === placed)) changed(now);
  }

  /** Hang-ups and transcripts are read from the service, and with `takesUp` calls of which no event told. */
  reconcile(takesUp: boolean): void {
    const looks = this.#deps.calls().map((call) => this.#catchUp(call));
    if (takesUp) looks.push(this.#lookForCalls());
    for (const look of looks) look.catch((error: unknown) => this.#tell(error));
  }

  /**
   * Ends the calls that are over without our having heard of it. Resolves when all are looked at, or after a second and a half;
   * whoever asks meanwhile shares the look.
   */
  endDead(): Promise<void> {
    this.#looking ??= this.#endDead().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #endDead(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancel = this.#deps.clock.schedule(lookMs, late.resolve);
    const looks = takingPlaces(this.#deps.calls()).map((call) =>
      this.#endIfDead(call).catch((error: unknown) => this.#tell(error)),
    );
    await Promise.race([Promise.all(looks), late.promise]);
    cancel();
  }

  async #endIfDead(call: LiveCall): Promise<void> {
    const now = await this.#deps.telephony.readCall(call.record.id, this.#signal);
    if (now !== null && now.status !== 'ended') return;
    this.#dead.add(call.session);
    await this.#catchUp(call);
  }

  async #lookForCalls(): Promise<void> {
    const { telephony, policy, calls, changed } = this.#deps;
    const live = await telephony.liveCalls(this.#signal);
    const held = new Set(calls().map(({ record }) => record.id));
    for (const call of live) {
      // A number that was set up has a mailbox, which takes what was not heard of in time: its calls are left to it.
      const isOurs = call.direction === 'incoming' && !isForMailbox(call, policy());
      if (isOurs && !held.has(call.id)) changed(call);
    }
  }

  /**
   * Tells what was said on a call that is over and no event told: its end may have been found by looking, while none could
   * come. Waits three seconds at most, and never throws.
   */
  async lastWords(callId: string): Promise<void> {
    const call = this.#deps.calls().find(({ record }) => record.id === callId);
    if (!call) return;
    const { clock, words } = this.#deps;
    const late = (): Error => new Error('The words take too long.');
    const read = (signal: AbortSignal): Promise<unknown> =>
      Promise.all(
        words
          .transcriptionsOf(callId)
          .map((transcriptionId) => this.#readWords(transcriptionId, call, signal)),
      );
    try {
      await withinLimit(read, { clock, ms: lastWordsMs, late }, this.#signal);
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Its words first, so that they stand before its end. Throws AppError when the call itself cannot be read. */
  async #catchUp(call: LiveCall): Promise<void> {
    const { telephony, log, words, changed } = this.#deps;
    const { id } = call.record;
    const now = await telephony.readCall(id, this.#signal);
    for (const transcriptionId of words.transcriptionsOf(id)) {
      try {
        await this.#catchUpOnWords(transcriptionId, call);
      } catch (error) {
        if (isAbort(error)) throw error;
        // A hang-up that was missed is told all the same.
        log.warn('what was said meanwhile could not be read', errorFields(error));
      }
    }
    if (now) changed(now);
    else call.session.happen({ type: 'call-status', status: 'ended' });
  }

  async #catchUpOnWords(transcriptionId: string, call: LiveCall): Promise<void> {
    await this.#readWords(transcriptionId, call, this.#signal);
    const now = await this.#deps.telephony.readTranscription(transcriptionId, this.#signal);
    // Over, or not known any more.
    if (now?.status !== 'progressing') {
      call.session.happen({ type: 'transcription-ended', transcriptionId });
    }
  }

  async #readWords(
    transcriptionId: string,
    { startedAt }: LiveCall,
    signal: AbortSignal,
  ): Promise<void> {
    const { telephony, speech } = this.#deps;
    const since = telephony.time.of(startedAt) - toleranceMs;
    for (const line of await telephony.transcriptsOf(transcriptionId, signal)) {
      // What was said to an earlier run is its own to tell.
      const isOurs = line.at === null || line.at >= since;
      const { id, direction, text } = line;
      if (isOurs) speech({ type: 'transcript', id, transcriptionId, direction, text });
    }
  }

  #tell(error: unknown): void {
    if (this.#signal.aborted) return;
    this.#deps.log.warn('calls could not be compared', errorFields(error));
  }
}
