import { heardSomething } from './call-sessions.ts';
import type { SpeechSignal } from './call-floor.ts';
import { callTimes } from './call-settings.ts';
import { heardWords, splitHeard } from './call-speech.ts';
import type { CutSpeech, PlayedItem } from './call-state.ts';
import type { CallStep } from './call-step.ts';
import { findSpoken, learnRate, speechMs } from './heard.ts';
import type { SpokenPlace } from './heard.ts';

/**
 * A sign of our own voice on the line. It is never answered; it tells what was really played, where otherwise there
 * is only an estimate (VoIPBIN: no event says when a text has been played).
 */
export function heardOurselves(step: CallStep, event: SpeechSignal): void {
  heardSomething(step);
  const { own } = step.state;
  switch (event.type) {
    case 'speech-started':
      step.set({ own: { speaking: true, startedAt: step.at, endedAt: null } });
      return stillPlaying(step);
    case 'speech-interim':
      step.set({ own: { ...own, speaking: true } });
      return stillPlaying(step);
    case 'speech-ended':
      return step.set({ own: { ...own, speaking: false, endedAt: step.at } });
    case 'transcript':
      return understood(step, event.text);
  }
}

/** The voice is slower than it was thought: it is not free before it has ended. */
function stillPlaying(step: CallStep): void {
  const { freeAt, bargeIn, played, pending } = step.state;
  // It may be heard before the service says that it took the words.
  if (pending) return;
  const last = played.at(-1);
  const until = step.at + callTimes.ownTailMs;
  if (bargeIn || !last || until <= freeAt) return;
  step.set({ played: [...played.slice(0, -1), { ...last, endsAt: until }] });
  step.busyUntil(until);
}

/** A transcript of our own words: of what was cut off lately, or of what is being said. */
function understood(step: CallStep, text: string): void {
  const { cut, bargeIn, played } = step.state;
  const now = bargeIn ? bargeIn.handedOver : played;
  const ofNow = findSpoken(now.map(remaining), text);
  const ofCut = isRecent(cut, step.at) ? findSpoken(cut.items.map(remaining), text) : null;
  if (cut && ofCut && ofCut.likeness >= (ofNow?.likeness ?? 0)) {
    return correctCut(step, { ...cut, items: confirm(cut.items, ofCut) });
  }
  if (!ofNow) return;
  learnPace(step, ofNow);
  if (!bargeIn) return followPlaying(step, confirm(played, ofNow), ofNow);
  const sure = isSure(step, ofNow.piece, bargeIn);
  const handedOver = confirm(bargeIn.handedOver, ofNow);
  const { heard } = splitHeard(handedOver, { at: bargeIn.since, sure });
  step.set({ bargeIn: { ...bargeIn, handedOver, sure }, played: heard });
}

function isRecent(cut: CutSpeech | null, at: number): cut is CutSpeech {
  return cut !== null && at - cut.at <= callTimes.correctWithinMs;
}

/** What of a piece no transcript has told of yet; blanks keep the places. */
function remaining({ text, spokenTo }: PlayedItem): string {
  return ' '.repeat(spokenTo) + text.slice(spokenTo);
}

function confirm(items: readonly PlayedItem[], { piece, to }: SpokenPlace): readonly PlayedItem[] {
  return items.map((item, index) => {
    if (index > piece) return item;
    return { ...item, spokenTo: index === piece ? Math.max(to, item.spokenTo) : item.text.length };
  });
}

/**
 * Whether it tells where the voice stopped: nothing of us is heard any more, and the estimate is not a whole piece
 * ahead, whose transcript may be still to come.
 */
function isSure(
  step: CallStep,
  piece: number,
  { handedOver, since }: { readonly handedOver: readonly PlayedItem[]; readonly since: number },
): boolean {
  if (step.state.own.speaking) return false;
  return handedOver.findLastIndex(({ startsAt }) => startsAt < since) <= piece;
}

/** The thread is told when something else was heard than it was thought. */
function correctCut(step: CallStep, told: CutSpeech): void {
  const { cut: before } = step.state;
  if (!before) return;
  const last = told.items.findLastIndex(({ spokenTo }) => spokenTo > 0);
  const sure = isSure(step, last, { handedOver: told.items, since: told.at });
  const cut = { ...told, sure: sure || told.sure };
  step.set({ cut });
  heardWords(step, cut.items, cut);
  if (!cut.reply) return;
  const { keptAs, text } = cut.reply;
  const heard = heardText(cut, keptAs);
  if (heard === heardText(before, keptAs)) return;
  step.effect({ type: 'correct-heard', turnId: keptAs, heard: heard === text ? null : heard });
}

function heardText(cut: CutSpeech, keptAs: number): string {
  return splitHeard(cut.items, cut)
    .heard.filter((item) => item.keptAs === keptAs)
    .map(({ text }) => text)
    .join(' ');
}

function learnPace(step: CallStep, { covered }: SpokenPlace): void {
  const { own, rate } = step.state;
  if (own.startedAt === null || own.endedAt === null) return;
  step.set({ rate: learnRate(rate, covered, own.endedAt - own.startedAt) });
}

/** Sets the times of what is still to be played right: they were an estimate. */
function followPlaying(
  step: CallStep,
  played: readonly PlayedItem[],
  { piece, to }: SpokenPlace,
): void {
  step.set({ played });
  const { own, rate, freeAt, pending, quietSince } = step.state;
  const last = played[piece];
  if (!last) return;
  const rest = last.text.slice(to);
  const isOver = piece === played.length - 1 && !/[\p{L}\p{N}]/u.test(rest);
  // A lost end of speech must not have it speak for ever.
  if (isOver && !pending) step.set({ own: { ...own, speaking: false } });
  // A next stretch has begun already: this place is behind.
  else if (own.speaking) return;
  if (freeAt <= step.at || (!isOver && own.endedAt === null)) return;
  const spokenAt = own.endedAt ?? step.at;
  let endsAt = Math.min(step.at, spokenAt) + speechMs(rest, rate);
  const timed = played.map((item, index) => {
    if (index < piece) return { ...item, endsAt: Math.min(item.endsAt, spokenAt) };
    if (index === piece) return { ...item, startsAt: Math.min(item.startsAt, spokenAt), endsAt };
    const startsAt = endsAt;
    endsAt += speechMs(item.text, rate);
    return { ...item, startsAt, endsAt };
  });
  const free = Math.max(step.at, endsAt);
  step.set({
    played: timed,
    freeAt: free,
    quietSince: quietSince === freeAt ? free : quietSince,
  });
}
