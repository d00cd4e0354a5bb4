import type { ReadOut, CallApproval } from './approvals-state.ts';
import { noApprovals } from './approvals-state.ts';
import { unheardIn } from './call-barge-in.ts';
import { phrases } from './call-phrases.ts';
import { askModel } from './call-replies.ts';
import type { CallStep } from './call-step.ts';
import type { ApprovalOutcome } from './step-up/ports.ts';

/** An answer that was no answer is asked for again so often; then it stays pending. */
const mostReads = 3;

/** Something is to be read out to the owner, in its turn. */
export function approvalAsked(step: CallStep, id: string, pieces: readonly string[]): void {
  const { approvals, phase } = step.state;
  const { waiting, asked, deciding } = approvals;
  const known = [...waiting, asked, deciding].some((one) => one?.id === id);
  if (phase !== 'live' || known || pieces.length === 0) return;
  step.set({ approvals: { ...approvals, waiting: [...waiting, { id, pieces, reads: 0 }] } });
}

/** Decided elsewhere: nobody is asked any more. */
export function approvalSettled(step: CallStep, id: string): void {
  const { approvals, queue } = step.state;
  const { asked } = approvals;
  const waiting = approvals.waiting.filter((one) => one.id !== id);
  step.set({ approvals: { ...approvals, waiting } });
  if (asked?.id !== id) return;
  step.set({
    approvals: { ...approvals, waiting, asked: null },
    queue: queue.filter((item) => !asked.items.includes(item.id)),
  });
}

/** Reads out what comes next, as soon as nobody has anything to say. */
export function readOut(step: CallStep): void {
  const { approvals } = step.state;
  const [next, ...waiting] = approvals.waiting;
  if (!next || approvals.asked || approvals.deciding || !isQuiet(step)) return;
  const owed: number[] = [];
  for (const text of [phrases.approval.before, ...next.pieces]) {
    step.enqueue('notice', text);
    owed.push(step.state.lastItemId);
  }
  step.enqueue('notice', phrases.approval.after);
  const items = [...owed, step.state.lastItemId];
  const asked = { ...next, reads: next.reads + 1, owed, items, cut: false };
  step.set({ approvals: { ...approvals, waiting, asked } });
}

function isQuiet({ state }: CallStep): boolean {
  const { reply, queue, pending, bargeIn, caller, handOver, muted, farewell, pin } = state;
  const isOurs = reply !== null || queue.length > 0 || pending !== null || handOver !== null;
  const isTheirs = caller.text !== '' || caller.signs.speech !== 'none' || bargeIn !== null;
  return !isOurs && !isTheirs && !muted && farewell === null && pin.checkingSince === null;
}

/** Whether a short word over the last words of ours may be the answer: all that is owed was heard before it. */
export function answersAtOnce({ state }: CallStep): boolean {
  const { approvals, bargeIn } = state;
  const { asked } = approvals;
  if (!asked || asked.cut || !bargeIn) return false;
  return !unheardIn(bargeIn).some(({ id }) => asked.owed.includes(id));
}

/** Whether the caller's turn is taken for an answer; the answer itself is read elsewhere. */
export function mayAnswer(step: CallStep, text: string): boolean {
  const { approvals } = step.state;
  const { asked } = approvals;
  if (!asked) return false;
  step.set({ approvals: { ...approvals, asked: null } });
  const heard = wasHeard(step, asked);
  // Who says yes to something that was said after it does not say yes to it.
  if (heard && !isLast(step, asked)) return false;
  const turnId = step.nextTurn();
  step.set({
    approvals: { ...step.state.approvals, asked, deciding: { id: asked.id, since: step.at } },
  });
  step.effect({ type: 'record-caller', turnId, text });
  step.effect({ type: 'read-answer', id: asked.id, turnId, text, heard });
  return true;
}

/** All that is owed was played, to its end. Of a piece that was taken up again after a false alarm the rest counts. */
function wasHeard({ state, at }: CallStep, { owed, pieces, cut }: ReadOut): boolean {
  const texts = [phrases.approval.before, ...pieces];
  const isPlayed = (id: number, index: number): boolean => {
    const last = state.played.findLast((item) => item.id === id);
    return last !== undefined && last.endsAt <= at && texts[index]?.endsWith(last.text) === true;
  };
  return !cut && owed.every(isPlayed);
}

function isLast({ state }: CallStep, asked: ReadOut): boolean {
  const last = state.played.at(-1);
  return last !== undefined && asked.items.includes(last.id);
}

/** What the caller said to it was read, and written down where it was an answer. */
export function answerRead(
  step: CallStep,
  answer: {
    readonly id: string;
    readonly turnId: number;
    readonly text: string;
    readonly outcome: ApprovalOutcome;
  },
): void {
  const { approvals, phase } = step.state;
  if (approvals.deciding?.id !== answer.id) return;
  const { asked } = approvals;
  step.set({ approvals: { ...approvals, asked: null, deciding: null } });
  if (phase !== 'live') return;
  if (answer.outcome === 'other') return normalTurn(step, answer);
  if (answer.outcome !== 'unheard') {
    return step.enqueue('notice', phrases.approval[answer.outcome]);
  }
  if (asked && asked.reads < mostReads) return again(step, asked);
  step.enqueue('notice', phrases.approval.later);
}

/** No answer: a turn like any other, and what was asked stays as it is. */
function normalTurn(
  step: CallStep,
  { turnId, text }: { readonly turnId: number; readonly text: string },
): void {
  if (!step.state.reply && !step.state.muted) askModel(step, { turnId, text, held: false });
}

function again(step: CallStep, { id, pieces, reads }: CallApproval): void {
  const { approvals } = step.state;
  step.set({ approvals: { ...approvals, waiting: [{ id, pieces, reads }, ...approvals.waiting] } });
}

/** Instead of asking into the silence whether somebody is there: what waits is read out once more. */
export function readAgain(step: CallStep): boolean {
  const { approvals } = step.state;
  const { asked } = approvals;
  if (!asked || asked.reads >= mostReads) return false;
  step.set({ approvals: { ...approvals, asked: null } });
  again(step, asked);
  return true;
}

/** Nobody on the line can say yes any more. */
export function dropApprovals(step: CallStep): void {
  step.set({ approvals: noApprovals });
}
