import { cutOf } from './approvals-state.ts';
import { callTimes, sessionTries } from './call-settings.ts';
import { renewVoice, voiceProved } from './call-sessions.ts';
import type { CallEvent, SessionFault } from './call-events.ts';
import type { AskedItem, CallState, PlayedItem, SpeechItem } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import { talkAsked, talkFailed, talkTaken } from './call-talk.ts';
import { cutPiece, speechMs, splitAfter } from './heard.ts';
import type { Heard } from './heard.ts';

type SayFailed = Extract<CallEvent, { type: 'say-failed' }>;

/** Hands over the next piece when it is due: one at a time, shortly before the one before has been played. */
export function pumpSpeech(step: CallStep): void {
  const { voice, pending, queue } = step.state;
  const [next, ...rest] = queue;
  if (!next || pending !== null || step.at < sayAt(step.state)) return;
  const { id: itemId, turnId, text } = next;
  const speakingId = voice.type === 'open' ? voice.speakingId : null;
  if (speakingId === null) {
    step.effect({ type: 'talk', itemId, turnId, text });
    talkAsked(step);
  } else step.effect({ type: 'say', itemId, turnId, speakingId, text });
  step.set({ pending: { ...next, speakingId }, queue: rest });
}

/** When the next piece can be handed over; never while the caller speaks, or may be interrupting. */
export function sayAt(state: CallState): number {
  const { voice, pending, queue, bargeIn, freeAt, sayNotBefore } = state;
  const canSpeak = voice.type === 'open' || voice.type === 'talk';
  if (!canSpeak || pending !== null || queue.length === 0 || bargeIn !== null) return Infinity;
  // What waits in the midst of the caller's turn is said after it.
  if (state.phase === 'live' && state.caller.text !== '') return Infinity;
  return Math.max(freeAt - callTimes.sayLeadMs, sayNotBefore);
}

/** The voice has taken it. */
export function itemSaid(step: CallStep, itemId: number): void {
  const { pending, inFlight } = step.state;
  if (itemId === inFlight) return takenLate(step, itemId);
  if (pending?.id !== itemId) return;
  if (isByPresent(step, pending)) voiceProved(step);
  if (pending.speakingId === null) talkTaken(step);
  step.set({ pending: null });
  step.played(toItem(pending));
  const { kind, text } = pending;
  if (kind === 'reply' || kind === 'filler') return;
  step.effect({ type: 'record-words', itemId, by: authorOf(kind), text, heard: null });
}

/** It was under way when everything was flushed, and came after that: flushed again. */
function takenLate(step: CallStep, itemId: number): void {
  const { voice, bargeIn, pending } = step.state;
  step.set({ inFlight: null });
  if (voice.type === 'open' && !pending) {
    step.effect({ type: 'flush', speakingId: voice.speakingId });
  }
  if (!bargeIn) return;
  const startsAt = Math.max(bargeIn.since, ...bargeIn.handedOver.map(takenTo));
  const handedOver = bargeIn.handedOver.map((item) =>
    item.id === itemId && item.endsAt === Infinity
      ? { ...item, startsAt, endsAt: startsAt + speechMs(item.text, step.state.rate) }
      : item,
  );
  step.set({ bargeIn: { ...bargeIn, handedOver } });
}

function takenTo({ endsAt }: PlayedItem): number {
  return endsAt === Infinity ? 0 : endsAt;
}

/** What was not taken is said again, first of all. */
export function sayFailed(
  step: CallStep,
  { itemId, fault, retryAfterMs }: Omit<SayFailed, 'type' | 'at'>,
): void {
  const { pending, queue, inFlight, reply } = step.state;
  if (itemId === inFlight) step.set({ inFlight: null });
  if (pending?.id !== itemId) return;
  step.set({ pending: null });
  // Its reply was given up meanwhile.
  if (pending.kind === 'reply' && pending.turnId !== reply?.turnId) return;
  if (fault === 'unsent') {
    const waitMs = Math.min(retryAfterMs ?? callTimes.resayMs, callTimes.longestResayMs);
    return step.set({ queue: [toItem(pending), ...queue], sayNotBefore: step.at + waitMs });
  }
  notTaken(step, pending, fault);
}

/** It was refused, the session is gone, or nobody knows. */
function notTaken(step: CallStep, item: AskedItem, fault: SessionFault): void {
  if (item.speakingId === null) return notTalked(step, item, fault);
  // What an earlier session answers late says nothing about the present one.
  const isPresent = isByPresent(step, item);
  const isLost = fault === 'gone' || fault === 'exists' || (isPresent && isDoubtful(step, fault));
  // After one unclear failure the caller may have heard it: twice would be worse than going on, but for what they
  // have to hear, as the disclosure.
  const mustBeHeard = item.owed && fault === 'unreachable';
  if (!isLost && !mustBeHeard) return fault === 'refused' ? unheardReply(step, item) : undefined;
  step.set({ queue: [toItem(item), ...step.state.queue] });
  if (isLost && isPresent) renewVoice(step);
  else if (!isLost) step.set({ sayNotBefore: step.at + callTimes.resayMs });
}

function isByPresent({ state: { voice } }: CallStep, { speakingId }: AskedItem): boolean {
  return voice.type === 'open' && voice.speakingId === speakingId;
}

/** There is no session that could be made anew: what is owed is tried once more, what is refused a few times. */
function notTalked(step: CallStep, item: AskedItem, fault: SessionFault): void {
  const again = talkFailed(step, fault);
  if (!again && !item.owed) return unheardReply(step, item);
  const queue = [{ ...toItem(item), owed: item.owed && again }, ...step.state.queue];
  step.set({ queue, sayNotBefore: step.at + callTimes.resayMs });
}

/** Nobody will hear it: its reply is not told as heard in full. */
function unheardReply(step: CallStep, { kind }: SpeechItem): void {
  const { reply } = step.state;
  if (kind === 'reply' && reply) step.set({ reply: { ...reply, refused: true } });
}

/** One lost answer is nothing; a second one running says that the session does not take words any more. */
function isDoubtful(step: CallStep, fault: SessionFault): boolean {
  const { voice } = step.state;
  if (fault !== 'unreachable' || voice.type !== 'open') return false;
  hasDoubts(step, voice.doubts + 1);
  return voice.doubts + 1 >= sessionTries.say;
}

function hasDoubts(step: CallStep, doubts: number): void {
  const { voice } = step.state;
  if (voice.type === 'open' && voice.doubts !== doubts) step.set({ voice: { ...voice, doubts } });
}

/** What of the pieces was heard when they were cut, and what was not. */
export function splitHeard(
  items: readonly PlayedItem[],
  cut: { readonly at: number; readonly sure: boolean },
): { readonly heard: readonly PlayedItem[]; readonly unheard: readonly SpeechItem[] } {
  const heard: PlayedItem[] = [];
  const unheard: SpeechItem[] = [];
  for (const item of items) {
    const { heard: before, unheard: after } = partsHeard(item, cut);
    if (before !== '') heard.push(after === '' ? item : { ...item, text: before, endsAt: cut.at });
    if (item.owed && after !== '') unheard.push(toItem(item));
    else if (after !== '') unheard.push({ ...toItem(item), text: after });
  }
  return { heard, unheard };
}

/** A transcript counts for more than the estimate, which can only add to it as long as it is not sure. */
function partsHeard(item: PlayedItem, { at, sure }: { at: number; sure: boolean }): Heard {
  const told = splitAfter(item.text, item.spokenTo);
  if (sure) return item.spokenTo === 0 ? { heard: '', unheard: item.text } : told;
  const estimated = cutPiece(item.text, item, at);
  return item.spokenTo > 0 && told.heard.length > estimated.heard.length ? told : estimated;
}

/** Words that belong to no turn are in the thread since they were taken: tells it what of them was not heard. */
export function heardWords(
  step: CallStep,
  items: readonly PlayedItem[],
  cut: { readonly at: number; readonly sure: boolean },
): void {
  for (const item of items) {
    const { id: itemId, kind, text, startsAt } = item;
    if (kind === 'reply' || kind === 'filler' || startsAt === Infinity) continue;
    const { heard, unheard } = partsHeard(item, cut);
    if (unheard === '') continue;
    step.set({ approvals: cutOf(step.state.approvals, itemId) });
    step.effect({ type: 'record-words', itemId, by: authorOf(kind), text, heard });
  }
}

export function toItem({ id, kind, turnId, keptAs, text, owed }: SpeechItem): SpeechItem {
  return { id, kind, turnId, keptAs, text, owed };
}

function authorOf(kind: SpeechItem['kind']): 'agent' | 'owner' {
  return kind === 'owner' ? 'owner' : 'agent';
}
