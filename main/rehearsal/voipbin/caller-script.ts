/** How an utterance reaches the transcription; times are milliseconds. */
export type UtteranceOptions = {
  /** Whether start, partial texts and end of speech are told besides the transcript (yes). */
  readonly withEvents?: boolean;
  /** Between two partial texts (500). */
  readonly interimEveryMs?: number;
  /** From the last word to the transcript (300). */
  readonly finalDelayMs?: number;
  /** Into how many transcripts the text is cut (1). */
  readonly split?: number;
};

/** One thing that the person at the other end does; the next begins when it is done. */
export type ScriptStep =
  | { readonly type: 'say'; readonly text: string; readonly options: UtteranceOptions }
  /** Waits until the agent speaks, and then speaks over it. */
  | {
      readonly type: 'interrupt';
      readonly text: string;
      readonly afterMs: number;
      readonly options: UtteranceOptions;
    }
  | { readonly type: 'pause'; readonly ms: number }
  /** Until the agent has been silent for that long, counted from its last sound or the beginning of the step. */
  | { readonly type: 'wait-for-silence'; readonly ms: number }
  /** Until the agent speaks, or that long without it. */
  | { readonly type: 'wait-for-speech'; readonly atMostMs: number }
  /** Speech without words: it starts and ends, and no transcript comes. */
  | { readonly type: 'cough'; readonly ms: number }
  /** The next sentences of the agent come back as if the person had said them. */
  | { readonly type: 'echo'; readonly sentences: number }
  | { readonly type: 'hang-up' };

export type CallerScript = readonly ScriptStep[];

/** Speaks, whoever else does. */
export function say(text: string, options: UtteranceOptions = {}): ScriptStep {
  return { type: 'say', text, options };
}

/** Speaks over the agent, `afterMs` into its sentence. */
export function interrupt(
  text: string,
  { afterMs = 500, ...options }: UtteranceOptions & { readonly afterMs?: number } = {},
): ScriptStep {
  return { type: 'interrupt', text, afterMs, options };
}

/** A sign of listening while the agent speaks. */
export function backchannel(text = 'Mm-hmm.', options: UtteranceOptions = {}): ScriptStep {
  return { type: 'interrupt', text, afterMs: 500, options };
}

/** Does nothing for `ms`. */
export function pause(ms: number): ScriptStep {
  return { type: 'pause', ms };
}

/** Stays on the line without a word; without a time for as long as a call can last. */
export function silence(ms = 3_600_000): ScriptStep {
  return pause(ms);
}

/** Waits until the agent has been silent for `ms`. */
export function waitForSilence(ms: number): ScriptStep {
  return { type: 'wait-for-silence', ms };
}

/** Waits until the agent speaks, at most `atMostMs`, and goes on at once while it does. */
export function waitForSpeech(atMostMs = 3_600_000): ScriptStep {
  return { type: 'wait-for-speech', atMostMs };
}

/** Makes a sound of `ms` without words. */
export function cough(ms = 400): ScriptStep {
  return { type: 'cough', ms };
}

/** Sends the next sentences of the agent back as own words. */
export function echo(sentences = 1): ScriptStep {
  return { type: 'echo', sentences };
}

/** Ends the call; what comes after it in a script never happens. */
export function hangUp(): ScriptStep {
  return { type: 'hang-up' };
}
