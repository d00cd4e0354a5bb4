import { cuttingProviders, callTimes } from './call-settings.ts';
import { dropReply } from './call-replies.ts';
import { presentProvider } from './call-sessions.ts';
import { heardWords, splitHeard, toItem } from './call-speech.ts';
import type { BargeIn, CallState, PlayedItem, Reply, SpeechItem } from './call-state.ts';
import type { CallStep } from './call-step.ts';

/**
 * The caller speaks while the agent does. On the first sign everything is held: nothing more is said, what is
 * playing is flushed, the model stops. Whether it were words is decided a moment later.
 */
export function beginBargeIn(step: CallStep): void {
  const { reply, bargeIn, queue } = step.state;
  if (bargeIn || !step.agentSpeaks) return;
  const handedOver = silence(step);
  // What works on must not be begun twice: it is stopped when these were words.
  const stopped = reply?.state === 'writing' && !reply.working;
  if (stopped) step.effect({ type: 'abort-reply', turnId: reply.turnId });
  step.set({
    bargeIn: { since: step.at, handedOver, later: queue, stopped, sure: false },
    played: splitHeard(handedOver, { at: step.at, sure: false }).heard,
    queue: [],
  });
}

/** Has the voice stop what it says. Returns what it had been given. */
function silence(step: CallStep): readonly PlayedItem[] {
  const { voice, played, pending, inFlight, quietSince } = step.state;
  const speakingId = voice.type === 'open' ? voice.speakingId : null;
  if (voice.type !== 'closed') step.effect({ type: 'flush', speakingId });
  step.set({
    ...{ pending: null, inFlight: pending?.id ?? inFlight, freeAt: step.at },
    // What is cut off ends no silence any more.
    quietSince: Math.min(quietSince, step.at),
  });
  return pending ? [...played, notTaken(toItem(pending))] : played;
}

/** Ends whatever the agent is saying, for good. */
export function cutOff(step: CallStep): void {
  if (step.state.bargeIn) confirmBargeIn(step);
  else if (step.agentSpeaks) {
    cutSpeech(step, { since: step.at, handedOver: silence(step), sure: false });
  } else dropReply(step);
  step.set({ queue: [] });
}

/** They were words: the rest of the reply is void, except what the caller is owed. */
export function confirmBargeIn(step: CallStep): void {
  const { bargeIn, reply } = step.state;
  if (!bargeIn) return;
  if (reply && bargeIn.stopped) step.set({ reply: { ...reply, state: 'written' } });
  // A voice that goes on in spite of the flush is busy; what is owed is said again after the caller, not over it.
  const goesOn = playsOn(step.state, bargeIn, step.at);
  const owed = unheardIn(bargeIn).filter((item) => item.owed);
  step.set({ bargeIn: null, queue: [...owed, ...step.state.queue] });
  cutSpeech(step, bargeIn);
  if (goesOn) step.busyUntil(Math.max(step.at, playedTo(bargeIn)));
}

/** When all that the voice has taken would have been played. */
function playedTo({ handedOver, since }: BargeIn): number {
  return handedOver.findLast(({ endsAt }) => endsAt < Infinity)?.endsAt ?? since;
}

/** Ends the speech for good: the thread keeps what of it was heard, as far as that is known by now. */
export function cutSpeech(step: CallStep, { since, handedOver: items, sure }: CutOff): void {
  const { reply } = step.state;
  const kept =
    reply && !reply.held && reply.pieces.length > 0
      ? { keptAs: reply.keptAs, text: reply.pieces.join(' ') }
      : null;
  step.set({
    played: splitHeard(items, { at: since, sure }).heard,
    cut: { at: since, items, sure, reply: kept },
  });
  heardWords(step, items, { at: since, sure });
  dropReply(step);
}

type CutOff = Pick<BargeIn, 'since' | 'handedOver' | 'sure'>;

/** A cough, a "mm-hmm", an echo: the agent goes on where it stopped, in a turn of its own unless it was never stopped. */
export function resumeSpeech(step: CallStep): void {
  const { bargeIn, reply } = step.state;
  if (!bargeIn) return;
  const turnId = reply && turnAfter(step, reply, bargeIn);
  const rest = playsOn(step.state, bargeIn, step.at) ? playOn(step, bargeIn) : unheardIn(bargeIn);
  const unheard = rest.map((item): SpeechItem =>
    item.kind === 'reply' ? { ...item, turnId } : item,
  );
  step.set({ bargeIn: null, queue: [...unheard, ...step.state.queue] });
  if (!reply || turnId === null) return;
  step.set({ reply: { ...reply, turnId } });
  if (!bargeIn.stopped) return;
  const after = reply.pieces.length === 0 ? null : reply.pieces.join(' ');
  const { keptAs, callerText: text, held } = reply;
  step.effect({ type: 'ask-model', turnId, keptAs, text, held, after });
}

/** What was never stopped goes on as the turn that it is. */
function turnAfter(step: CallStep, reply: Reply, { stopped }: BargeIn): number {
  return reply.state === 'writing' && !stopped ? reply.turnId : step.nextTurn();
}

/** The flush cut nothing off: what was handed over is played as if nothing had been. Returns what was not. */
function playOn(step: CallStep, bargeIn: BargeIn): readonly SpeechItem[] {
  const { handedOver, later } = bargeIn;
  const taken = handedOver.filter(({ endsAt }) => endsAt < Infinity);
  const waiting = handedOver.filter(({ endsAt }) => endsAt === Infinity).map(toItem);
  step.set({ played: taken, inFlight: null });
  step.busyUntil(Math.max(step.at, playedTo(bargeIn)));
  return [...waiting, ...later];
}

/**
 * Whether the voice goes on in spite of the flush, by what is heard of it. Where nothing is heard it is taken for cut:
 * a few words twice are better than none.
 */
function playsOn(state: CallState, bargeIn: BargeIn, at: number): boolean {
  const { speaking, endedAt } = state.own;
  const { since } = bargeIn;
  if (endedAt !== null && endedAt >= since)
    return endedAt > playedTo(bargeIn) - callTimes.playsOnMs;
  if (!speaking) return false;
  return at >= since + callTimes.playsOnMs || !cuttingProviders.includes(presentProvider(state));
}

/** What is to be said again if it was a false alarm, in order. */
export function unheardIn(bargeIn: BargeIn): readonly SpeechItem[] {
  const { handedOver, since, sure, later } = bargeIn;
  return [...splitHeard(handedOver, { at: since, sure }).unheard, ...later];
}

/** The instant at which a barge-in without words is taken for a false alarm. */
export function falseAlarmAt({ bargeIn }: CallStep['state']): number {
  return bargeIn ? bargeIn.since + callTimes.falseAlarmMs : Infinity;
}

function notTaken(item: SpeechItem): PlayedItem {
  return { ...item, startsAt: Infinity, endsAt: Infinity, spokenTo: 0 };
}
