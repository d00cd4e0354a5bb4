import { endingOf } from './endpointing/ending.ts';
import type { Ending } from './endpointing/ending.ts';
import { repeatMs, follow, hasFinalInStretch, silent } from './endpointing/signs.ts';
import type { Signs, SpeechSign } from './endpointing/signs.ts';
import { joinSpeech, wordsOf } from './spoken-words.ts';

export type { SpeechSign } from './endpointing/signs.ts';

/** How long a pause ends a turn, in milliseconds, and what is known of the transcription. */
export type EndpointingSettings = {
  readonly minMs: number;
  readonly maxMs: number;
  /** BCP 47. */
  readonly language: string;
  /** False where the transcription is known to write no marks; else that is found out by listening. */
  readonly punctuated: boolean;
};

/** The caller's turn so far. A value: following a sign makes a new one. */
export type CallerTurn = {
  /** The turn is over at this instant unless another sign comes before; null: nothing was said yet. */
  readonly deadlineAt: number | null;
  /** The finals in their order, and what is only known as interim text. */
  readonly text: string;
  /** Starting the model now, before the turn is over, is worth it. */
  readonly likely: boolean;
  readonly signs: Signs;
};

/** LiveKit: after ten seconds of speech an early start is more often wrong than right. */
const earlyMs = 10_000;
/** From so many words on the turn is a story, whose full stops end little. */
const storyWords = 40;
/** So many finals without a single mark: this transcription writes none. */
const unmarkedFinals = 4;

/** A turn in which nothing was said yet. `before`: the turn that is over, whose late signs are then told from new ones. */
export function beginTurn(before: CallerTurn | null = null): CallerTurn {
  const signs =
    before === null
      ? silent
      : {
          ...silent,
          lastFinal: before.signs.lastFinal,
          marks: before.signs.marks,
          taken: before.signs.interim,
        };
  return { deadlineAt: null, text: '', likely: false, signs };
}

/** The turn after one more sign. Pure: time is in the sign. */
export function followTurn(
  turn: CallerTurn,
  sign: SpeechSign,
  settings: EndpointingSettings,
): CallerTurn {
  const signs = follow(turn.signs, sign);
  return signs === turn.signs ? turn : judge(signs, sign.at, settings);
}

function judge(signs: Signs, at: number, settings: EndpointingSettings): CallerTurn {
  const text = joinSpeech(signs.finals, signs.interim);
  if (wordsOf(text).length === 0) return { deadlineAt: null, text: '', likely: false, signs };
  const ending = endingOf(text, settings.language);
  const { dueAt, likely } =
    signs.speech === 'none'
      ? inPause(signs, { text, ending }, settings)
      : inSpeech(signs, ending, { at, longestMs: Math.max(settings.minMs, settings.maxMs) });
  return { deadlineAt: Math.max(dueAt, at), text, likely, signs };
}

type Verdict = { readonly dueAt: number; readonly likely: boolean };

function inSpeech(
  signs: Signs,
  ending: Ending,
  { at, longestMs }: { readonly at: number; readonly longestMs: number },
): Verdict {
  // An end of speech can be lost; a final that nothing follows, or long silence, stands in for it.
  if (!hasFinalInStretch(signs) || signs.lastFinal === null) {
    return { dueAt: signs.activeAt + 2 * longestMs, likely: false };
  }
  const early = at - signs.stretchAt <= earlyMs;
  return { dueAt: signs.lastFinal.at + longestMs, likely: ending === 'finished' && early };
}

function inPause(
  signs: Signs,
  { text, ending }: { readonly text: string; readonly ending: Ending },
  settings: EndpointingSettings,
): Verdict {
  const waits = waitsOf(settings);
  // A final can be lost as well; its interim text is then all there is to answer.
  if (signs.interim !== '') {
    const fresh = signs.pausedAt - signs.activeAt <= repeatMs;
    return { dueAt: signs.pausedAt + 2 * waits.longestMs, likely: fresh && ending === 'finished' };
  }
  const waitMs = waitAfter(ending, { text, signs, settings });
  if (signs.awaited) {
    return { dueAt: signs.pausedAt + Math.max(waitMs, waits.thirdMs), likely: false };
  }
  return { dueAt: signs.pausedAt + waitMs, likely: ending !== 'unfinished' };
}

function waitAfter(
  ending: Ending,
  context: {
    readonly text: string;
    readonly signs: Signs;
    readonly settings: EndpointingSettings;
  },
): number {
  const waits = waitsOf(context.settings);
  switch (ending) {
    case 'finished':
      return wordsOf(context.text).length >= storyWords ? waits.thirdMs : waits.shortestMs;
    case 'number':
      return waits.thirdMs;
    case 'unmarked':
      return writesMarks(context.signs, context.settings) ? waits.halfMs : waits.thirdMs;
    case 'unfinished':
    case 'empty':
      return waits.longestMs;
  }
}

function writesMarks({ marks }: Signs, settings: EndpointingSettings): boolean {
  return settings.punctuated && (marks.marked > 0 || marks.finals < unmarkedFinals);
}

function waitsOf({ minMs, maxMs }: EndpointingSettings) {
  const spanMs = Math.max(0, maxMs - minMs);
  return {
    shortestMs: minMs,
    thirdMs: minMs + spanMs / 3,
    halfMs: minMs + spanMs / 2,
    longestMs: minMs + spanMs,
  };
}
