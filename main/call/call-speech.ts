import { callTimes } from './call-settings.ts';
import { reopenVoice } from './call-sessions.ts';
import type { SessionFault } from './call-events.ts';
import type { CallState, PlayedItem, SpeechItem } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import { cutPiece } from './heard.ts';

/** Hands over the next piece when it is due: one at a time, shortly before the one before has been played. */
export function pumpSpeech(step: CallStep): void {
  const { voice, pending, queue } = step.state;
  const [next, ...rest] = queue;
  if (!next || pending !== null || step.at < sayAt(step.state)) return;
  const { id: itemId, turnId, text } = next;
  if (voice.type === 'open') {
    step.effect({ type: 'say', itemId, turnId, speakingId: voice.speakingId, text });
  } else if (voice.type === 'talk') {
    step.effect({ type: 'talk', itemId, turnId, text });
  }
  step.set({ pending: next, queue: rest });
}

/** When the next piece can be handed over; never while the caller may be interrupting. */
export function sayAt(state: CallState): number {
  const { voice, pending, queue, bargeIn, freeAt } = state;
  const canSpeak = voice.type === 'open' || voice.type === 'talk';
  if (!canSpeak || pending !== null || queue.length === 0 || bargeIn !== null) return Infinity;
  return freeAt - callTimes.sayLeadMs;
}

export function itemSaid(step: CallStep, itemId: number): void {
  const { pending } = step.state;
  if (pending?.id !== itemId) return;
  step.set({ pending: null });
  step.played(pending);
}

/** What was not taken is said again, first of all. */
export function sayFailed(step: CallStep, itemId: number, fault: SessionFault): void {
  const { pending, voice } = step.state;
  if (pending?.id !== itemId) return;
  const retry = fault === 'gone' || fault === 'exists';
  // After an unclear failure the caller may have heard it: saying it twice would be worse than going on.
  const queue = retry ? [pending, ...step.state.queue] : step.state.queue;
  step.set({ pending: null, queue });
  if (retry && voice.type === 'open') reopenVoice(step, voice.tries);
}

/** What of the pieces was heard at an instant, and what was not. */
export function splitHeard(
  state: CallState,
  at: number,
): { readonly heard: readonly PlayedItem[]; readonly unheard: readonly SpeechItem[] } {
  const heard: PlayedItem[] = [];
  const unheard: SpeechItem[] = [];
  for (const item of state.played) {
    if (item.endsAt <= at) heard.push(item);
    else if (item.startsAt >= at) unheard.push(toItem(item));
    else cut(item, at, { heard, unheard });
  }
  if (state.pending) unheard.push(state.pending);
  return { heard, unheard: [...unheard, ...state.queue] };
}

function cut(
  item: PlayedItem,
  at: number,
  into: { readonly heard: PlayedItem[]; readonly unheard: SpeechItem[] },
): void {
  const { heard: before, unheard: after } = cutPiece(item.text, item, at);
  if (before !== '') into.heard.push({ ...item, text: before, endsAt: at });
  if (item.owed) into.unheard.push(toItem(item));
  else if (after !== '') into.unheard.push({ ...toItem(item), text: after });
}

function toItem({ id, kind, turnId, keptAs, text, owed }: SpeechItem): SpeechItem {
  return { id, kind, turnId, keptAs, text, owed };
}
