import { isMadeOf, primaryLanguage, wordsOf } from '../spoken-words.ts';
import { dictationEnding } from './dictation.ts';
import { openWords } from './open-words.ts';
import type { OpenWords } from './open-words.ts';

/**
 * How an utterance ends: `finished` is a whole thought; `number` a number that may be whole; `unmarked` words that
 * tell nothing; `unfinished` leaves something to come; `empty` has no words.
 */
export type Ending = 'finished' | 'number' | 'unmarked' | 'unfinished' | 'empty';

const closers = /[\s"'“”‘’«»()[\]「」『』（）]+$/u;
const question = /[?？؟!！]$/u;
const stop = /[.。।॥።]$/u;
/** "、" and its like; a hyphen only where a word or a number was broken off. */
const going = /(?:…|\.\.+|[,;:、，；：،؛]|[-–—]+)$/u;
const openAbbreviation =
  /(?:^|\s)(?:dr|mr|mrs|ms|prof|st|e\.g|i\.e|vs|approx|z\.b|bzw|sr|sra)\.$/iu;
const soIsWhole =
  /\b(?:think|hope|guess|suppose|say|says|said|do|did|believe|if|or|even|not|just|told) so$/u;
const politeStart = /^(?:(?:uh|um|well|so|okay|ok|and|hi|hello|hey|yes|yeah)[,.]? )+/u;
const spacedLanguages = /^(?!ja|zh|th|lo|km|my)/u;

/** How the text of a turn ends, by its marks and its last words. `language`: BCP 47. */
export function endingOf(text: string, language: string): Ending {
  const shown = text.trim().replace(closers, '');
  const words = wordsOf(shown);
  if (words.length === 0) return 'empty';
  if (going.test(shown)) return 'unfinished';
  if (question.test(shown)) return 'finished';
  const primary = primaryLanguage(language);
  return dictationEnding(shown, primary) ?? endingInWords(shown, words, primary);
}

function endingInWords(shown: string, words: readonly string[], language: string): Ending {
  if (openAbbreviation.test(shown)) return 'unfinished';
  const spaced = spacedLanguages.test(language);
  const said = words.join(spaced ? ' ' : '');
  const open = openWords(language);
  const marked = stop.test(shown);
  if (isMadeOf(said, open.whole)) return 'finished';
  if (isStalling(said, open)) return 'unfinished';
  if (endsWithOneOf(said, open.always, spaced) && !isExcepted(said, shown)) return 'unfinished';
  if (marked) return 'finished';
  if (isQuestion(said, words, open)) return 'unmarked';
  return endsWithOneOf(said, open.unmarked, spaced) ? 'unfinished' : 'unmarked';
}

/** "Uh, let me see": the words to gain time, with what introduces and follows them, and nothing else. */
function isStalling(said: string, open: OpenWords): boolean {
  const core = said
    .replace(politeStart, '')
    .replace(/ (?:about (?:it|that)|for a (?:second|moment|minute))\b/gu, '');
  return open.stalling.includes(core.trim().replace(/ for a (?:second|moment|minute)$/u, ''));
}

function isExcepted(said: string, shown: string): boolean {
  // "Plan A." names something; the article is written small.
  return soIsWhole.test(said) || /\s A$|[^\s] A\.?$/u.test(shown);
}

function isQuestion(said: string, words: readonly string[], open: OpenWords): boolean {
  const [first = ''] = said.replace(politeStart, '').split(' ');
  return words.length >= 4 && open.asking.includes(first);
}

function endsWithOneOf(said: string, list: readonly string[], spaced: boolean): boolean {
  return list.some((word) =>
    spaced ? said === word || said.endsWith(` ${word}`) : said.endsWith(word),
  );
}
