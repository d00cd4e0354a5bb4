import { answersAtOnce, mayAnswer } from './call-approvals.ts';
import { beginBargeIn, confirmBargeIn, resumeSpeech } from './call-barge-in.ts';
import { callTimes } from './call-settings.ts';
import { phrases } from './call-phrases.ts';
import { askModel, dropReply, releaseReply } from './call-replies.ts';
import { heardSomething } from './call-sessions.ts';
import { checkPin, followPin } from './call-step-up.ts';
import type { CallEvent } from './call-events.ts';
import type { Reply } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import { beginTurn } from './endpointing.ts';
import type { SpeechSign } from './endpointing.ts';
import type { PinSign } from './step-up/pin-ear.ts';
import { wordsOf } from './spoken-words.ts';
import { classify, isEcho } from './stop-words.ts';

export type SpeechSignal = Extract<
  CallEvent,
  { type: 'speech-started' | 'speech-ended' | 'speech-interim' | 'transcript' }
>;

/** Own words stay in the microphone's ear for so long. */
const echoMs = 8000;

/** A sign of speech from the caller's side; an echo of our own voice is never answered. */
export function heard(step: CallStep, event: SpeechSignal): void {
  heardSomething(step);
  if ('text' in event && echoes(step, event.text)) return echoed(step, event.type);
  step.set({ quietSince: Math.max(step.state.quietSince, step.at), prompted: false });
  switch (event.type) {
    case 'speech-started':
      beginBargeIn(step);
      return listen(step, event);
    case 'speech-ended':
      return listen(step, event);
    case 'speech-interim':
    case 'transcript':
      return words(step, event);
  }
}

function words(
  step: CallStep,
  event: Extract<SpeechSignal, { type: 'speech-interim' | 'transcript' }>,
): void {
  const kind = classify(event.text, step.state.settings.language);
  beginBargeIn(step);
  // In the midst of a turn it belongs to what the caller is saying.
  const isAside = kind === 'backchannel' && step.state.caller.text === '' && !answersAtOnce(step);
  if (step.state.bargeIn && isAside) {
    // "Mm-hmm" while we speak asks us to go on; it becomes more than that only with more words.
    if (event.type === 'transcript') {
      forgetTurn(step);
      resumeSpeech(step);
    }
    return;
  }
  confirmBargeIn(step);
  followPin(step, event.pin);
  step.set({ holdUntil: null });
  listen(step, event);
}

/** Feeds the caller's turn; what was asked for early is void when the caller goes on. */
function listen(step: CallStep, event: SpeechSignal): void {
  const turn = step.follow(toSign(event));
  const { reply, muted, bargeIn, pin, approvals } = step.state;
  if (reply && turn.text !== '' && reply.callerText !== turn.text) dropReply(step);
  // What code may answer is no question to the model.
  const mayBeForCode = pin.sign !== null || approvals.asked !== null;
  if (turn.likely && !step.state.reply && !muted && !bargeIn && !mayBeForCode) {
    askModel(step, { text: turn.text, held: true });
  }
}

function toSign(event: SpeechSignal): SpeechSign {
  const { at } = event;
  if (event.type === 'speech-interim') return { at, type: 'interim', text: event.text };
  if (event.type === 'transcript') return { at, type: 'final', text: event.text };
  return { at, type: event.type };
}

/** The caller has finished: these were the words. */
export function callerTurnOver(step: CallStep): void {
  // There were words, so it was an interruption.
  if (step.state.caller.text !== '') confirmBargeIn(step);
  const { caller, reply, muted, pin } = step.state;
  forgetTurn(step);
  const text = caller.text.trim();
  if (text === '') return;
  const asked = wasAsked(reply, caller.text) && pin.sign === null;
  if (!asked) dropReply(step);
  // Whoever goes on talking does not want to hang up.
  step.set({ farewell: null });
  if (muted) return step.effect({ type: 'record-caller', turnId: step.nextTurn(), text });
  if (isForCode(step, text, pin.sign)) return;
  if (classify(text, step.state.settings.language) === 'hold') return hold(step, text);
  if (!asked) askModel(step, { text, held: true });
  const turnId = step.state.reply?.turnId ?? step.state.lastTurnId;
  step.effect({ type: 'record-caller', turnId, text });
  releaseReply(step);
}

/** The model was asked already, before the turn was surely over. */
function wasAsked(reply: Reply | null, text: string): boolean {
  return reply?.held === true && reply.callerText === text;
}

/** A PIN, or the answer to what waits for a yes: the model hears nothing of it. */
function isForCode(step: CallStep, text: string, sign: PinSign): boolean {
  if (sign === null) return mayAnswer(step, text);
  step.effect({ type: 'record-caller', turnId: step.nextTurn(), text });
  checkPin(step, sign);
  return true;
}

/** The next sign begins a new turn. */
export function forgetTurn(step: CallStep): void {
  const { caller, pin } = step.state;
  step.set({ caller: beginTurn(caller), pin: { ...pin, sign: null } });
}

function hold(step: CallStep, text: string): void {
  dropReply(step);
  step.effect({ type: 'record-caller', turnId: step.nextTurn(), text });
  step.set({ holdUntil: step.at + callTimes.holdMs });
  step.enqueue('prompt', phrases.hold);
}

/** Whether these are our own words, back by way of the caller's microphone. */
export function echoes(step: CallStep, text: string): boolean {
  const recent = saidLately(step);
  return recent.length > 0 && isEcho(text, recent);
}

/** Whether an echo may begin so: with whole words that we began with, too few to be known as one, or with none yet. */
export function mayBeginEcho(step: CallStep, text: string): boolean {
  const heard = wordsOf(text).join(' ');
  if (heard === '') return true;
  return saidLately(step).some((said) => `${wordsOf(said).join(' ')} `.startsWith(`${heard} `));
}

function saidLately({ at, state }: CallStep): readonly string[] {
  return state.played.filter(({ endsAt }) => endsAt > at - echoMs).map(({ text }) => text);
}

/** The barge-in was our own voice. */
function echoed(step: CallStep, type: SpeechSignal['type']): void {
  // What the caller has said already is no echo.
  if (type !== 'transcript' || step.state.caller.text !== '') return;
  forgetTurn(step);
  resumeSpeech(step);
}
