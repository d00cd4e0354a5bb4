import type { CallStatus, Party, SpeakingStatus, SpeechDirection } from './ports.ts';

/** Why a session could not be opened or used. `unsent`: surely nothing was done; `unreachable`: nobody knows. */
export type SessionFault = 'gone' | 'exists' | 'unsent' | 'unreachable' | 'refused';

/** What can happen in a call. Every event says when; the machine has no clock. */
export type CallEvent = { readonly at: number } & CallHappening;

/** The same without its instant. */
export type CallHappening =
  | { readonly type: 'call-status'; readonly status: CallStatus }
  /** The instant of `wakeAt` has come. */
  | { readonly type: 'time' }
  | { readonly type: 'transcription-opened'; readonly transcriptionId: string }
  | { readonly type: 'transcription-failed'; readonly fault: SessionFault }
  /** The service says that a transcription is over. */
  | { readonly type: 'transcription-ended'; readonly transcriptionId: string }
  | {
      readonly type: 'speaking-opened';
      readonly speakingId: string;
      readonly status: SpeakingStatus;
    }
  | { readonly type: 'speaking-failed'; readonly fault: SessionFault }
  | {
      readonly type: 'speaking-status';
      readonly speakingId: string;
      readonly status: SpeakingStatus;
    }
  | { readonly type: 'said'; readonly itemId: number }
  | {
      readonly type: 'say-failed';
      readonly itemId: number;
      readonly fault: SessionFault;
      /** How long the service wants to be left alone, where it asks for that. */
      readonly retryAfterMs?: number | null;
    }
  | { readonly type: 'speech-started'; readonly direction: SpeechDirection }
  | { readonly type: 'speech-ended'; readonly direction: SpeechDirection }
  | {
      readonly type: 'speech-interim';
      readonly direction: SpeechDirection;
      readonly text: string;
    }
  | {
      readonly type: 'transcript';
      readonly direction: SpeechDirection;
      readonly text: string;
    }
  /** The model wrote a piece that can be said. */
  | { readonly type: 'reply-chunk'; readonly turnId: number; readonly text: string }
  /** The answer waits for something that takes long; `words` to say meanwhile, or null. */
  | { readonly type: 'reply-working'; readonly turnId: number; readonly words: string | null }
  /** The model has written everything. */
  | { readonly type: 'reply-ended'; readonly turnId: number }
  /** The owner's words for the agent to say. */
  | { readonly type: 'owner-says'; readonly text: string }
  | { readonly type: 'mute-changed'; readonly muted: boolean }
  /** With a last sentence, or at once for null. */
  | { readonly type: 'hang-up-asked'; readonly goodbye: string | null }
  /** Somebody else is to take the call; the sentence is said before anybody is dialled. */
  | { readonly type: 'hand-over-asked'; readonly target: Party; readonly sentence: string }
  | { readonly type: 'other-answered' }
  /** `detail`: why, for the owner; empty where there is nothing to add. */
  | { readonly type: 'other-gone'; readonly end: HandOverEnd; readonly detail: string }
  /** Caller and other party hear each other. */
  | { readonly type: 'calls-joined' };

/** What the machine wants done. */
export type CallEffect =
  | { readonly type: 'open-transcription' }
  | { readonly type: 'stop-transcription'; readonly transcriptionId: string }
  | { readonly type: 'open-speaking'; readonly provider: string }
  | { readonly type: 'read-speaking'; readonly speakingId: string }
  | { readonly type: 'stop-speaking'; readonly speakingId: string }
  | {
      readonly type: 'say';
      readonly itemId: number;
      /** Null for what belongs to no turn: greeting, filler, prompt, goodbye, the owner's own words. */
      readonly turnId: number | null;
      readonly speakingId: string;
      readonly text: string;
    }
  /** Without a session, as the last resort. */
  | {
      readonly type: 'talk';
      readonly itemId: number;
      readonly turnId: number | null;
      readonly text: string;
    }
  | { readonly type: 'flush'; readonly speakingId: string }
  | {
      readonly type: 'ask-model';
      readonly turnId: number;
      readonly text: string;
      /** What of its answer the caller has heard already, when it is to go on; else null. */
      readonly after: string | null;
    }
  | { readonly type: 'abort-reply'; readonly turnId: number }
  /** Nobody is there any more to hear it: what is under way goes on, and the thread gets its result. */
  | { readonly type: 'finish-reply-later'; readonly turnId: number }
  /** The caller's turn is over: these were the words. */
  | { readonly type: 'record-caller'; readonly turnId: number; readonly text: string }
  /** What the agent said in a turn; `heard` is null when all of it was. */
  | {
      readonly type: 'record-reply';
      readonly turnId: number;
      readonly text: string;
      readonly heard: string | null;
    }
  /**
   * Words of ours that answer nobody: greeting, prompt, goodbye, the owner's own. Told when the voice takes them, and
   * again under the same id when less of them was heard.
   */
  | {
      readonly type: 'record-words';
      readonly itemId: number;
      readonly by: 'agent' | 'owner';
      readonly text: string;
      readonly heard: string | null;
    }
  /** It has turned out that of a kept reply something else was heard; null: all of it. */
  | { readonly type: 'correct-heard'; readonly turnId: number; readonly heard: string | null }
  | { readonly type: 'look-up-call' }
  | { readonly type: 'hang-up' }
  | { readonly type: 'tell-owner'; readonly trouble: CallTrouble }
  | { readonly type: 'call-other'; readonly target: Party }
  | { readonly type: 'join-other' }
  /** The other party is hung up, if there is one. */
  | { readonly type: 'release-other' }
  | {
      readonly type: 'tell-hand-over';
      readonly target: Party;
      readonly outcome: HandOverOutcome;
      readonly detail: string;
    }
  | { readonly type: 'finish' };

export type SpeechKind = 'greeting' | 'reply' | 'filler' | 'prompt' | 'goodbye' | 'owner';
export type CallTrouble = 'cannot-hear' | 'cannot-speak';
/** Why the other party is not there. */
export type HandOverEnd = 'busy' | 'no-answer' | 'failed';
/** What became of a hand-over; `ended`: the two had talked. */
export type HandOverOutcome = HandOverEnd | 'joined' | 'ended';
