/** Everything adjustable about a call; times in milliseconds. The owner's settings fill it, tests vary it. */
export type CallSettings = {
  /** First sentence of every call; empty: left out. */
  readonly disclosure: string;
  /** First words after it; empty: the agent waits. */
  readonly greeting: string;
  readonly language: string;
  /** `none` for a caller who is refused: nobody is listened to who was not told. */
  readonly transcribeDirection: 'in' | 'out' | 'both' | 'none';
  /** Speech providers in the order they are tried. */
  readonly providers: readonly string[];
  readonly voiceId: string | null;
  readonly silencePromptMs: number;
  readonly silenceHangupMs: number;
  readonly fillerAfterMs: number;
  readonly maxCallMs: number;
  readonly endpointing: { readonly minMs: number; readonly maxMs: number };
};

/** What is not worth a setting. */
export const callTimes = {
  /** A next sentence is handed over this long before the one before it has been played. */
  sayLeadMs: 600,
  /** Our own words may end so much sooner than is estimated, for a filler that must not come late. */
  earlyFillerMs: 700,
  /** A speaking session that is not active by then is made anew. */
  speakingStuckMs: 5000,
  speakingPollMs: 500,
  /** Pause before a session that failed is tried again, doubling. */
  reopenMs: 1000,
  reopenMaxMs: 8000,
  /** A barge-in without any words by then was none. */
  falseAlarmMs: 1500,
  /** Nothing at all was recognised for so long, although one side spoke: the transcription has died silently. */
  deafMs: 45_000,
  /** A call on which no voice takes a word is hung up after so long: nobody waits longer in silence for a first word. */
  speechlessMs: 20_000,
  /** Words that could not be sent are sent again after so long. */
  resayMs: 1000,
  longestResayMs: 10_000,
  /** Our own voice is heard on the line: it goes on for at least so long. */
  ownTailMs: 600,
  /** A voice that is still heard so long after a flush was not cut by it. */
  playsOnMs: 700,
  /** Transcripts of what was cut come within so long. */
  correctWithinMs: 20_000,
  /** "Hold on" suspends the prompts, but not for ever. */
  holdMs: 5 * 60_000,
  /** A goodbye that is not played by then is cut. */
  leaveMs: 10_000,
  /** A call that does not end although it was hung up is hung up again. */
  hangUpAgainMs: 10_000,
  /** Somebody else is dialled by then, whether the sentence before it was heard to its end or not. */
  announceMs: 8000,
  /** So long it may ring at somebody who is to take a call. */
  otherAnswersMs: 45_000,
  /** VoIPBIN: what cannot be joined is told by nothing but the missing sound. */
  joinMs: 10_000,
  /** Without any event the call is looked up, in case its end was missed. */
  lookUpMs: 60_000,
  endLookUpMs: 6000,
  /** After a hang-up in the midst of the caller's words, their transcript may still be on its way. */
  lastWordsMs: 1500,
} as const;

/** VoIPBIN: `flush` of these cuts what is playing; others play what they were given to its end. */
export const cuttingProviders: readonly string[] = ['gcp'];

/**
 * Attempts with each speech provider before the next one, with the transcription before the owner is told, with
 * words whose answer is lost before the session is made anew, and with a piece that is refused without a session.
 */
export const sessionTries = { speaking: 2, transcription: 5, say: 2, talk: 3 } as const;
