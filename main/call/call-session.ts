import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { takeByType } from './by-type.ts';
import type { ByType } from './by-type.ts';
import type { CallEffect, CallHappening } from './call-events.ts';
import { transition, wakeAt } from './call-machine.ts';
import { CallRemote } from './call-remote.ts';
import { ReplyWriter } from './call-reply-writer.ts';
import type { CallSettings } from './call-settings.ts';
import { initialCall } from './call-state.ts';
import { PinEar } from './step-up/pin-ear.ts';
import type { PinSign } from './step-up/pin-ear.ts';
import { OtherLeg } from './other-leg.ts';
import type { OtherLegBook, OtherLegDeps } from './other-leg.ts';
import type { CallState } from './call-state.ts';
import type { OwnerSide } from './step-up/ports.ts';
import type { CallRecorder, Replies, SpeechCutter, Telephony } from './ports.ts';

export type CallSessionDeps = {
  readonly telephony: Telephony;
  readonly replies: Replies;
  readonly recorder: CallRecorder;
  readonly dial: OtherLegDeps['dial'];
  readonly book: OtherLegBook;
  readonly createCutter: () => SpeechCutter;
  /** Has the words told that no event told, once the call is over. Never throws. */
  readonly lastWords: () => Promise<void>;
  readonly owner: OwnerSide;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Runs one call: feeds the machine with what happens, and has done what it wants done. */
export class CallSession {
  /** All that the machine wants done, and who does it. */
  static readonly #deeds: ByType<CallEffect, CallSession> = {
    'open-transcription': (call) => call.#remote.openTranscription(),
    'stop-transcription': (call, { transcriptionId }) =>
      call.#remote.stopTranscription(transcriptionId),
    'open-speaking': (call, { provider }) => call.#remote.openSpeaking(provider),
    'read-speaking': (call, { speakingId }) => call.#remote.readSpeaking(speakingId),
    'stop-speaking': (call, { speakingId }) => call.#remote.stopSpeaking(speakingId),
    say: (call, piece) => call.#say(piece),
    talk: (call, piece) => call.#say(piece),
    flush: (call, { speakingId }) => call.#remote.flush(speakingId),
    'look-up-call': (call) => call.#remote.lookUp(),
    'hang-up': (call) => call.#remote.hangUp(),
    'call-other': (call, { target }) => call.#other.call(target),
    'join-other': (call) => call.#other.join(),
    'release-other': (call) => call.#other.release(),
    'ask-model': (call, asked) => void call.#writer.ask(asked, call.#signal),
    'reply-sure': (call, { turnId }) => call.#writer.release(turnId),
    'abort-reply': (call, { turnId }) => call.#writer.abort(turnId),
    'finish-reply-later': (call, { turnId }) => call.#writer.finishLater(turnId),
    'record-caller': (call, said) => call.#deps.recorder.caller(call.callId, said),
    'record-reply': (call, said) => call.#deps.recorder.reply(call.callId, said),
    'record-words': (call, said) => call.#deps.recorder.words(call.callId, said),
    'correct-heard': (call, heard) => call.#deps.recorder.correct(call.callId, heard),
    'tell-owner': (call, { trouble }) => call.#deps.recorder.trouble(call.callId, trouble),
    'tell-hand-over': (call, told) => call.#deps.recorder.handOver(call.callId, told),
    'check-pin': (call, { sign }) => void call.#checkPin(sign),
    'read-answer': (call, asked) => void call.#readAnswer(asked),
    finish: (call) => void call.#finish(),
  };

  readonly callId: string;
  readonly changed = new Emitter<CallState>();
  /** Resolves when the call is over and everything of it was stopped. */
  readonly finished: Promise<void>;
  readonly #deps: CallSessionDeps;
  readonly #signal: AbortSignal;
  readonly #end = Promise.withResolvers<void>();
  readonly #remote: CallRemote;
  readonly #other: OtherLeg;
  readonly #writer: ReplyWriter;
  readonly #ear: PinEar;
  #state: CallState;
  #lastAt = -Infinity;
  /** How far the time of the call is ahead of a clock that was set back. */
  #aheadMs = 0;
  #cancelWake: () => void = () => {};

  constructor(
    call: { readonly callId: string; readonly settings: CallSettings },
    deps: CallSessionDeps,
    signal: AbortSignal,
  ) {
    const { callId, settings } = call;
    const { telephony, replies, recorder, dial, book, createCutter, clock, log } = deps;
    const happen = (happening: CallHappening): void => this.happen(happening);
    this.callId = callId;
    this.#deps = deps;
    this.#signal = signal;
    this.#state = initialCall(settings);
    this.finished = this.#end.promise;
    const spoken = (characters: number): void => recorder.spoken(callId, characters);
    const remote = { callId, settings, telephony, happen, spoken, clock, log };
    this.#ear = new PinEar({
      language: settings.language,
      pin: () => deps.owner.pin,
      isOwner: () => deps.owner.isOwner(callId),
      isTooMuch: (digits) => deps.owner.isTooMuch(digits),
    });
    this.#remote = new CallRemote(remote, signal);
    this.#other = new OtherLeg({ callId, dial, telephony, book, happen, clock, log }, signal);
    this.#writer = new ReplyWriter({
      ...{ callId, replies, createCutter, happen, log },
      late: (text) => recorder.late(callId, text),
      stage: (turnId, stage) => recorder.stage(callId, { turnId, stage, at: clock.now() }),
    });
  }

  get state(): CallState {
    return this.#state;
  }

  /** Something happened, now. A PIN in words goes no further than here. */
  happen(happening: CallHappening): void {
    const at = this.#now();
    const { state, effects } = transition(this.#state, { ...this.#mask(happening, at), at });
    this.#state = state;
    for (const effect of effects) takeByType(CallSession.#deeds, { on: this, one: effect });
    this.#armWake();
    this.changed.emit(this.#state);
  }

  /** The one way in for words: whatever is shown, kept, logged or asked has been through here. */
  #mask(happening: CallHappening, at: number): CallHappening {
    const { type } = happening;
    if (type !== 'speech-interim' && type !== 'transcript') return happening;
    const { direction, text: said } = happening;
    if (direction === 'out') return { type, direction, text: this.#ear.hearOurselves(said) };
    const { text, sign: pin } = this.#ear.hear(said, { at, final: type === 'transcript' });
    return { type, direction, text, pin };
  }

  /** Exact words in pieces that a voice can say. */
  speakable(text: string): readonly string[] {
    const cutter = this.#deps.createCutter();
    return [...cutter.push(text), ...cutter.end()];
  }

  /** A clock that is set back would have the caller wait for the difference: time in a call only goes on. */
  #now(): number {
    const wall = this.#deps.clock.now();
    this.#aheadMs = Math.max(this.#aheadMs, this.#lastAt - wall);
    this.#lastAt = wall + this.#aheadMs;
    return this.#lastAt;
  }

  /** One timer, armed anew after every event. */
  #armWake(): void {
    this.#cancelWake();
    this.#cancelWake = () => {};
    const at = wakeAt(this.#state);
    if (at === Infinity || this.#signal.aborted) return;
    const delayMs = Math.max(0, at - this.#now());
    this.#cancelWake = this.#deps.clock.schedule(delayMs, () => this.happen({ type: 'time' }));
  }

  async #checkPin(sign: PinSign): Promise<void> {
    const digits = sign === 'try' ? this.#ear.take(this.#now()) : null;
    const verdict = await this.#deps.owner.check(this.callId, digits);
    if (verdict.type === 'unfinished' && digits !== null) this.#ear.putBack(digits, this.#now());
    this.happen({ type: 'pin-checked', verdict });
  }

  async #readAnswer(asked: Extract<CallEffect, { type: 'read-answer' }>): Promise<void> {
    const { id, turnId, text, heard } = asked;
    const { owner } = this.#deps;
    const answer = owner.readAnswer(text, this.#state.settings.language);
    const told = { type: 'answer-read', id, turnId, text } as const;
    if (answer === null) return this.happen({ ...told, outcome: 'other' });
    if (!heard) return this.happen({ ...told, outcome: 'unheard' });
    const outcome = await owner.answer(this.callId, id, answer);
    this.happen({ ...told, outcome });
  }

  #say(piece: Extract<CallEffect, { type: 'say' | 'talk' }>): void {
    const { recorder, clock } = this.#deps;
    const { turnId, text } = piece;
    if (turnId !== null) {
      recorder.stage(this.callId, { turnId, stage: 'first-sent', at: clock.now() });
    }
    this.#ear.saying(text, this.#now());
    this.#remote.say(piece);
  }

  async #finish(): Promise<void> {
    this.#writer.abortAll();
    await Promise.all([this.#remote.close(), this.#other.idle(), this.#deps.lastWords()]);
    this.#end.resolve();
  }
}
