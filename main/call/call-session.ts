import { assertNever } from '../../shared/assert-never.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
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
  readonly owner: OwnerSide;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Runs one call: feeds the machine with what happens, and has done what it wants done. */
export class CallSession {
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
    for (const effect of effects) this.#perform(effect);
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

  #perform(effect: CallEffect): void {
    const { recorder } = this.#deps;
    switch (effect.type) {
      case 'ask-model':
        return void this.#writer.ask(effect, this.#signal);
      case 'reply-sure':
        return this.#writer.release(effect.turnId);
      case 'abort-reply':
        return this.#writer.abort(effect.turnId);
      case 'finish-reply-later':
        return this.#writer.finishLater(effect.turnId);
      case 'record-caller':
        return recorder.caller(this.callId, effect);
      case 'record-reply':
        return recorder.reply(this.callId, effect);
      case 'record-words':
        return recorder.words(this.callId, effect);
      case 'correct-heard':
        return recorder.correct(this.callId, effect);
      case 'tell-owner':
        return recorder.trouble(this.callId, effect.trouble);
      case 'tell-hand-over':
        return recorder.handOver(this.callId, effect);
      case 'check-pin':
        return void this.#checkPin(effect.sign);
      case 'read-answer':
        return void this.#readAnswer(effect);
      case 'finish':
        return void this.#finish();
      default:
        return this.#performRemote(effect);
    }
  }

  #performRemote(effect: Exclude<CallEffect, LocalEffect>): void {
    switch (effect.type) {
      case 'open-transcription':
        return this.#remote.openTranscription();
      case 'stop-transcription':
        return this.#remote.stopTranscription(effect.transcriptionId);
      case 'open-speaking':
        return this.#remote.openSpeaking(effect.provider);
      case 'read-speaking':
        return this.#remote.readSpeaking(effect.speakingId);
      case 'stop-speaking':
        return this.#remote.stopSpeaking(effect.speakingId);
      case 'say':
      case 'talk':
        this.#stampSent(effect.turnId);
        this.#ear.saying(effect.text, this.#now());
        return this.#remote.say(effect);
      case 'flush':
        return this.#remote.flush(effect.speakingId);
      case 'look-up-call':
        return this.#remote.lookUp();
      case 'hang-up':
        return this.#remote.hangUp();
      case 'call-other':
        return this.#other.call(effect.target);
      case 'join-other':
        return this.#other.join();
      case 'release-other':
        return this.#other.release();
      default:
        return assertNever(effect);
    }
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

  #stampSent(turnId: number | null): void {
    if (turnId === null) return;
    const { recorder, clock } = this.#deps;
    recorder.stage(this.callId, { turnId, stage: 'first-sent', at: clock.now() });
  }

  async #finish(): Promise<void> {
    this.#writer.abortAll();
    await Promise.all([this.#remote.close(), this.#other.idle()]);
    this.#end.resolve();
  }
}

type LocalEffect = Extract<
  CallEffect,
  {
    type:
      | 'ask-model'
      | 'reply-sure'
      | 'abort-reply'
      | 'finish-reply-later'
      | 'record-caller'
      | 'record-reply'
      | 'record-words'
      | 'correct-heard'
      | 'tell-owner'
      | 'tell-hand-over'
      | 'check-pin'
      | 'read-answer'
      | 'finish';
  }
>;
