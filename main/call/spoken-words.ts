/** Letters that are written without spaces between words; each counts as a word of its own. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const word = new RegExp(`[${unspaced}]ー*|[\\p{L}\\p{N}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*`, 'gu');
const unspacedEnd = new RegExp(`[${unspaced}ー、。，！？：；」』）]$`, 'u');
const unspacedStart = new RegExp(`^[${unspaced}ー、。，！？：；「『（]`, 'u');

/** The words of a text as they sound: lower case, one form of letters and apostrophes, no marks. */
export function wordsOf(text: string): readonly string[] {
  return placedWords(text).map((placed) => placed.word);
}

/** A word and where it stands in the text that it was taken from (UTF-16 units). */
export type PlacedWord = { readonly word: string; readonly from: number; readonly to: number };

/** The words of a text with their places in it. */
export function placedWords(text: string): readonly PlacedWord[] {
  return [...text.matchAll(word)].map((match) => ({
    word: match[0].normalize('NFKC').toLowerCase().replaceAll('’', "'"),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** Joins what was said in two pieces: with a space, except in scripts that have none between words. */
export function joinSpeech(first: string, second: string): string {
  const [before, after] = [first.trim(), second.trim()];
  if (before === '' || after === '') return before + after;
  return unspacedEnd.test(before) && unspacedStart.test(after)
    ? before + after
    : `${before} ${after}`;
}

/** The language of a BCP 47 tag without its region: `en` for `en-US`. */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/u)[0] ?? '';
}

/** Whether a transcription is in our language, as far as it tells. VoIPBIN: another program may have one in another. */
export function isInLanguage(told: string | null, language: string): boolean {
  return told === null || primaryLanguage(told) === primaryLanguage(language);
}

/** Whether words joined by spaces are these phrases and nothing else, in any order and number. */
export function isMadeOf(said: string, phrases: readonly string[]): boolean {
  // Every place that phrases reach, not the longest phrase first: "no | thank you very much", not "no thank you | …".
  const reached = new Set([0]);
  for (const from of reached) {
    for (const phrase of phrases) {
      const to = from + phrase.length;
      if (!said.startsWith(phrase, from)) continue;
      if (to === said.length) return true;
      if (said[to] === ' ') reached.add(to + 1);
    }
  }
  return false;
}
