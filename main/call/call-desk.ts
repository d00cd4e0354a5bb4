import type { Principal } from '../../shared/thread.ts';
import { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import { CallCompare } from './call-compare.ts';
import { callsFull, chooseCall } from './call-choice.ts';
import { refuseWhenAnswered, takeLeave, refusedSettings } from './desk-leave.ts';
import { Dialler, openWith } from './call-placing.ts';
import type { DiallerDeps } from './call-placing.ts';
import { CallSession } from './call-session.ts';
import type { CallSessionDeps } from './call-session.ts';
import type { CallSettings } from './call-settings.ts';
import type { CallState } from './call-state.ts';
import { warmUp } from './call-warm.ts';
import type { CallRecord, Party, TelephonyEvent } from './ports.ts';
import { guardHandOver, handOverWords } from './hand-over-guard.ts';
import type { CallBook, LiveCall, Placed } from './live-call.ts';
import { LeftCalls } from './left-calls.ts';
import { OwnerCalls } from './step-up/owner-calls.ts';
import type { PinDesk } from './step-up/pin-desk.ts';
import type { CallApprovals, StepUpWay } from './step-up/ports.ts';
import { judgeIncoming } from './whose-call.ts';
import type { InboundPolicy } from './whose-call.ts';
import type { SpeechEvent } from './whose-words.ts';
import { WhoseWords } from './whose-words.ts';

export type CallDeskDeps = Omit<CallSessionDeps, 'owner' | 'dial' | 'lastWords'> &
  DiallerDeps & {
    readonly settings: CallSettings;
    readonly policy: () => InboundPolicy;
    /** Throws RefusedError for what is not to be dialled; the one place for window, command and agent. */
    readonly guard: (target: Party) => void;
    readonly maxConcurrentCalls: number;
    readonly book: CallBook;
    /** Shut while the agent is paused. */
    readonly gate: Gate;
    readonly pins: PinDesk;
    readonly approvals: CallApprovals;
  };

/** Where calls begin and end: takes what is ours, places what is asked for, and brings each event to its call. */
export class CallDesk {
  readonly changed = new Emitter<LiveCall>();
  readonly #deps: CallDeskDeps;
  readonly #signal: AbortSignal;
  readonly #calls = new Map<string, LiveCall>();
  readonly #words = new WhoseWords();
  readonly #dialler: Dialler;
  readonly #owners: OwnerCalls;
  readonly #compare: CallCompare;
  /** Calls that ring while all places seem to be taken, until it is known whether they are. */
  readonly #knocking = new Map<string, CallRecord>();
  readonly #left = new LeftCalls();
  /** Nobody is taken and nobody kept on a line: the app is being closed, or the machine about to sleep. */
  #isLeaving = false;
  #takesUp = false;
  readonly #stopListening: () => void;

  constructor(deps: CallDeskDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#dialler = new Dialler(deps);
    this.#owners = new OwnerCalls({
      ...deps,
      find: (callId) => this.#calls.get(callId),
      change: (call) => {
        this.#calls.set(call.record.id, call);
        this.changed.emit(call);
      },
    });
    this.#compare = new CallCompare(
      {
        ...{ ...deps, words: this.#words, calls: () => this.calls },
        changed: (record) => this.#callChanged(record),
        speech: (event) => this.#speech(event),
      },
      signal,
    );
    this.#stopListening = deps.telephony.onEvent((event) => this.#hear(event));
  }

  get calls(): readonly LiveCall[] {
    return [...this.#calls.values()];
  }

  /** Dials. `opening`: why we call, in the words to begin with. Throws RefusedError before it costs anything. */
  async place(target: Party, goal: string | null, opening: string | null = null): Promise<Placed> {
    if (this.#isFull) await this.#compare.endDead();
    this.guard(target);
    const settings = openWith(this.#deps.settings, goal, opening);
    const record = await this.#dialler.dial(target, this.#signal);
    this.#begin(record, { principal: 'trusted', goal, settings, refused: false });
    void this.#compare.look(record);
    return this.#isLeaving ? this.hangUp(record.id) : { callId: record.id };
  }

  /** What a run that died was dialling is looked for and hung up. Throws StoreError. */
  endLostDials(): Promise<void> {
    return this.#dialler.takeUp(this.#signal);
  }

  get #isFull(): boolean {
    return this.#compare.takingPlaces >= this.#deps.maxConcurrentCalls;
  }

  /** Throws RefusedError where that is not to be dialled, or no further call can be. */
  guard(target: Party): void {
    if (this.#isFull) throw callsFull();
    this.#deps.guard(target);
  }

  /** The owner says at the desk that it is them. With no id: the only call. Throws RefusedError. */
  stepUp(callId: string | null, way: Exclude<StepUpWay, 'pin'>): Placed {
    const call = chooseCall(this.calls, callId);
    this.#owners.confirm(call, way);
    return { callId: call.record.id };
  }

  /** With no id: the only call. Throws RefusedError when there is none, or several. */
  hangUp(callId: string | null): Placed {
    const call = chooseCall(this.calls, callId);
    call.session.happen({ type: 'hang-up-asked', goodbye: null });
    return { callId: call.record.id };
  }

  /**
   * Somebody else takes a live call: the caller is told, the target is called, and the two are joined. With no id: the
   * only call. Throws RefusedError before it costs anything; what becomes of it later stands in the thread.
   */
  handOver(callId: string | null, target: Party, sentence: string | null): Placed {
    const call = chooseCall(this.calls, callId);
    this.guardHandOver(call, target);
    const said = call.session.speakable(handOverWords(sentence)).join(' ');
    call.session.happen({ type: 'hand-over-asked', target, sentence: said });
    return { callId: call.record.id };
  }

  /** Throws RefusedError where that call cannot be handed over to that party. */
  guardHandOver(call: LiveCall, target: Party): void {
    guardHandOver(call, target, this.#deps.policy().ownNumbers);
    this.#deps.guard(target);
  }

  /** A call that still rings is left to whoever takes it then, as the mailbox. */
  letGo(callId: string): void {
    this.#calls.get(callId)?.session.happen({ type: 'let-go' });
  }

  /** From now on, and after every gap, calls are taken of which no event told: someone waits there in silence. */
  takeUp(): void {
    this.#takesUp = true;
    this.#compare.reconcile(true);
  }

  /** Says goodbye on every call and waits until all are over, both as far as there is time. */
  takeLeave(): Promise<void> {
    this.#isLeaving = true;
    return takeLeave(this.calls, this.#deps.policy(), this.#deps.clock);
  }

  /** After a leave that was no end: calls are taken again. */
  back(): void {
    this.#isLeaving = false;
  }

  /** As above, for good. */
  async close(): Promise<void> {
    await this.takeLeave();
    this.#owners.close();
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
        return this.#compare.reconcile(event.wasDeaf === true && this.#takesUp);
      case 'text-message':
        return;
      default:
        return this.#speech(event);
    }
  }

  #callChanged(record: CallRecord): void {
    const known = this.#calls.get(record.id);
    if (known) {
      this.#calls.set(record.id, { ...known, record });
      known.session.happen({ type: 'call-status', status: record.status });
      return this.#emit(record.id);
    }
    if (this.#knocking.has(record.id)) this.#knocking.set(record.id, record);
    else this.#heardOf(record, false);
  }

  #heardOf(record: CallRecord, hasKnocked: boolean): void {
    this.#dialler.hear(record);
    if (this.#left.has(record) || this.#isLeaving) return;
    const verdict = judgeIncoming(record, this.#deps.policy());
    if (verdict.type === 'foreign') return;
    const isWanted = verdict.type !== 'refuse' && this.#deps.gate.isOpen;
    if (isWanted && this.#isFull && !hasKnocked) return void this.#knock(record);
    this.#take(record, verdict.principal, !isWanted || this.#isFull);
  }

  #take(record: CallRecord, principal: Principal, refuse: boolean): void {
    const settings = refuse ? { ...this.#deps.settings, ...refusedSettings } : this.#deps.settings;
    const { session } = this.#begin(record, { principal, goal: null, settings, refused: refuse });
    if (refuse) refuseWhenAnswered(session);
  }

  /** Calls whose end was not heard of, as with a connection that was cut, hold nobody's place. */
  async #knock(record: CallRecord): Promise<void> {
    this.#knocking.set(record.id, record);
    await this.#compare.endDead();
    const newest = this.#knocking.get(record.id) ?? record;
    this.#knocking.delete(record.id);
    this.#heardOf(newest, true);
  }

  #begin(
    record: CallRecord,
    how: Pick<LiveCall, 'principal' | 'goal' | 'refused'> & { readonly settings: CallSettings },
  ): LiveCall {
    const { principal, goal, refused, settings } = how;
    const { id: callId, status } = record;
    const dial = (target: Party): Promise<CallRecord> => this.#dialler.dial(target, this.#signal);
    const lastWords = (): Promise<void> => this.#lastWords(callId);
    const deps = { ...this.#deps, owner: this.#owners, dial, lastWords };
    const session = new CallSession({ callId, settings }, deps, this.#signal);
    const startedAt = deps.clock.now();
    const call: LiveCall = { record, principal, goal, startedAt, refused, session };
    this.#calls.set(callId, call);
    this.#deps.book.begin(call);
    if (!refused) this.#owners.begin();
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
    if (call) this.#owners.follow(call);
    this.#emit(callId);
  }

  #emit(callId: string): void {
    const call = this.#calls.get(callId);
    if (call) this.changed.emit(call);
  }

  /** A stop of the app has no time for them. */
  async #lastWords(callId: string): Promise<void> {
    if (!this.#isLeaving) await this.#compare.lastWords(callId);
  }

  #ended(callId: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    this.#calls.delete(callId);
    this.#left.add(call.record);
    this.#owners.end(callId);
    this.#words.forget(callId);
    if (this.#calls.size === 0) this.#words.clear();
    this.#deps.book.end(call);
    this.changed.emit(call);
  }

  #transcriptionChanged(event: Extract<TelephonyEvent, { type: 'transcription-changed' }>): void {
    const { id, callId, status } = event;
    const session = this.#calls.get(callId)?.session;
    if (!session) return;
    if (session.state.ears.type !== 'open') this.#early(this.#words.suppose(id, callId));
    if (status === 'done') session.happen({ type: 'transcription-ended', transcriptionId: id });
  }

  /** What the transcription understood before it was known whose it is, is told now. */
  #early(events: readonly SpeechEvent[]): void {
    for (const event of events) this.#speech(event);
  }

  #speech(event: SpeechEvent): void {
    const call = this.#calls.get(this.#words.callOf(event) ?? '');
    if (call) return void (this.#words.isNew(event) && call.session.happen(event));
    // It may be of a transcription that is being opened; else it is nothing of ours.
    const isAwaited = this.calls.some(({ session }) => session.state.ears.type === 'opening');
    if (isAwaited) this.#words.keep(event);
  }
}
