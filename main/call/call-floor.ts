import { beginBargeIn, confirmBargeIn, resumeSpeech } from './call-barge-in.ts';
import { callTimes } from './call-settings.ts';
import { phrases } from './call-phrases.ts';
import { askModel, dropReply, releaseReply } from './call-replies.ts';
import { heardSomething } from './call-sessions.ts';
import type { CallEvent } from './call-events.ts';
import type { CallStep } from './call-step.ts';
import { beginTurn } from './endpointing.ts';
import type { SpeechSign } from './endpointing.ts';
import { classify, isEcho } from './stop-words.ts';

export type SpeechEvent = Extract<
  CallEvent,
  { type: 'speech-started' | 'speech-ended' | 'speech-interim' | 'transcript' }
>;

/** Own words stay in the microphone's ear for so long. */
const echoMs = 8000;

/** A sign of speech from the caller's side; an echo of our own voice is never answered. */
export function heard(step: CallStep, event: SpeechEvent): void {
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
  event: Extract<SpeechEvent, { type: 'speech-interim' | 'transcript' }>,
): void {
  const kind = classify(event.text, step.state.settings.language);
  beginBargeIn(step);
  // In the midst of a turn it belongs to what the caller is saying.
  if (step.state.bargeIn && kind === 'backchannel' && step.state.caller.text === '') {
    // "Mm-hmm" while we speak asks us to go on; it becomes more than that only with more words.
    if (event.type === 'transcript') {
      forgetTurn(step);
      resumeSpeech(step);
    }
    return;
  }
  confirmBargeIn(step);
  step.set({ holdUntil: null });
  listen(step, event);
}

/** Feeds the caller's turn; what was asked for early is void when the caller goes on. */
function listen(step: CallStep, event: SpeechEvent): void {
  const turn = step.follow(toSign(event));
  const { reply, muted, bargeIn } = step.state;
  if (reply && turn.text !== '' && reply.callerText !== turn.text) dropReply(step);
  if (turn.likely && !step.state.reply && !muted && !bargeIn) {
    askModel(step, { text: turn.text, held: true });
  }
}

function toSign(event: SpeechEvent): SpeechSign {
  const { at } = event;
  if (event.type === 'speech-interim') return { at, type: 'interim', text: event.text };
  if (event.type === 'transcript') return { at, type: 'final', text: event.text };
  return { at, type: event.type };
}

/** The caller has finished: these were the words. */
export function callerTurnOver(step: CallStep): void {
  // There were words, so it was an interruption.
  if (step.state.caller.text !== '') confirmBargeIn(step);
  const { caller, reply, muted } = step.state;
  forgetTurn(step);
  const text = caller.text.trim();
  if (text === '') return;
  const asked = reply?.held === true && reply.callerText === caller.text;
  if (!asked) dropReply(step);
  if (muted) return step.effect({ type: 'record-caller', turnId: step.nextTurn(), text });
  if (classify(text, step.state.settings.language) === 'hold') return hold(step, text);
  if (!asked) askModel(step, { text, held: true });
  const turnId = step.state.reply?.turnId ?? step.state.lastTurnId;
  step.effect({ type: 'record-caller', turnId, text });
  releaseReply(step);
}

/** The next sign begins a new turn. */
export function forgetTurn(step: CallStep): void {
  step.set({ caller: beginTurn(step.state.caller) });
}

function hold(step: CallStep, text: string): void {
  dropReply(step);
  step.effect({ type: 'record-caller', turnId: step.nextTurn(), text });
  step.set({ holdUntil: step.at + callTimes.holdMs });
  step.enqueue('prompt', phrases.hold);
}

function echoes(step: CallStep, text: string): boolean {
  const recent = step.state.played
    .filter(({ endsAt }) => endsAt > step.at - echoMs)
    .map((item) => item.text);
  return recent.length > 0 && isEcho(text, recent);
}

/** The barge-in was our own voice. */
function echoed(step: CallStep, type: SpeechEvent['type']): void {
  // What the caller has said already is no echo.
  if (type !== 'transcript' || step.state.caller.text !== '') return;
  forgetTurn(step);
  resumeSpeech(step);
}
