import type { Principal } from '../../shared/thread.ts';
import { RefusedError } from '../../shared/errors.ts';
import { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { errorFields } from '../base/log.ts';
import { phrases } from './call-phrases.ts';
import { nameRecord, newRecord } from './call-record.ts';
import { refuseWhenAnswered, takeLeave, unheard } from './call-leave.ts';
import { CallSession } from './call-session.ts';
import type { CallSessionDeps } from './call-session.ts';
import type { CallSettings } from './call-settings.ts';
import type { CallState } from './call-state.ts';
import type { OtherLegBook } from './other-leg.ts';
import type { CallRecord, Party, TelephonyEvent } from './ports.ts';
import { guardHandOver } from './hand-over-guard.ts';
import { judgeIncoming } from './whose-call.ts';
import type { InboundPolicy } from './whose-call.ts';
import type { SpeechEvent } from './whose-words.ts';
import { WhoseWords } from './whose-words.ts';

/** A call that we handle. */
export type LiveCall = {
  readonly record: CallRecord;
  readonly principal: Principal;
  /** What an outgoing call is for; null for none. */
  readonly goal: string | null;
  readonly startedAt: number;
  /** Not to be taken: it gets a sentence and a goodbye. */
  readonly refused: boolean;
  readonly session: CallSession;
};

/** Keeps which calls are ours, so that sessions of a run that died are found and stopped. */
export interface CallBook extends OtherLegBook {
  begin(call: LiveCall): void;
  end(call: LiveCall): void;
}

export type CallDeskDeps = CallSessionDeps & {
  readonly settings: CallSettings;
  readonly policy: () => InboundPolicy;
  /** Throws RefusedError for what is not to be dialled; the one place for window, command and agent. */
  readonly guard: (target: Party) => void;
  readonly maxConcurrentCalls: number;
  readonly book: CallBook;
  /** Shut while the agent is paused. */
  readonly gate: Gate;
};

/** A stop of the app has to be over within 5 s, and what comes after the goodbye needs some of it. */
const closingMs = 2500;
/** What a service that does not answer leaves open by then, is found and stopped at the next start. */
const closedMs = 3800;

/** Where calls begin and end: takes what is ours, places what is asked for, and brings each event to its call. */
export class CallDesk {
  readonly changed = new Emitter<LiveCall>();
  readonly #deps: CallDeskDeps;
  readonly #signal: AbortSignal;
  readonly #calls = new Map<string, LiveCall>();
  readonly #words = new WhoseWords();
  /** News of calls that are being dialled can come before the answer that tells their ids. */
  readonly #dialled = new Map<string, CallRecord>();
  #dialling = 0;
  #isClosing = false;
  readonly #stopListening: () => void;

  constructor(deps: CallDeskDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#stopListening = deps.telephony.onEvent((event) => this.#hear(event));
  }

  get calls(): readonly LiveCall[] {
    return [...this.#calls.values()];
  }

  /** Dials. Throws RefusedError before it costs anything. */
  async place(target: Party, goal: string | null): Promise<{ readonly callId: string }> {
    if (this.#calls.size >= this.#deps.maxConcurrentCalls) {
      throw new RefusedError('CALLS_FULL', 'There are as many calls as are allowed at once.');
    }
    this.#deps.guard(target);
    const { telephony, source } = this.#deps;
    this.#dialling += 1;
    try {
      const callId = await telephony.place(target, source, this.#signal);
      // It rings by now, whether or not it can be looked at.
      const read = await telephony.readCall(callId, this.#signal).catch(() => null);
      // Its first events may have come before its id was known.
      const record = this.#dialled.get(callId) ?? read ?? newRecord(callId, target);
      const { settings } = this.#deps;
      const how = { principal: 'trusted', goal, settings, refused: false } as const;
      const { session } = this.#begin(record, how);
      if (this.#isClosing) session.happen({ type: 'hang-up-asked', goodbye: null });
      return { callId };
    } finally {
      this.#dialling -= 1;
      if (this.#dialling === 0) this.#dialled.clear();
    }
  }

  /** With no id: the only call. Throws RefusedError when there is none, or several. */
  hangUp(callId: string | null): { readonly callId: string } {
    const call = this.#find(callId);
    call.session.happen({ type: 'hang-up-asked', goodbye: null });
    return { callId: call.record.id };
  }

  /**
   * Somebody else takes a live call: the caller is told, the target is called, and the two are joined. With no id: the
   * only call. Throws RefusedError before it costs anything; what becomes of it later stands in the thread.
   */
  handOver(
    callId: string | null,
    target: Party,
    sentence: string | null,
  ): { readonly callId: string } {
    const { session, record } = this.#find(callId);
    guardHandOver({ record, state: session.state }, target, this.#deps.policy().ownNumbers);
    this.#deps.guard(target);
    const said = sentence?.trim() ? sentence.trim() : phrases.handOver;
    session.happen({ type: 'hand-over-asked', target, sentence: said });
    return { callId: record.id };
  }

  /** Says goodbye on every call and waits until all are over, both as far as there is time. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const { calls } = this;
    for (const { session } of calls) takeLeave(session);
    const { clock } = this.#deps;
    const late = Promise.withResolvers<void>();
    const cancels = [
      clock.schedule(closingMs, () => {
        for (const { session } of calls) session.happen({ type: 'hang-up-asked', goodbye: null });
      }),
      clock.schedule(closedMs, late.resolve),
    ];
    await Promise.race([Promise.all(calls.map(({ session }) => session.finished)), late.promise]);
    for (const cancel of cancels) cancel();
    this.#stopListening();
  }

  #find(callId: string | null): LiveCall {
    const [only, ...others] = this.calls;
    const call = callId === null && others.length === 0 ? only : this.#calls.get(callId ?? '');
    if (call) return call;
    throw callId === null && others.length > 0
      ? new RefusedError(
          'CALLS_SEVERAL',
          `There are several calls: ${this.calls.map(({ record }) => nameRecord(record)).join(', ')}.`,
          'Say which one by its id.',
        )
      : new RefusedError('CALL_NONE', 'There is no such call.');
  }

  #hear(event: TelephonyEvent): void {
    switch (event.type) {
      case 'call-changed':
        return this.#callChanged(event.call);
      case 'transcription-changed':
        return this.#transcriptionChanged(event);
      case 'speaking-changed':
        return this.#calls
          .get(event.callId)
          ?.session.happen({ ...event, type: 'speaking-status', speakingId: event.id });
      case 'resynced':
        return this.#reconcile();
      case 'text-message':
        return;
      default:
        return this.#speech(event);
    }
  }

  #callChanged(record: CallRecord): void {
    const known = this.#calls.get(record.id);
    if (known) {
      const call = { ...known, record };
      this.#calls.set(record.id, call);
      call.session.happen({ type: 'call-status', status: record.status });
      return this.changed.emit(call);
    }
    if (this.#dialling > 0 && record.direction === 'outgoing') this.#dialled.set(record.id, record);
    if (record.status === 'ended' || record.status === 'ending' || this.#isClosing) return;
    const verdict = judgeIncoming(record, this.#deps.policy());
    if (verdict.type === 'foreign') return;
    const { principal } = verdict;
    const full = this.#calls.size >= this.#deps.maxConcurrentCalls;
    const refuse = verdict.type === 'refuse' || full || !this.#deps.gate.isOpen;
    const settings = refuse ? { ...this.#deps.settings, ...unheard } : this.#deps.settings;
    const how = { principal, goal: null, settings, refused: refuse };
    const { session } = this.#begin(record, how);
    if (refuse) refuseWhenAnswered(session);
  }

  #begin(
    record: CallRecord,
    how: Pick<LiveCall, 'principal' | 'goal' | 'refused'> & { readonly settings: CallSettings },
  ): LiveCall {
    const { principal, goal, refused, settings } = how;
    const callId = record.id;
    const session = new CallSession({ callId, settings }, this.#deps, this.#signal);
    const startedAt = this.#deps.clock.now();
    const call: LiveCall = { record, principal, goal, startedAt, refused, session };
    this.#calls.set(callId, call);
    this.#deps.book.begin(call);
    if (record.status === 'dialing' || record.status === 'ringing') this.#warm();
    session.changed.on((state) => this.#sessionChanged(callId, state));
    session.happen({ type: 'call-status', status: record.status });
    void session.finished.then(() => this.#ended(callId));
    this.changed.emit(call);
    return call;
  }

  /** While it rings there is time for what would be heard as a pause after the answer. */
  #warm(): void {
    const { telephony, replies, log } = this.#deps;
    const ignore = (error: unknown): void => {
      if (!this.#signal.aborted) log.info('a connection was not opened ahead', errorFields(error));
    };
    telephony.warm(this.#signal).catch(ignore);
    replies.warm?.(this.#signal).catch(ignore);
  }

  #sessionChanged(callId: string, { ears }: CallState): void {
    if (ears.type === 'open') this.#claim(ears.transcriptionId, callId);
    const call = this.#calls.get(callId);
    if (call) this.changed.emit(call);
  }

  #ended(callId: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    this.#calls.delete(callId);
    this.#words.forget(callId);
    if (this.#calls.size === 0) this.#words.clear();
    this.#deps.book.end(call);
    this.changed.emit(call);
  }

  #transcriptionChanged(event: Extract<TelephonyEvent, { type: 'transcription-changed' }>): void {
    const call = this.#calls.get(event.callId);
    if (!call) return;
    this.#claim(event.id, event.callId);
    if (event.status === 'done') {
      call.session.happen({ type: 'transcription-ended', transcriptionId: event.id });
    }
  }

  /** What the transcription understood before it was known whose it is, is told now. */
  #claim(transcriptionId: string, callId: string): void {
    for (const event of this.#words.claim(transcriptionId, callId)) this.#speech(event);
  }

  #speech(event: SpeechEvent): void {
    const call = this.#calls.get(this.#words.callOf(event) ?? '');
    if (call) {
      if (this.#words.isNew(event)) call.session.happen(event);
      return;
    }
    // It may be of a transcription that is being opened; else it is nothing of ours.
    const isAwaited = this.calls.some(({ session }) => session.state.ears.type === 'opening');
    if (isAwaited) this.#words.keep(event);
  }

  /** Events may have been missed: hang-ups and transcripts are read from the service. */
  #reconcile(): void {
    for (const call of this.calls) {
      void this.#catchUp(call).catch((error: unknown) => {
        if (!this.#signal.aborted) {
          this.#deps.log.warn('a call could not be compared', errorFields(error));
        }
      });
    }
  }

  async #catchUp({ record, session }: LiveCall): Promise<void> {
    const { telephony } = this.#deps;
    const now = await telephony.readCall(record.id, this.#signal);
    for (const id of this.#words.transcriptionsOf(record.id)) await this.#catchUpOn(id, session);
    if (now) this.#callChanged(now);
    else session.happen({ type: 'call-status', status: 'ended' });
  }

  /** The words that were missed, and whether more are to come. */
  async #catchUpOn(transcriptionId: string, session: CallSession): Promise<void> {
    const { telephony, clock } = this.#deps;
    for (const line of await telephony.transcriptsOf(transcriptionId, this.#signal)) {
      this.#speech({ ...line, type: 'transcript', transcriptionId, at: clock.now() });
    }
    const now = await telephony.readTranscription(transcriptionId, this.#signal);
    if (now?.status !== 'progressing') {
      session.happen({ type: 'transcription-ended', transcriptionId });
    }
  }
}
