import { callTimes, sessionTries } from './call-settings.ts';
import type { SessionFault } from './call-events.ts';
import type { CallState } from './call-state.ts';
import type { CallStep } from './call-step.ts';

/** No provider gives a session: from now on each piece is spoken on its own, the last resort. */
export function talkOnly(step: CallStep): void {
  step.set({ voice: { type: 'talk', failures: 0, since: step.at, proved: false } });
}

/** A piece is asked for. */
export function talkAsked(step: CallStep): void {
  const { voice } = step.state;
  if (voice.type !== 'talk') return;
  const isFresh = voice.failures === 0 || step.at >= voice.since + callTimes.speechlessMs;
  if (isFresh) step.set({ voice: { ...voice, since: step.at } });
}

/** A piece was taken; the first one makes it true that this is how the call is spoken on. */
export function talkTaken(step: CallStep): void {
  const { voice } = step.state;
  if (voice.type !== 'talk') return;
  if (!voice.proved) step.effect({ type: 'tell-owner', trouble: 'cannot-speak' });
  step.set({ voice: { ...voice, failures: 0, proved: true } });
}

/** Our own voice is on the line, whatever became of the answer to it. */
export function talkHeard(step: CallStep): void {
  const { voice } = step.state;
  if (voice.type === 'talk' && voice.failures > 0) step.set({ voice: { ...voice, failures: 0 } });
}

/** A piece was not taken. Returns whether it is to be tried again: it was surely not heard, and not tried often yet. */
export function talkFailed(step: CallStep, fault: SessionFault): boolean {
  const { voice } = step.state;
  if (voice.type !== 'talk') return false;
  const failures = voice.failures + 1;
  step.set({ voice: { ...voice, failures } });
  // Is the call still there at all?
  if (failures === 1) step.effect({ type: 'look-up-call' });
  return fault !== 'unreachable' && failures < sessionTries.talk;
}

/** When a call on which nothing can be said is hung up; Infinity while something can, or somebody else takes it. */
export function speechlessAt({ voice, pending, phase, handOver }: CallState): number {
  if (voice.type !== 'talk' || phase !== 'live' || handOver) return Infinity;
  const { failures, proved, since } = voice;
  // One lost answer is nothing; and a piece may take long to be taken where others were.
  const isAwaited = pending?.speakingId === null && (failures > 0 || !proved);
  const isSilent = isAwaited || failures >= sessionTries.say;
  return isSilent ? since + callTimes.speechlessMs : Infinity;
}
