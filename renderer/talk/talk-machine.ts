import { maxRecordingMs } from '../../shared/talk.ts';

/** Why no words came, where it is no failure. */
export type TalkNote = 'cancelled' | 'hidden' | 'short' | 'silent';

/** What one press of the key comes to. Instants are epoch milliseconds. */
export type TalkState =
  | { readonly type: 'idle'; readonly note: TalkNote | null }
  /** The microphone is being asked for; `unasked`: by the window that was shown, and not by a press. */
  | { readonly type: 'opening'; readonly downAt: number | null; readonly unasked: boolean }
  /** `heardAt`: the last sound that can be speech; null before the first. `downAt`: the key is held since then. */
  | {
      readonly type: 'recording';
      readonly since: number;
      readonly at: number;
      readonly level: number;
      readonly heardAt: number | null;
      readonly downAt: number | null;
      readonly unasked: boolean;
    }
  /** What was said is being written down. */
  | { readonly type: 'writing' }
  /** `canRetry`: the recording is still here. */
  | { readonly type: 'failed'; readonly reason: string; readonly canRetry: boolean };

export type TalkEvent =
  /** `isHeld`: a release will follow. */
  | { readonly type: 'press'; readonly at: number; readonly isHeld: boolean }
  /** The window was shown to talk in it. */
  | { readonly type: 'listen' }
  | { readonly type: 'release'; readonly at: number }
  /** The release of a held key will not be seen. */
  | { readonly type: 'blur' }
  | { readonly type: 'opened'; readonly at: number }
  /** Loudness from 0 to 1. */
  | { readonly type: 'level'; readonly at: number; readonly level: number }
  /** The microphone was refused, or is gone. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'written' }
  | { readonly type: 'not-written'; readonly reason: string; readonly canRetry: boolean }
  | { readonly type: 'retry' }
  /** The owner writes instead. */
  | { readonly type: 'typed' }
  /** Nobody sees this page, or the machine is locked or asleep. */
  | { readonly type: 'hidden' }
  | { readonly type: 'cancel' };

export type TalkEffect =
  | 'open-microphone'
  /** Releases it and forgets what was recorded. */
  | 'discard'
  /** Releases it and has what was recorded written down. */
  | 'finish'
  /** The same recording once more. */
  | 'write-again'
  /** The words are not wanted any more. */
  | 'abandon';

export type TalkStep = { readonly state: TalkState; readonly effects: readonly TalkEffect[] };

/** A press that lasts longer is a hold: its release ends the recording. */
const holdMs = 500;
const shortestMs = 400;
/** Loudness of speech near a microphone; noise of a quiet room lies well below. */
const speechLevel = 0.015;
/** So long nobody has to say something. */
const silentMs = 10_000;

export const idle: TalkState = { type: 'idle', note: null };

/** The next state of talking, and what has to be done for it. The microphone is open while recording, and only then. */
export function talkStep(state: TalkState, event: TalkEvent, silenceMs: number): TalkStep {
  switch (event.type) {
    case 'press':
      return press(state, event);
    case 'listen':
      return listen(state);
    case 'release':
      return release(state, event.at);
    case 'blur':
      return 'downAt' in state ? stay({ ...state, downAt: null }) : stay(state);
    case 'opened':
      return opened(state, event.at);
    case 'level':
      return hear(state, event, silenceMs);
    case 'failed':
      return failed(state, event.reason);
    case 'written':
      return state.type === 'writing' ? stay(idle) : stay(state);
    case 'not-written':
      return state.type === 'writing' ? stay({ ...event, type: 'failed' }) : stay(state);
    case 'retry':
      return state.type === 'failed' && state.canRetry
        ? { state: { type: 'writing' }, effects: ['write-again'] }
        : stay(state);
    case 'hidden':
      // What is being written down needs no microphone and goes on.
      return isOpen(state) ? leave(state, 'hidden') : stay(state);
    case 'typed':
      // Something was said already: that is not thrown away for a letter.
      return isOpen(state) && !isHeard(state) ? leave(state, 'cancelled') : stay(state);
    case 'cancel':
      return cancel(state);
  }
}

type OpenState = Extract<TalkState, { type: 'opening' | 'recording' }>;

/** Whether the microphone is in use, or about to be. */
export function isOpen(state: TalkState): state is OpenState {
  return state.type === 'opening' || state.type === 'recording';
}

function press(state: TalkState, { at, isHeld }: { at: number; isHeld: boolean }): TalkStep {
  switch (state.type) {
    case 'recording':
      return end(state, at);
    case 'opening':
      return drop('cancelled');
    case 'writing':
      // One thing after the other: its words come first.
      return stay(state);
    default:
      return begin({ downAt: isHeld ? at : null, unasked: false });
  }
}

/** Who only looks at the window loses nothing: neither what is being said, nor what can be tried again. */
function listen(state: TalkState): TalkStep {
  const isFree = state.type === 'idle' || (state.type === 'failed' && !state.canRetry);
  return isFree ? begin({ downAt: null, unasked: true }) : stay(state);
}

function begin(how: Pick<OpenState, 'downAt' | 'unasked'>): TalkStep {
  return { state: { type: 'opening', ...how }, effects: ['open-microphone'] };
}

function release(state: TalkState, at: number): TalkStep {
  if (!('downAt' in state) || state.downAt === null) return stay(state);
  if (at - state.downAt < holdMs) return stay({ ...state, downAt: null });
  return state.type === 'recording' ? end(state, at) : drop('short');
}

function opened(state: TalkState, at: number): TalkStep {
  if (state.type !== 'opening') return { state, effects: ['discard'] };
  return stay({ ...state, type: 'recording', since: at, at, level: 0, heardAt: null });
}

function hear(
  state: TalkState,
  { at, level }: { at: number; level: number },
  silenceMs: number,
): TalkStep {
  if (state.type !== 'recording') return stay(state);
  const heardAt = level >= speechLevel ? at : state.heardAt;
  const next = { ...state, at, level, heardAt };
  if (at - state.since >= maxRecordingMs) return end(next, at);
  if (heardAt === null) return at - state.since >= silentMs ? drop('silent') : stay(next);
  return state.downAt === null && at - heardAt >= silenceMs ? end(next, at) : stay(next);
}

/** Silence is not sent: a model that writes down speech invents words for it. */
function end(state: TalkState & { type: 'recording' }, at: number): TalkStep {
  if (at - state.since < shortestMs) return drop('short');
  if (state.heardAt === null) return drop('silent');
  return { state: { type: 'writing' }, effects: ['finish'] };
}

function failed(state: TalkState, reason: string): TalkStep {
  if (!isOpen(state)) return stay(state);
  return { state: { type: 'failed', reason, canRetry: false }, effects: ['discard'] };
}

function cancel(state: TalkState): TalkStep {
  if (isOpen(state)) return drop('cancelled');
  if (state.type === 'idle') return stay(idle);
  const note = state.type === 'writing' ? 'cancelled' : null;
  return { state: { type: 'idle', note }, effects: ['abandon'] };
}

function isHeard(state: OpenState): boolean {
  return state.type === 'recording' && state.heardAt !== null;
}

/** The owner turns to something else. What nobody began, and in which nothing was said, ends without a word. */
function leave(state: OpenState, note: TalkNote): TalkStep {
  return drop(state.unasked && !isHeard(state) ? null : note);
}

function drop(note: TalkNote | null): TalkStep {
  return { state: { type: 'idle', note }, effects: ['discard'] };
}

function stay(state: TalkState): TalkStep {
  return { state, effects: [] };
}
