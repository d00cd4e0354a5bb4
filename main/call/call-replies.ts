import { phrases } from './call-phrases.ts';
import type { CallState, Reply } from './call-state.ts';
import type { CallStep } from './call-step.ts';

export type Question = {
  readonly text: string;
  /** Asked before the caller's turn was surely over. */
  readonly held: boolean;
  /** The turn that it is of; a new one where it is not told. */
  readonly turnId?: number;
};

/** Asks the model. */
export function askModel(step: CallStep, { text, held, turnId: known }: Question): void {
  const turnId = known ?? step.nextTurn();
  const reply: Reply = {
    ...{ turnId, keptAs: turnId, callerText: text, state: 'writing', working: false },
    ...{ held, refused: false, pieces: [], askedAt: step.at },
  };
  step.set({ reply });
  step.effect({ type: 'ask-model', turnId, keptAs: turnId, text, held, after: null });
}

/** A piece of the reply; one of an old turn is dropped here, which removes most races. */
export function replyChunk(step: CallStep, turnId: number, text: string): void {
  const reply = beingWritten(step, turnId);
  if (!reply) return;
  step.set({ reply: { ...reply, working: false, pieces: [...reply.pieces, text] } });
  if (!reply.held) speak(step, reply, text);
}

/** What is done meanwhile is told in its own words, or by fillers; no silence is longer for it. */
export function replyWorking(step: CallStep, turnId: number, words: string | null): void {
  const reply = beingWritten(step, turnId);
  if (!reply) return;
  step.set({ reply: { ...reply, working: true } });
  if (words !== null && !reply.held) step.enqueue('filler', words);
}

export function replyEnded(step: CallStep, turnId: number): void {
  const reply = beingWritten(step, turnId);
  if (reply) step.set({ reply: { ...reply, state: 'written' } });
}

/** The present reply, unless this is of another turn or of one that was stopped. */
function beingWritten({ state }: CallStep, turnId: number): Reply | null {
  const { reply, bargeIn } = state;
  const isOver = reply?.turnId !== turnId || reply.state !== 'writing' || bargeIn?.stopped === true;
  return isOver ? null : reply;
}

/** The caller's turn is over after all: what was written meanwhile is said. */
export function releaseReply(step: CallStep): void {
  const { reply, quietSince } = step.state;
  if (!reply?.held) return;
  // The caller hears silence since their last word, and not since we were sure of it.
  const askedAt = Math.min(step.at, quietSince);
  step.set({ reply: { ...reply, held: false, askedAt } });
  step.effect({ type: 'reply-sure', turnId: reply.turnId });
  for (const piece of reply.pieces) speak(step, reply, piece);
}

function speak(step: CallStep, { turnId, keptAs }: Reply, text: string): void {
  const item = { kind: 'reply', text, turnId, keptAs } as const;
  // While it is open whether the caller interrupts, the piece waits with the others.
  const { bargeIn } = step.state;
  step.enqueue(item.kind, text, { turnId, keptAs });
  if (!bargeIn) return;
  const queue = step.state.queue;
  step.set({ queue: [], bargeIn: { ...bargeIn, later: [...bargeIn.later, ...queue] } });
}

/** Ends the reply: the model stops, nothing more of it is said, and the thread keeps what was heard. */
export function dropReply(step: CallStep): void {
  const { reply, queue } = step.state;
  if (!reply) return;
  if (reply.state === 'writing') {
    const later = reply.working && step.state.phase !== 'live';
    step.effect({ type: later ? 'finish-reply-later' : 'abort-reply', turnId: reply.turnId });
  }
  step.set({ reply: null, queue: queue.filter(({ kind }) => kind !== 'reply') });
  // A reply of which nothing was ever said, because the caller went on, is nobody's business.
  if (reply.held || reply.pieces.length === 0) return;
  const heard = heardOf(step, reply);
  step.effect({ type: 'record-reply', turnId: reply.keptAs, text: reply.pieces.join(' '), heard });
}

/** When all of the reply has been played; Infinity while some of it is still to be written or said. */
export function replySettlesAt(state: CallState): number {
  const { reply, queue, pending, bargeIn, freeAt } = state;
  if (!reply || reply.state !== 'written' || reply.held || bargeIn) return Infinity;
  const waits = pending?.kind === 'reply' || queue.some(({ kind }) => kind === 'reply');
  return waits ? Infinity : freeAt;
}

/** Kept when all of it was written and played. */
export function settleReply(step: CallStep): void {
  const { reply } = step.state;
  if (!reply || step.at < replySettlesAt(step.state)) return;
  step.set({ reply: null });
  // What cannot be said, such as a smiley alone, would be heard as silence.
  if (reply.pieces.length === 0) return step.enqueue('prompt', phrases.wordless);
  const text = reply.pieces.join(' ');
  const heard = reply.refused ? heardOf(step, reply) : null;
  step.effect({ type: 'record-reply', turnId: reply.keptAs, text, heard });
}

function heardOf(step: CallStep, { keptAs }: Reply): string {
  return step.state.played
    .filter((item) => item.keptAs === keptAs)
    .map(({ text }) => text)
    .join(' ');
}
