import { dropApprovals } from './call-approvals.ts';
import { confirmBargeIn, cutOff } from './call-barge-in.ts';
import { keepWords } from './call-end.ts';
import { phrases } from './call-phrases.ts';
import { dropReply } from './call-replies.ts';
import { closeSessions } from './call-sessions.ts';
import { callTimes } from './call-settings.ts';
import type { CallState } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import type { HandOverEnd, Party } from './ports.ts';

/** Somebody else is to take the call: the caller is told first, and only then is anybody dialled. */
export function askHandOver(step: CallStep, target: Party, sentence: string): void {
  if (step.state.phase !== 'live' || step.state.handOver) return;
  // Whatever the caller was speaking over is not taken up again.
  if (step.state.bargeIn) confirmBargeIn(step);
  dropReply(step);
  const queue = step.state.queue.filter(({ owed }) => owed);
  const until = step.at + callTimes.announceMs;
  step.set({
    queue,
    ...{ holdUntil: null, farewell: null },
    handOver: { type: 'announcing', target, since: step.at, until },
  });
  step.enqueue('notice', sentence, { owed: true });
}

/** When the hand-over goes on by itself: the sentence was heard, or somebody takes too long. */
export function handOverAt({ handOver, queue, pending, bargeIn, freeAt }: CallState): number {
  if (!handOver || handOver.type === 'joined') return Infinity;
  const toldAt = queue.length > 0 || pending || bargeIn ? Infinity : freeAt;
  return handOver.type === 'announcing' ? Math.min(handOver.until, toldAt) : handOver.until;
}

export function handOverDue(step: CallStep): void {
  const { handOver } = step.state;
  if (handOver?.type !== 'announcing') return otherGone(step, 'no-answer');
  const { target } = handOver;
  const until = step.at + callTimes.otherAnswersMs;
  step.set({ handOver: { type: 'calling', target, since: step.at, until } });
  step.effect({ type: 'call-other', target });
}

/** The other party is there: whatever we were saying ends, and the two are joined. */
export function otherAnswered(step: CallStep): void {
  const { handOver } = step.state;
  if (handOver?.type !== 'calling') return;
  const until = step.at + callTimes.joinMs;
  cutOff(step);
  dropApprovals(step);
  step.set({ handOver: { ...handOver, type: 'joining', since: step.at, until } });
  step.effect({ type: 'join-other' });
}

/** They hear each other: from now on we neither hear nor say anything. */
export function callsJoined(step: CallStep): void {
  const { handOver } = step.state;
  if (handOver?.type !== 'joining') return;
  keepWords(step);
  cutOff(step);
  closeSessions(step);
  const { target } = handOver;
  step.set({ phase: 'handed-over', handOver: { type: 'joined', target, since: step.at } });
  step.effect({ type: 'tell-hand-over', target, outcome: 'joined', detail: '' });
}

/** Not reached, or gone again. Before they were joined the agent comes back; afterwards the talk is over. */
export function otherGone(step: CallStep, outcome: HandOverEnd, detail = ''): void {
  const { handOver } = step.state;
  if (!handOver) return;
  const { target, type } = handOver;
  if (type === 'joined') {
    dropHandOver(step);
    step.set({ phase: 'leaving', hangUpSent: true });
    return step.sendHangUp();
  }
  step.effect({ type: 'release-other' });
  step.effect({ type: 'tell-hand-over', target, outcome, detail });
  // Nobody wants to hear now that it is still ringing.
  const queue = step.state.queue.filter(({ kind }) => kind !== 'filler');
  step.set({ handOver: null, queue, quietSince: step.at, prompted: false });
  step.enqueue('notice', phrases.notReached[outcome], { owed: true });
}

/** The call ends, whatever became of handing it over. `detail`: why, where two were talking; empty: they ended it. */
export function dropHandOver(step: CallStep, detail = ''): void {
  const { handOver } = step.state;
  if (!handOver) return;
  step.set({ handOver: null });
  step.effect({ type: 'release-other' });
  if (handOver.type !== 'joined') return;
  const { target } = handOver;
  step.effect({ type: 'tell-hand-over', target, outcome: 'ended', detail });
}
