import { confirmBargeIn, cutSpeech } from './call-barge-in.ts';
import { closeSessions } from './call-sessions.ts';
import { callTimes } from './call-settings.ts';
import type { CallState } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import { beginTurn } from './endpointing.ts';
import { isEcho } from './stop-words.ts';

/** The call is over: everything is stopped, and the thread gets what was said until the line went dead. */
export function endCall(step: CallStep): void {
  const { hangUpSent, caller } = step.state;
  step.set({ phase: 'over' });
  if (step.state.bargeIn) confirmBargeIn(step);
  else endSpeech(step);
  closeSessions(step);
  step.set({ queue: [], pending: null, bargeIn: null });
  // The last transcript can overtake no hang-up: what is only known as partial text gets a moment to become final.
  if (!hangUpSent && caller.text !== '' && caller.signs.interim !== '') {
    return step.set({ finishAt: step.at + callTimes.lastWordsMs });
  }
  finish(step);
}

/** Words of the caller while we say goodbye: kept, and not answered. */
export function partingWords(step: CallStep, text: string): void {
  if (!isOurs(step, text)) hear(step, text);
}

/** Words that are told after the end of the call. */
export function lastWords(step: CallStep, text: string): void {
  if (isOurs(step, text)) return;
  const isAwaited = step.state.finishAt !== Infinity;
  hear(step, text);
  if (isAwaited) finish(step);
  else keepWords(step);
}

/** Our own goodbye may come back. */
function isOurs({ state }: CallStep, text: string): boolean {
  return isEcho(
    text,
    state.played.map((item) => item.text),
  );
}

function hear(step: CallStep, text: string): void {
  step.follow({ at: step.at, type: 'final', text });
}

/** When the moment for the last words is over. */
export function finishAt({ phase, finishAt: at }: CallState): number {
  return phase === 'over' ? at : Infinity;
}

/** No further words came. */
export function lastWordsDue(step: CallStep): void {
  if (step.at >= finishAt(step.state)) finish(step);
}

/** Nothing of this call is awaited any more. */
function finish(step: CallStep): void {
  step.set({ finishAt: Infinity });
  keepWords(step);
  step.effect({ type: 'finish' });
}

/** What the caller has said so far goes into the thread, and the model is not asked. */
export function keepWords(step: CallStep): void {
  const text = step.state.caller.text.trim();
  step.set({ caller: beginTurn(step.state.caller) });
  if (text !== '') step.effect({ type: 'record-caller', turnId: step.nextTurn(), text });
}

/** What was played until the line went dead. */
function endSpeech(step: CallStep): void {
  const { played } = step.state;
  step.set({ queue: [] });
  cutSpeech(step, { since: step.at, handedOver: played, sure: false });
}
