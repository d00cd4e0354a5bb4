import { isMadeOf, primaryLanguage, wordsOf } from './spoken-words.ts';
import { phrasesOf } from './stop-words/phrases.ts';
import { fitWords, soundsOf } from './word-fit.ts';

/**
 * What the caller's words ask of the call itself, and nothing else. `backchannel`: go on, I listen; `hold`: be quiet and
 * wait for me, without prompts; `goodbye`: the call is over; `words`: something to answer, also when it begins like one
 * of these ("Hold on, I meant Friday").
 */
export type SpeechKindHeard = 'backchannel' | 'hold' | 'goodbye' | 'words';

/** What the words ask of the call. `language`: BCP 47; English is understood in every call. */
export function classify(text: string, language: string): SpeechKindHeard {
  const said = wordsOf(text).join(' ');
  if (said === '') return 'words';
  const primary = primaryLanguage(language);
  const kind = classifyIn(said, primary);
  return kind === 'words' && primary !== 'en' ? classifyIn(said, 'en') : kind;
}

function classifyIn(said: string, language: string): SpeechKindHeard {
  const phrases = phrasesOf(language);
  const core = stripCourtesy(said, phrases.courtesy);
  if (isMadeOf(core, phrases.goodbye)) return 'goodbye';
  if (isMadeOf(core, phrases.hold)) return 'hold';
  return isMadeOf(said, phrases.backchannel) ? 'backchannel' : 'words';
}

function stripCourtesy(said: string, courtesy: readonly string[]): string {
  const words = said.split(' ');
  const from = words.findIndex((word) => !courtesy.includes(word));
  const to = words.findLastIndex((word) => !courtesy.includes(word));
  return from < 0 ? said : words.slice(from, to + 1).join(' ');
}

/** Fewer words than these are said by callers as well: a repeated "yes" is no echo. */
const echoWords = 4;
const echoLikeness = 0.75;

/**
 * Whether what was heard on the caller's side is our own voice coming back. `recentlySaid`: what was played lately,
 * oldest first. A caller who repeats a part of it to confirm is not taken for an echo: an echo begins where we began, or
 * covers most of what we said.
 */
export function isEcho(text: string, recentlySaid: readonly string[]): boolean {
  const heard = soundsOf(text).map(({ word }) => word);
  if (heard.length < echoWords) return false;
  const joined = recentlySaid.map((said) => soundsOf(said).map(({ word }) => word));
  return [...joined, joined.flat()].some((said) => comesBack(heard, said));
}

function comesBack(heard: readonly string[], said: readonly string[]): boolean {
  const fit = fitWords(heard, said);
  if (fit.likeness < echoLikeness) return false;
  const share = (fit.to - fit.from) / said.length;
  return fit.from <= 1 || share >= 0.5 || heard.length >= 2 * echoWords;
}
