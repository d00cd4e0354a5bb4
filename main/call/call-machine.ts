import { takeByType } from './by-type.ts';
import type { ByType } from './by-type.ts';
import { answerRead, approvalAsked, approvalSettled, readOut } from './call-approvals.ts';
import { confirmBargeIn, falseAlarmAt, resumeSpeech } from './call-barge-in.ts';
import type { CallEvent } from './call-events.ts';
import { endCall, finishAt, keepWords, lastWords, lastWordsDue, partingWords } from './call-end.ts';
import { askFarewell, farewell, farewellAt } from './call-farewell.ts';
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
import { giveUpSpeech, hangUp, hangUpAgainAt, hangUpAt, leave } from './call-leaving.ts';
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
import { pinChecked } from './call-step-up.ts';
import { speechlessAt, talkHeard } from './call-talk.ts';
import type { CallStatus } from './ports.ts';

/**
 * The whole life of one call. Pure: no clock, no waiting, no I/O. Instead of many timers there is one instant at which
 * the call wants to be looked at again (`wakeAt`), so that none can be forgotten, doubled or left behind.
 */
export function transition(state: CallState, event: CallEvent): Transition {
  const step = new CallStep(state, event.at);
  takeByType(happenings, { on: step, one: event });
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
  if (state.phase === 'waiting') return state.lookUpAt;
  if (state.phase === 'handed-over') return Math.min(state.lookUpAt, state.maxAt);
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
    speechlessAt(state),
  );
}

/** All that can happen in a call, and what comes of it. */
const happenings: ByType<CallEvent, CallStep> = {
  'call-status': (step, { status }) => callStatus(step, status),
  'let-go': (step) => {
    if (step.state.phase === 'waiting') endCall(step);
  },
  time: (step) => (step.state.phase === 'over' ? lastWordsDue(step) : due(step)),
  // Its sessions.
  'transcription-opened': (step, { transcriptionId }) => transcriptionOpened(step, transcriptionId),
  'transcription-failed': (step) => transcriptionFailed(step),
  'transcription-ended': (step, { transcriptionId }) => transcriptionEnded(step, transcriptionId),
  'speaking-opened': (step, { speakingId, status }) => speakingOpened(step, speakingId, status),
  'speaking-failed': (step, { fault }) => speakingFailed(step, fault),
  'speaking-status': (step, { speakingId, status }) => speakingStatus(step, speakingId, status),
  said: (step, { itemId }) => itemSaid(step, itemId),
  'say-failed': sayFailed,
  // What is heard.
  'speech-started': speech,
  'speech-ended': speech,
  'speech-interim': speech,
  transcript: speech,
  // What the model answers.
  'reply-chunk': (step, { turnId, text }) => replyChunk(step, turnId, text),
  'reply-working': (step, { turnId, words }) => replyWorking(step, turnId, words),
  'reply-ended': (step, { turnId }) => replyEnded(step, turnId),
  // What the owner does at the desk.
  'owner-says': (step, { text }) => step.enqueue('owner', text),
  'mute-changed': (step, { muted }) => mute(step, muted),
  'hang-up-asked': (step, { goodbye }) => hangUpAsked(step, goodbye),
  'confirmed-at-desk': (step) => notice(step, [phrases.stepUp.atDesk]),
  // What code does by itself: when it ends, who the caller is, what may be done for them.
  'farewell-asked': (step, { goodbye }) => askFarewell(step, goodbye),
  'pin-checked': (step, { verdict }) => pinChecked(step, verdict),
  notice: (step, { pieces }) => notice(step, pieces),
  'approval-asked': (step, { id, pieces }) => approvalAsked(step, id, pieces),
  'approval-settled': (step, { id }) => approvalSettled(step, id),
  'answer-read': answerRead,
  // Somebody else takes the call.
  'hand-over-asked': (step, { target, sentence }) => askHandOver(step, target, sentence),
  'other-answered': (step) => otherAnswered(step),
  'other-gone': (step, { end, detail }) => otherGone(step, end, detail),
  'calls-joined': (step) => callsJoined(step),
};

function notice(step: CallStep, pieces: readonly string[]): void {
  if (step.state.phase !== 'live' || step.state.handOver) return;
  for (const text of pieces) step.enqueue('notice', text);
}

/** Where nobody hears us any more, there is nothing to say goodbye to. */
function hangUpAsked(step: CallStep, goodbye: string | null): void {
  if (goodbye === null || step.state.phase === 'handed-over') hangUp(step);
  else leave(step, goodbye, { atOnce: true });
}

function speech(step: CallStep, event: Parameters<typeof heard>[1]): void {
  if (event.direction === 'out') {
    if (event.type !== 'transcript') talkHeard(step);
    return heardOurselves(step, event);
  }
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
  if (step.state.phase === 'handed-over' && at >= step.state.maxAt) endHandedOver(step);
  if (!['live', 'leaving'].includes(step.state.phase)) return;
  sessionsDue(step);
  if (at >= falseAlarmAt(step.state)) decideBargeIn(step);
  if (at >= (step.state.caller.deadlineAt ?? Infinity)) turnOver(step);
  if (at >= handOverAt(step.state)) handOverDue(step);
  silencesDue(step);
  if (at >= speechlessAt(step.state)) giveUpSpeech(step);
  if (at >= hangUpAt(step.state)) hangUp(step);
  if (at >= hangUpAgainAt(step.state)) step.sendHangUp();
}

/** The two of whom one was handed over: nobody of us can say goodbye to them. */
function endHandedOver(step: CallStep): void {
  dropHandOver(step, 'It had lasted as long as a call may (phone.maxCallMs).');
  hangUp(step);
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
