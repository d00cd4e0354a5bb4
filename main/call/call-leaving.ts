import { cutOff } from './call-barge-in.ts';
import { dropHandOver } from './call-hand-over.ts';
import { dropReply } from './call-replies.ts';
import { closeSessions } from './call-sessions.ts';
import { callTimes } from './call-settings.ts';
import type { CallState, TakenBackBy } from './call-state.ts';
import type { CallStep } from './call-step.ts';

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

/** Whoever is on the line would wait, and pay, in silence. */
export function giveUpSpeech(step: CallStep): void {
  step.set({ speechless: true });
  step.effect({ type: 'tell-owner', trouble: 'speechless' });
  hangUp(step);
}

/** Sent again as long as the call does not end: a line that nobody serves is paid for. */
export function hangUpAgainAt({ phase, hangUpAgainAt: at }: CallState): number {
  return phase === 'leaving' ? at : Infinity;
}
