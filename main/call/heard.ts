import { placedWords, primaryLanguage } from './spoken-words.ts';
import { fitWords, soundsOf } from './word-fit.ts';

/** How fast a voice speaks, and how much of that was measured. */
export type SpeakingRate = {
  readonly charsPerSecond: number;
  readonly bounds: { readonly slowest: number; readonly fastest: number };
};

/** When a piece is being played, by estimate. */
export type PieceTimes = { readonly startsAt: number; readonly endsAt: number };
/** What of a piece was heard and what was not; nothing is in both. */
export type Heard = { readonly heard: string; readonly unheard: string };

/**
 * Characters a second of unhurried speech. From the syllable rates of Pellegrino, Coupé, Marsico 2011 and the letters of
 * an average syllable in each script; a voice of its own pace is learned from what it said.
 */
const charsPerSecond: Readonly<Record<string, number>> = {
  en: 14,
  de: 14,
  es: 15,
  fr: 15,
  it: 15,
  pt: 14,
  nl: 14,
  ru: 13,
  ar: 11,
  hi: 11,
  ko: 6.5,
  ja: 7,
  zh: 4.8,
};
const elsewhere = 13;
/** A voice breathes before a piece, and pauses at its marks. */
const breathMs = 250;
const sentenceMs = 350;
const clauseMs = 150;
/** How much faster than the usual one a brisk voice is. */
const briskly = 1.4;
/** Share of a new measurement, so that one odd recognition does not spoil the pace. */
const learnShare = 0.3;
/** Shorter texts measure the recogniser more than the voice. */
const learnChars = 20;
const matchLikeness = 0.5;

/** The pace to begin with. `language`: BCP 47. */
export function usualRate(language: string): SpeakingRate {
  const usual = charsPerSecond[primaryLanguage(language)] ?? elsewhere;
  return {
    charsPerSecond: usual,
    bounds: { slowest: usual / 2, fastest: usual * 2 },
  };
}

/** The pace after a text was heard to take so long from its first to its last sound. */
export function learnRate(rate: SpeakingRate, text: string, tookMs: number): SpeakingRate {
  const speakingMs = tookMs - pausesMs(text);
  if (text.length < learnChars || speakingMs <= 0) return rate;
  const { slowest, fastest } = rate.bounds;
  const measured = Math.min(fastest, Math.max(slowest, (text.length / speakingMs) * 1000));
  const next = rate.charsPerSecond + learnShare * (measured - rate.charsPerSecond);
  return { ...rate, charsPerSecond: next };
}

/** How long a voice takes to say it, in milliseconds; an estimate, because VoIPBIN never tells when it is played. */
export function speechMs(text: string, rate: SpeakingRate): number {
  if (placedWords(text).length === 0) return 0;
  return breathMs + pausesMs(text) + (text.length / rate.charsPerSecond) * 1000;
}

/** How long a brisk voice takes, which neither breathes nor pauses; milliseconds. */
export function briskMs(text: string, { charsPerSecond }: SpeakingRate): number {
  return (text.length / (charsPerSecond * briskly)) * 1000;
}

/** What a transcript of our own voice tells of the pieces that were handed over. */
export type SpokenPlace = {
  /** The piece that it ends in, and the place in it after its last word (UTF-16 units). */
  readonly piece: number;
  readonly to: number;
  /** The words of ours that it covers. */
  readonly covered: string;
  /** 1: word for word. */
  readonly likeness: number;
};

/**
 * Where the words of one transcript of our own side (`out`) stand in what was handed over: late, but sure. Null when
 * they tell nothing of these pieces.
 */
export function findSpoken(pieces: readonly string[], spoken: string): SpokenPlace | null {
  const sounds = pieces.flatMap((text, piece) =>
    soundsOf(text).map((sound) => ({ ...sound, piece })),
  );
  const words = soundsOf(spoken).map(({ word }) => word);
  const { likeness, from, to } = fitWords(
    words,
    sounds.map(({ word }) => word),
  );
  const [first, last] = [sounds[from], sounds[to - 1]];
  if (likeness < matchLikeness || first === undefined || last === undefined) return null;
  const covered = pieces.slice(first.piece, last.piece + 1).map((text, place) => {
    const start = place === 0 ? first.from : 0;
    return text.slice(start, first.piece + place === last.piece ? last.to : undefined);
  });
  return { piece: last.piece, to: last.to, covered: covered.join(' '), likeness };
}

/** What of one piece was heard at an instant, cut after the last word that was said whole. */
export function cutPiece(text: string, { startsAt, endsAt }: PieceTimes, at: number): Heard {
  if (at >= endsAt) return { heard: text, unheard: '' };
  if (at <= startsAt) return { heard: '', unheard: text };
  const place = (text.length * (at - startsAt)) / (endsAt - startsAt);
  const lastWhole = placedWords(text).findLast((word) => word.to <= place);
  return lastWhole === undefined ? { heard: '', unheard: text } : splitAfter(text, lastWhole.to);
}

/** Marks stay with the word before the place. */
export function splitAfter(text: string, place: number): Heard {
  const rest = text.slice(place);
  const marks = /^[^\s\p{L}\p{N}]*/u.exec(rest)?.[0].length ?? 0;
  return {
    heard: text.slice(0, place + marks).trim(),
    unheard: text.slice(place + marks).trim(),
  };
}

function pausesMs(text: string): number {
  const inner = text.trim().slice(0, -1);
  const sentences = inner.match(/[.!?…](?=\s)|[。！？।؟]/gu)?.length ?? 0;
  const clauses = inner.match(/[,;:](?=\s)|[，、；：،]/gu)?.length ?? 0;
  return sentences * sentenceMs + clauses * clauseMs;
}
