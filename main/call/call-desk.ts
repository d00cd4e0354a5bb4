import { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { errorFields } from '../base/log.ts';
import { phrases } from './call-phrases.ts';
import { callsLeftWaiting, catchUpOn } from './call-catch-up.ts';
import { callsFull, chooseCall } from './call-choice.ts';
import { refuseWhenAnswered, takeLeave, unheard } from './call-leave.ts';
import { dial, newRecord } from './call-placing.ts';
import { CallSession } from './call-session.ts';
import type { CallSessionDeps } from './call-session.ts';
import type { CallSettings } from './call-settings.ts';
import type { CallState } from './call-state.ts';
import { warmUp } from './call-warm.ts';
import type { CallRecord, Party, TelephonyEvent } from './ports.ts';
import { guardHandOver } from './hand-over-guard.ts';
import type { CallBook, LiveCall } from './live-call.ts';
import { judgeIncoming } from './whose-call.ts';
import type { InboundPolicy } from './whose-call.ts';
import type { SpeechEvent } from './whose-words.ts';
import { WhoseWords } from './whose-words.ts';

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
  #takesUp = false;
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
    if (this.#isFull()) throw callsFull();
    this.#deps.guard(target);
    const { source, settings } = this.#deps;
    this.#dialling += 1;
    try {
      const callId = await dial(
        target,
        {
          ...this.#deps,
          toldOf: () => [...this.#dialled.values()].filter(({ id }) => !this.#calls.has(id)),
        },
        this.#signal,
      );
      // Its first events may have come before its id was known.
      const record = this.#dialled.get(callId) ?? newRecord(callId, target, source);
      const how = { principal: 'trusted', goal, settings, refused: false } as const;
      const { session } = this.#begin(record, how);
      if (this.#isClosing) session.happen({ type: 'hang-up-asked', goodbye: null });
      void this.#readPlaced(record);
      return { callId };
    } finally {
      this.#dialling -= 1;
      if (this.#dialling === 0) this.#dialled.clear();
    }
  }

  /** Nothing waits for this: who answers is spoken to, whether or not the call can be looked at. */
  async #readPlaced(record: CallRecord): Promise<void> {
    const now = await this.#deps.telephony.readCall(record.id, this.#signal).catch(() => null);
    // News that came meanwhile are newer.
    if (now && this.#calls.get(record.id)?.record === record) this.#callChanged(now);
  }

  /** Calls that are over or refused take nobody's place, however long their sessions take to stop. */
  #isFull(): boolean {
    const taken = this.calls.filter(
      ({ refused, session }) => !refused && session.state.phase !== 'over',
    );
    return taken.length >= this.#deps.maxConcurrentCalls;
  }

  /** With no id: the only call. Throws RefusedError when there is none, or several. */
  hangUp(callId: string | null): { readonly callId: string } {
    const call = chooseCall(this.calls, callId);
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
    const { session, record } = chooseCall(this.calls, callId);
    guardHandOver({ record, state: session.state }, target, this.#deps.policy().ownNumbers);
    this.#deps.guard(target);
    const said = sentence?.trim() ? sentence.trim() : phrases.handOver;
    session.happen({ type: 'hand-over-asked', target, sentence: said });
    return { callId: record.id };
  }

  /** From now on, and after every gap, calls are taken of which no event told: someone waits there in silence. */
  takeUp(): void {
    this.#takesUp = true;
    this.#reconcile(true);
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
        return this.#reconcile(event.wasDeaf === true);
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
    const refuse = verdict.type === 'refuse' || this.#isFull() || !this.#deps.gate.isOpen;
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
    const { status } = record;
    if (status === 'dialing' || status === 'ringing') warmUp(this.#deps, this.#signal);
    session.changed.on((state) => this.#sessionChanged(callId, state));
    session.happen({ type: 'call-status', status });
    void session.finished.then(() => this.#ended(callId));
    this.changed.emit(call);
    return call;
  }

  #sessionChanged(callId: string, { ears }: CallState): void {
    if (ears.type === 'open') this.#early(this.#words.claim(ears.transcriptionId, callId));
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
    const { ears } = call.session.state;
    if (ears.type !== 'open') this.#early(this.#words.suppose(event.id, event.callId));
    if (event.status === 'done') {
      call.session.happen({ type: 'transcription-ended', transcriptionId: event.id });
    }
  }

  /** What the transcription understood before it was known whose it is, is told now. */
  #early(events: readonly SpeechEvent[]): void {
    for (const event of events) this.#speech(event);
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
  #reconcile(wasDeaf: boolean): void {
    const looks = this.calls.map((call) => this.#catchUp(call));
    if (wasDeaf && this.#takesUp) looks.push(this.#lookForCalls());
    for (const look of looks) {
      look.catch((error: unknown) => {
        if (!this.#signal.aborted) {
          this.#deps.log.warn('calls could not be compared', errorFields(error));
        }
      });
    }
  }

  async #lookForCalls(): Promise<void> {
    const { telephony, policy } = this.#deps;
    for (const call of await callsLeftWaiting(telephony, policy, this.#signal)) {
      if (!this.#calls.has(call.id)) this.#callChanged(call);
    }
  }

  async #catchUp({ record: { id }, session }: LiveCall): Promise<void> {
    const { telephony, clock, log } = this.#deps;
    const now = await catchUpOn(
      id,
      {
        ...{ telephony, log, transcriptionIds: this.#words.transcriptionsOf(id) },
        line: (transcriptionId, line) =>
          this.#speech({ ...line, type: 'transcript', transcriptionId, at: clock.now() }),
        ended: (transcriptionId) =>
          session.happen({ type: 'transcription-ended', transcriptionId }),
      },
      this.#signal,
    );
    if (now) this.#callChanged(now);
    else session.happen({ type: 'call-status', status: 'ended' });
  }
}
