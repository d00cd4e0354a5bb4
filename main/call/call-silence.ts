import { readAgain } from './call-approvals.ts';
import { phraseAt, phrases } from './call-phrases.ts';
import type { CallState } from './call-state.ts';
import { callTimes } from './call-settings.ts';
import type { CallStep } from './call-step.ts';
import { briskMs } from './heard.ts';

/** When a filler is due: the caller waits for something and nothing is being said. */
export function fillerAt(state: CallState): number {
  const { queue, pending, muted, caller, bargeIn, phase, settings } = state;
  const since = phase === 'live' && !muted ? waitsSince(state) : null;
  if (since === null || queue.length > 0 || pending !== null || caller.text !== '' || bargeIn)
    return Infinity;
  return Math.max(since, maybeFreeAt(state)) + settings.fillerAfterMs;
}

/** The earliest end of our own words: when they end is an estimate, and dead air is worse than an early filler. */
function maybeFreeAt({ played, freeAt, rate }: CallState): number {
  const last = played.at(-1);
  // A transcript of our own voice has told how it goes on.
  if (!last || last.endsAt !== freeAt || last.spokenTo > 0) return freeAt;
  return Math.max(last.startsAt + briskMs(last.text, rate), freeAt - callTimes.earlyFillerMs);
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
