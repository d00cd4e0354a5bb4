import { joinSpeech, placedWords, wordsOf } from '../spoken-words.ts';
import { fitWords } from '../word-fit.ts';

/** A sign of the caller's speech; `at` in milliseconds of any one clock. */
export type SpeechSign =
  | { readonly at: number; readonly type: 'speech-started' | 'speech-ended' }
  | { readonly at: number; readonly type: 'interim' | 'final'; readonly text: string };

/** What the signs of a turn come to. */
export type Signs = {
  readonly finals: string;
  readonly lastFinal: { readonly at: number; readonly text: string } | null;
  /** Text of which no final came yet. */
  readonly interim: string;
  /** `told` by an event, `implied` by interim text alone. */
  readonly speech: 'none' | 'implied' | 'told';
  /** When the present or last stretch of speech began. */
  readonly stretchAt: number;
  readonly activeAt: number;
  readonly pausedAt: number;
  /** Speech ended, its final text is still to come. */
  readonly awaited: boolean;
  /** Interim words that the turn before ended with: what goes on from them does not say them again. */
  readonly taken: string;
  readonly marks: { readonly finals: number; readonly marked: number };
};

/** A sign of what was told already comes this late at most: duplicates, and signs out of their order. */
export const repeatMs = 500;
/** A final later than this is not of the speech that ended last. */
const lateFinalMs = 3000;
/** The final of interim words is rarely word for word the same. */
const takenLikeness = 0.7;

/** Nothing was heard yet. */
export const silent: Signs = {
  finals: '',
  lastFinal: null,
  interim: '',
  speech: 'none',
  stretchAt: -Infinity,
  activeAt: -Infinity,
  pausedAt: -Infinity,
  awaited: false,
  taken: '',
  marks: { finals: 0, marked: 0 },
};

/** What the signs come to after one more. The same object when it tells nothing new. */
export function follow(signs: Signs, sign: SpeechSign): Signs {
  switch (sign.type) {
    case 'speech-started':
      return afterStart(signs, sign.at);
    case 'interim':
      return afterInterim(signs, sign.at, sign.text);
    case 'speech-ended':
      if (signs.speech === 'none') return signs;
      return {
        ...signs,
        speech: 'none',
        pausedAt: sign.at,
        awaited: !hasFinalInStretch(signs) || sign.at - signs.activeAt > repeatMs,
      };
    case 'final':
      return afterFinal(signs, sign.at, sign.text);
  }
}

function afterStart(signs: Signs, at: number): Signs {
  if (signs.speech === 'implied') return { ...signs, speech: 'told', activeAt: at };
  const again = signs.speech === 'told' && !hasFinalInStretch(signs);
  if (again) return { ...signs, activeAt: at };
  // The caller begins anew, and may well say the same words again; unless the final of the last words is still to come.
  const awaited = signs.awaited && at - signs.pausedAt <= lateFinalMs;
  const taken = awaited ? signs.taken : '';
  return { ...signs, speech: 'told', stretchAt: at, activeAt: at, taken };
}

function afterInterim(signs: Signs, at: number, said: string): Signs {
  if (said.trim() === '' || isOld(signs, at, said)) return signs;
  const text = withoutTaken(signs, said);
  if (text === '') return signs;
  const interim = { ...signs, interim: text };
  // Interim text that only came after the end of its speech does not begin a new stretch.
  if (signs.speech === 'none' && signs.awaited && at - signs.pausedAt <= repeatMs) return interim;
  const begins = signs.speech === 'none';
  return {
    ...interim,
    speech: begins ? 'implied' : signs.speech,
    stretchAt: begins ? at : signs.stretchAt,
    activeAt: at,
    awaited: false,
  };
}

function afterFinal(signs: Signs, at: number, said: string): Signs {
  if (isRepeated(signs, at, said)) return signs;
  const text = withoutTaken(signs, said);
  // Speech that only its interim text had told of is over with its final.
  const awaited = signs.awaited && at - signs.pausedAt <= lateFinalMs;
  const closes = signs.speech === 'implied' || (signs.speech === 'none' && !awaited);
  const settled: Signs = {
    ...signs,
    interim: '',
    speech: signs.speech === 'implied' ? 'none' : signs.speech,
    pausedAt: closes ? at : signs.pausedAt,
    activeAt: at,
    awaited: false,
    taken: '',
  };
  if (wordsOf(text).length === 0) return settled;
  return {
    ...settled,
    finals: joinSpeech(signs.finals, text),
    lastFinal: { at, text: said },
    marks: {
      finals: signs.marks.finals + 1,
      marked: signs.marks.marked + (/[.?!。？！।؟,、]/u.test(said) ? 1 : 0),
    },
  };
}

/** The service delivers an event twice at times, and each copy would be said to the model. */
function isRepeated(signs: Signs, at: number, text: string): boolean {
  const last = signs.lastFinal;
  return (
    last !== null && last.text === text && at - last.at <= repeatMs && signs.stretchAt <= last.at
  );
}

function isOld(signs: Signs, at: number, interim: string): boolean {
  const last = signs.lastFinal;
  if (last === null || at - last.at > repeatMs || signs.stretchAt > last.at) return false;
  const words = wordsOf(last.text);
  return wordsOf(interim).every((word, place) => words[place] === word);
}

function withoutTaken(signs: Signs, said: string): string {
  const taken = wordsOf(signs.taken);
  if (taken.length === 0) return said;
  const words = placedWords(said);
  const fit = fitWords(
    taken,
    words.map(({ word }) => word),
  );
  if (fit.from > 0 || fit.likeness < takenLikeness) return said;
  const rest = words[fit.to];
  return rest === undefined ? '' : said.slice(rest.from);
}

/** Whether the newest of the present stretch of speech is a final text. */
export function hasFinalInStretch(signs: Signs): boolean {
  return signs.lastFinal !== null && signs.lastFinal.at > signs.stretchAt && signs.interim === '';
}
