import type { CallState } from './call-state.ts';
import { leave } from './call-leaving.ts';
import type { CallStep } from './call-step.ts';

/** The call is to end, politely: what is being said is said first. What the model would write after it is void. */
export function askFarewell(step: CallStep, goodbye: string): void {
  const { phase, reply, handOver, bargeIn } = step.state;
  if (phase !== 'live' || handOver) return;
  step.set({ farewell: goodbye });
  if (reply?.state !== 'writing') return;
  if (!bargeIn?.stopped) step.effect({ type: 'abort-reply', turnId: reply.turnId });
  // Where the interruption proves to be none, the model is not asked to go on either.
  else step.set({ bargeIn: { ...bargeIn, stopped: false } });
  const written = { ...reply, state: 'written' } as const;
  step.set({ reply: reply.pieces.length === 0 ? null : written });
}

/** Says goodbye as soon as nothing else is being said. Words of the caller take it back, also while it is said. */
export function farewell(step: CallStep): void {
  const { farewell: goodbye } = step.state;
  if (goodbye === null || step.at < farewellAt(step.state)) return;
  step.set({ farewell: null });
  leave(step, goodbye, { takenBackBy: 'words' });
}

/** When the goodbye is due by itself. */
export function farewellAt(state: CallState): number {
  const { farewell: goodbye, reply, queue, pending, bargeIn, caller, freeAt, phase } = state;
  // A call that is left for another reason says that one's goodbye.
  if (phase !== 'live') return Infinity;
  const waits = reply || queue.length > 0 || pending || bargeIn || caller.text !== '';
  return goodbye === null || waits ? Infinity : freeAt;
}
