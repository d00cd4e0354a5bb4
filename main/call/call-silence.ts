import { readAgain } from './call-approvals.ts';
import { callTimes } from './call-settings.ts';
import { dropHandOver } from './call-hand-over.ts';
import { phraseAt, phrases } from './call-phrases.ts';
import { cutOff } from './call-barge-in.ts';
import { dropReply } from './call-replies.ts';
import { closeSessions } from './call-sessions.ts';
import type { CallState, TakenBackBy } from './call-state.ts';
import type { CallStep } from './call-step.ts';

/** When a filler is due: the caller waits for something and nothing is being said. */
export function fillerAt(state: CallState): number {
  const { queue, pending, muted, caller, bargeIn, phase, freeAt, settings } = state;
  const since = phase === 'live' && !muted ? waitsSince(state) : null;
  if (since === null || queue.length > 0 || pending !== null || caller.text !== '' || bargeIn)
    return Infinity;
  return Math.max(since, freeAt) + settings.fillerAfterMs;
}

/** Since when the caller waits for an answer, or for the other party; null when for nothing. */
function waitsSince({ reply, handOver, pin, approvals }: CallState): number | null {
  const forCode = pin.checkingSince ?? approvals.deciding?.since;
  if (forCode !== undefined && reply === null) return forCode;
  if (reply?.state === 'writing' && !reply.held) return reply.askedAt;
  return reply === null ? (handOver?.since ?? null) : null;
}

export function sayFiller(step: CallStep): void {
  const { fillerCount, reply, handOver } = step.state;
  step.set({ fillerCount: fillerCount + 1 });
  const list = reply === null && handOver ? phrases.connecting : phrases.fillers;
  step.enqueue('filler', phraseAt(list, fillerCount));
}

/** Since when nobody has had anything to say; null while somebody has. */
function quietFrom(state: CallState): number | null {
  const { reply, handOver, queue, caller, bargeIn, phase, holdUntil, quietSince } = state;
  if (state.pin.checkingSince !== null || state.approvals.deciding) return null;
  // The owner has taken over: it is theirs to speak, and to end the call.
  if (state.muted) return null;
  if (phase !== 'live' || reply || handOver || caller.text !== '' || bargeIn || queue.length > 0)
    return null;
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
  if (readAgain(step)) return step.set({ prompted: true });
  step.set({ prompted: true, promptCount: promptCount + 1 });
  step.enqueue('prompt', phraseAt(phrases.prompts, promptCount));
}

/** Says a last sentence and hangs up when it was played, or when it takes too long. */
export function leave(
  step: CallStep,
  goodbye: string,
  { takenBackBy = 'nothing', atOnce = false }: LeaveOptions = {},
): void {
  // A goodbye under way is enough; but a new reason may be one that nothing takes back.
  if (step.state.phase === 'leaving' && takenBackBy === 'nothing') step.set({ takenBackBy });
  if (step.state.phase !== 'live') return;
  const leaveBy = step.at + callTimes.leaveMs;
  step.set({ phase: 'leaving', leaveBy, takenBackBy });
  if (atOnce) cutOff(step);
  dropReply(step);
  dropHandOver(step);
  step.set({ bargeIn: null, queue: [] });
  step.enqueue('goodbye', goodbye);
}

type LeaveOptions = {
  readonly takenBackBy?: TakenBackBy;
  /** Without finishing the sentence. */
  readonly atOnce?: boolean;
};

/** When a call that says goodbye is hung up. */
export function hangUpAt(state: CallState): number {
  const { phase, hangUpSent, queue, pending, freeAt, leaveBy } = state;
  if (phase !== 'leaving' || hangUpSent) return Infinity;
  return queue.length > 0 || pending ? leaveBy : Math.min(freeAt, leaveBy);
}

/** Silence, then the sessions, then the line: whoever is on it hears nothing half. */
export function hangUp(step: CallStep): void {
  if (step.state.hangUpSent) return;
  step.set({ hangUpSent: true, phase: 'leaving' });
  cutOff(step);
  dropHandOver(step);
  closeSessions(step);
  step.sendHangUp();
}

/** Sent again as long as the call does not end: a line that nobody serves is paid for. */
export function hangUpAgainAt({ phase, hangUpAgainAt: at }: CallState): number {
  return phase === 'leaving' ? at : Infinity;
}
