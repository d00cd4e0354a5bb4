import type { PinSign } from './step-up/pin-ear.ts';
import type { ApprovalOutcome, PinVerdict } from './step-up/ports.ts';
import type {
  CallStatus,
  CallTrouble,
  HandOverEnd,
  HandOverOutcome,
  Party,
  SpeakingStatus,
  SpeechDirection,
} from './ports.ts';

/** Why a session could not be opened or used. `unsent`: surely nothing was done; `unreachable`: nobody knows. */
export type SessionFault = 'gone' | 'exists' | 'unsent' | 'unreachable' | 'refused';

/** What can happen in a call. Every event says when; the machine has no clock. */
export type CallEvent = { readonly at: number } & CallHappening;

/** The same without its instant. */
export type CallHappening =
  | { readonly type: 'call-status'; readonly status: CallStatus }
  /** It rings, and somebody else is to have it: nothing of it is ours any more. */
  | { readonly type: 'let-go' }
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
      /** What the words have to do with a PIN, which is masked in them. */
      readonly pin?: PinSign;
    }
  | {
      readonly type: 'transcript';
      readonly direction: SpeechDirection;
      readonly text: string;
      readonly pin?: PinSign;
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
  /** As soon as the present words have been spoken; the caller's words take it back. */
  | { readonly type: 'farewell-asked'; readonly goodbye: string }
  /** What came of the PIN that the caller said. */
  | { readonly type: 'pin-checked'; readonly verdict: PinVerdict }
  /** The owner has confirmed the call at the desk. */
  | { readonly type: 'confirmed-at-desk' }
  /** Words of code for the caller, in pieces. */
  | { readonly type: 'notice'; readonly pieces: readonly string[] }
  /** Something waits for the owner's yes, who is the caller; `pieces`: what it is, exactly. */
  | { readonly type: 'approval-asked'; readonly id: string; readonly pieces: readonly string[] }
  /** Decided elsewhere, or expired. */
  | { readonly type: 'approval-settled'; readonly id: string }
  /** What the caller said to it. `other`: neither a yes nor a no. */
  | {
      readonly type: 'answer-read';
      readonly id: string;
      readonly turnId: number;
      readonly text: string;
      readonly outcome: ApprovalOutcome;
    }
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
      /** Null for what belongs to no turn: greeting, filler, prompt, notice, goodbye, the owner's own words. */
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
  /** Nothing of what was to be said leaves any more; a session drops what it was given, where there is one. */
  | { readonly type: 'flush'; readonly speakingId: string | null }
  | {
      readonly type: 'ask-model';
      readonly turnId: number;
      /** The turn that it answers, where it is asked anew; else the same. */
      readonly keptAs: number;
      readonly text: string;
      /** The caller may still go on: nothing is to be done yet that they might not mean. */
      readonly held: boolean;
      /** What of its answer the caller has heard already, when it is to go on; else null. */
      readonly after: string | null;
    }
  /** The caller's turn is over: what was asked for early is meant. */
  | { readonly type: 'reply-sure'; readonly turnId: number }
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
  /** The caller said a PIN, or wants to; what it was is not in the words. */
  | { readonly type: 'check-pin'; readonly sign: PinSign }
  /** The caller's turn may answer an approval; `heard`: it was read out whole before. */
  | {
      readonly type: 'read-answer';
      readonly id: string;
      readonly turnId: number;
      readonly text: string;
      readonly heard: boolean;
    }
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

/**
 * `notice`: words of code that a caller waits for, such as what came of a PIN or of a hand-over. `prompt`: words after which
 * the line counts as silent as before, such as “Are you still there?”.
 */
export type SpeechKind =
  | 'greeting'
  | 'reply'
  | 'filler'
  | 'prompt'
  | 'goodbye'
  | 'owner'
  | 'notice';
