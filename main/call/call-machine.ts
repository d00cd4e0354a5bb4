import { assertNever } from '../../shared/assert-never.ts';
import { readOut } from './call-approvals.ts';
import { confirmBargeIn, falseAlarmAt, resumeSpeech } from './call-barge-in.ts';
import type { CallEvent } from './call-events.ts';
import { endCall, finishAt, keepWords, lastWords, lastWordsDue, partingWords } from './call-end.ts';
import { farewell, farewellAt } from './call-farewell.ts';
import { callerTurnOver, echoes, forgetTurn, heard, mayBeginEcho } from './call-floor.ts';
import {
  askHandOver,
  callsJoined,
  dropHandOver,
  handOverAt,
  handOverDue,
  otherAnswered,
  otherGone,
} from './call-hand-over.ts';
import { isCodeEvent, codeEvent } from './code-events.ts';
import { hangUp, hangUpAgainAt, hangUpAt, leave } from './call-leaving.ts';
import { phrases } from './call-phrases.ts';
import {
  dropReply,
  replyChunk,
  replyEnded,
  replySettlesAt,
  replyWorking,
  settleReply,
} from './call-replies.ts';
import {
  openSessions,
  sessionsDue,
  sessionsWakeAt,
  speakingFailed,
  speakingOpened,
  speakingStatus,
  transcriptionEnded,
  transcriptionFailed,
  transcriptionOpened,
} from './call-sessions.ts';
import { callTimes } from './call-settings.ts';
import { classify } from './stop-words.ts';
import { fillerAt, promptAt, quietGoodbyeAt, sayFiller, sayPrompt } from './call-silence.ts';
import { itemSaid, pumpSpeech, sayAt, sayFailed } from './call-speech.ts';
import { heardOurselves } from './call-own-voice.ts';
import type { CallState, Transition } from './call-state.ts';
import { CallStep } from './call-step.ts';
import type { CallStatus } from './ports.ts';

/**
 * The whole life of one call. Pure: no clock, no waiting, no I/O. Instead of many timers there is one instant at which
 * the call wants to be looked at again (`wakeAt`), so that none can be forgotten, doubled or left behind.
 */
export function transition(state: CallState, event: CallEvent): Transition {
  const step = new CallStep(state, event.at);
  apply(step, event);
  if (step.state.phase === 'live' || step.state.phase === 'leaving') {
    settleReply(step);
    if (step.state.phase === 'live') {
      farewell(step);
      readOut(step);
    }
    pumpSpeech(step);
  }
  return step.finish();
}

/** When a `time` event is wanted; Infinity for never. */
export function wakeAt(state: CallState): number {
  if (state.phase === 'over') return finishAt(state);
  if (state.phase === 'waiting' || state.phase === 'handed-over') return state.lookUpAt;
  return Math.min(
    state.maxAt,
    state.lookUpAt,
    sessionsWakeAt(state),
    sayAt(state),
    hangUpAt(state),
    hangUpAgainAt(state),
    state.caller.deadlineAt ?? Infinity,
    falseAlarmAt(state),
    fillerAt(state),
    promptAt(state),
    quietGoodbyeAt(state),
    replySettlesAt(state),
    handOverAt(state),
    farewellAt(state),
  );
}

function apply(step: CallStep, event: CallEvent): void {
  switch (event.type) {
    case 'call-status':
      return callStatus(step, event.status);
    case 'let-go':
      return step.state.phase === 'waiting' ? endCall(step) : undefined;
    case 'time':
      return step.state.phase === 'over' ? lastWordsDue(step) : due(step);
    case 'transcription-opened':
      return transcriptionOpened(step, event.transcriptionId);
    case 'transcription-failed':
      return transcriptionFailed(step);
    case 'transcription-ended':
      return transcriptionEnded(step, event.transcriptionId);
    case 'speaking-opened':
      return speakingOpened(step, event.speakingId, event.status);
    case 'speaking-failed':
      return speakingFailed(step, event.fault);
    case 'speaking-status':
      return speakingStatus(step, event.speakingId, event.status);
    case 'hand-over-asked':
      return askHandOver(step, event.target, event.sentence);
    case 'other-answered':
      return otherAnswered(step);
    case 'other-gone':
      return otherGone(step, event.end, event.detail);
    case 'calls-joined':
      return callsJoined(step);
    default:
      return isCodeEvent(event) ? codeEvent(step, event) : applyTalk(step, event);
  }
}

type TalkEvent = Extract<
  CallEvent,
  {
    type:
      | 'said'
      | 'say-failed'
      | 'speech-started'
      | 'speech-ended'
      | 'speech-interim'
      | 'transcript'
      | 'reply-chunk'
      | 'reply-working'
      | 'reply-ended'
      | 'owner-says'
      | 'mute-changed'
      | 'hang-up-asked';
  }
>;

function applyTalk(step: CallStep, event: TalkEvent): void {
  switch (event.type) {
    case 'said':
      return itemSaid(step, event.itemId);
    case 'say-failed':
      return sayFailed(step, event);
    case 'speech-started':
    case 'speech-ended':
    case 'speech-interim':
    case 'transcript':
      return speech(step, event);
    case 'reply-chunk':
      return replyChunk(step, event.turnId, event.text);
    case 'reply-working':
      return replyWorking(step, event.turnId, event.words);
    case 'reply-ended':
      return replyEnded(step, event.turnId);
    case 'owner-says':
      return step.enqueue('owner', event.text);
    case 'mute-changed':
      return mute(step, event.muted);
    case 'hang-up-asked':
      return hangUpAsked(step, event.goodbye);
    default:
      return assertNever(event);
  }
}

/** Where nobody hears us any more, there is nothing to say goodbye to. */
function hangUpAsked(step: CallStep, goodbye: string | null): void {
  if (goodbye === null || step.state.phase === 'handed-over') hangUp(step);
  else leave(step, goodbye, { atOnce: true });
}

function speech(step: CallStep, event: Parameters<typeof heard>[1]): void {
  if (event.direction === 'out') return heardOurselves(step, event);
  if (step.state.phase === 'leaving') comeBack(step, event);
  if (step.state.phase === 'live') return heard(step, event);
  if (event.type !== 'transcript') return;
  // The last words of a call may be told after its end; the thread still wants them.
  if (step.state.phase === 'over') lastWords(step, event.text);
  if (step.state.phase === 'leaving') partingWords(step, event.text);
}

/** Words of the caller while we say goodbye: we stay where they may take it back, unless they are ours or a goodbye as well. */
function comeBack(step: CallStep, event: Parameters<typeof heard>[1]): void {
  const { takenBackBy, hangUpSent, settings } = step.state;
  if (takenBackBy === 'nothing' || hangUpSent || !('text' in event)) return;
  if (mayBeginEcho(step, event.text) || echoes(step, event.text)) return;
  const kind = classify(event.text, settings.language);
  // An "okay" agrees with a goodbye; to one out of silence it may be all that somebody says who is there.
  if (kind === 'goodbye' || (kind === 'backchannel' && takenBackBy === 'words')) return;
  step.set({ phase: 'live', leaveBy: Infinity });
}

function callStatus(step: CallStep, status: CallStatus): void {
  const { phase } = step.state;
  lookLater(step);
  if (phase === 'over') return;
  if (status === 'ended') {
    dropHandOver(step);
    return endCall(step);
  }
  if (status === 'progressing' && phase === 'waiting') answered(step);
}

function answered(step: CallStep): void {
  const { settings } = step.state;
  step.set({
    phase: 'live',
    quietSince: step.at,
    freeAt: step.at,
    maxAt: step.at + settings.maxCallMs,
  });
  openSessions(step);
  step.enqueue('greeting', settings.disclosure, { owed: true });
  step.enqueue('greeting', settings.greeting);
}

function mute(step: CallStep, muted: boolean): void {
  step.set({ muted });
  if (!muted) return;
  // What is held while the caller speaks would be said on if that proved to be a cough.
  confirmBargeIn(step);
  dropReply(step);
}

/** When to look at the call again; an end that was asked for is looked for sooner. */
function lookLater(step: CallStep): void {
  const waitMs = step.state.hangUpSent ? callTimes.endLookUpMs : callTimes.lookUpMs;
  step.set({ lookUpAt: step.at + waitMs });
}

/** Everything whose instant has come. */
function due(step: CallStep): void {
  const { at } = step;
  if (at >= step.state.lookUpAt) {
    lookLater(step);
    step.effect({ type: 'look-up-call' });
  }
  if (!['live', 'leaving'].includes(step.state.phase)) return;
  sessionsDue(step);
  if (at >= falseAlarmAt(step.state)) decideBargeIn(step);
  if (at >= (step.state.caller.deadlineAt ?? Infinity)) turnOver(step);
  if (at >= handOverAt(step.state)) handOverDue(step);
  silencesDue(step);
  if (at >= hangUpAt(step.state)) hangUp(step);
  if (at >= hangUpAgainAt(step.state)) step.sendHangUp();
}

/** Where nobody says anything, or the call has lasted long enough. */
function silencesDue(step: CallStep): void {
  const { at } = step;
  if (at >= fillerAt(step.state)) sayFiller(step);
  if (at >= quietGoodbyeAt(step.state))
    leave(step, phrases.quietGoodbye, { takenBackBy: 'anything' });
  else if (at >= promptAt(step.state)) sayPrompt(step);
  if (at >= step.state.maxAt) {
    step.set({ maxAt: Infinity });
    leave(step, phrases.lateGoodbye);
  }
}

/** Nobody is answered after the goodbye. */
function turnOver(step: CallStep): void {
  if (step.state.phase === 'leaving') keepWords(step);
  else callerTurnOver(step);
}

/** No words came: a false alarm, unless the caller was in the midst of saying something anyway. */
function decideBargeIn(step: CallStep): void {
  if (step.state.caller.text !== '') return confirmBargeIn(step);
  forgetTurn(step);
  resumeSpeech(step);
}
