import { wordsOf } from './search-terms.ts';
import type { SearchTerms } from './search-terms.ts';

const wordsBefore = 5;
const wordsInAll = 16;

/** A few words around the first that was looked for, each such word in `[…]`; the beginning where none is seen. */
export function snippetOf(text: string, terms: SearchTerms): string {
  const words = wordsOf(text);
  const hits = words.map(({ word }) => isHit(word, terms));
  const from = Math.max(0, hits.indexOf(true) - wordsBefore);
  const shown = words.slice(from, from + wordsInAll);
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return '';
  let snippet = from === 0 ? '' : '…';
  let place = from === 0 ? 0 : first.start;
  for (const [index, { start, end }] of shown.entries()) {
    const word = text.slice(start, end);
    snippet += text.slice(place, start) + (hits[from + index] ? `[${word}]` : word);
    place = end;
  }
  const isEnd = from + shown.length === words.length;
  return (snippet + (isEnd ? text.slice(place) : '…')).replaceAll(/\s+/gu, ' ').trim();
}

function isHit(word: string, { words, endsOpen }: SearchTerms): boolean {
  return words.includes(word) || (endsOpen && word.startsWith(words.at(-1) ?? word));
}
