import { callTimes } from './call-settings.ts';
import { phraseAt, phrases } from './call-phrases.ts';
import { dropReply } from './call-replies.ts';
import type { CallState } from './call-state.ts';
import type { CallStep } from './call-step.ts';

/** When a filler is due: a turn is pending and nothing is being said. */
export function fillerAt(state: CallState): number {
  const { reply, queue, pending, muted, caller, bargeIn, phase, freeAt, settings } = state;
  const waits = reply?.state === 'writing' && !reply.held && !muted && phase === 'live';
  if (!waits || queue.length > 0 || pending !== null || caller.text !== '' || bargeIn)
    return Infinity;
  return Math.max(reply.askedAt, freeAt) + settings.fillerAfterMs;
}

export function sayFiller(step: CallStep): void {
  const { fillerCount } = step.state;
  step.set({ fillerCount: fillerCount + 1 });
  step.enqueue('filler', phraseAt(phrases.fillers, fillerCount));
}

/** Since when nobody has had anything to say; null while somebody has. */
function quietFrom(state: CallState): number | null {
  const { reply, queue, caller, bargeIn, phase, holdUntil, quietSince } = state;
  if (phase !== 'live' || reply || caller.text !== '' || bargeIn || queue.length > 0) return null;
  return Math.max(quietSince, holdUntil ?? 0);
}

export function promptAt(state: CallState): number {
  const from = quietFrom(state);
  return from === null || state.prompted ? Infinity : from + state.settings.silencePromptMs;
}

export function quietGoodbyeAt(state: CallState): number {
  const from = quietFrom(state);
  return from === null ? Infinity : from + state.settings.silenceHangupMs;
}

export function sayPrompt(step: CallStep): void {
  const { promptCount } = step.state;
  step.set({ prompted: true, promptCount: promptCount + 1 });
  step.enqueue('prompt', phraseAt(phrases.prompts, promptCount));
}

/** Says a last sentence and hangs up when it was played, or when it takes too long. */
export function leave(step: CallStep, goodbye: string, mayReturn = false): void {
  if (step.state.phase !== 'live') return;
  const leaveBy = step.at + callTimes.leaveMs;
  step.set({ phase: 'leaving', leaveBy, mayReturn });
  dropReply(step);
  step.set({ bargeIn: null, queue: [] });
  step.enqueue('goodbye', goodbye);
}

/** When a call that says goodbye is hung up. */
export function hangUpAt(state: CallState): number {
  const { phase, hangUpSent, queue, pending, freeAt, leaveBy } = state;
  if (phase !== 'leaving' || hangUpSent) return Infinity;
  return queue.length > 0 || pending ? leaveBy : Math.min(freeAt, leaveBy);
}

export function hangUp(step: CallStep): void {
  if (step.state.hangUpSent) return;
  step.set({ hangUpSent: true, phase: 'leaving' });
  dropReply(step);
  step.set({
    queue: [],
    lookUpAt: step.at + callTimes.lookUpMs / 10,
  });
  step.effect({ type: 'hang-up' });
}
