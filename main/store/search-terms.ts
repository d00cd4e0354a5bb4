/** What is looked for: pieces as they were typed, each a plain string, and the folded words in them. */
export type SearchTerms = {
  readonly pieces: readonly string[];
  readonly words: readonly string[];
  /** Of the last word the beginning is enough. */
  readonly endsOpen: boolean;
};

/** SQLite's tokenizer unicode61: letters, numbers, marks that belong to them, and private characters make a word. */
const wordPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** Nobody remembers more words than this, and each one costs. */
const maxPieces = 32;
/** The beginning of a word: with one letter it would be a large part of all words. */
const minBeginning = 2;

/** Divides whatever was typed at spaces and quotes; no character has a meaning of its own. Null without any word. */
export function toTerms(text: string): SearchTerms | null {
  const pieces = text
    .split(/[\s"\0]+/u)
    .filter((piece) => piece !== '')
    .slice(0, maxPieces);
  if (pieces.length === 0) return null;
  const words = pieces.flatMap(wordsOf).map(({ word }) => word);
  return { pieces, words, endsOpen: (words.at(-1) ?? '').length >= minBeginning };
}

/** Every word of a text, folded, with its place in it (UTF-16). */
export function wordsOf(
  text: string,
): readonly { readonly word: string; readonly start: number; readonly end: number }[] {
  return [...text.matchAll(wordPattern)].map(({ 0: found, index }) => ({
    word: fold(found),
    start: index,
    end: index + found.length,
  }));
}

/** Without capitals and diacritics. */
function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
