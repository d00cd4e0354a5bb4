import { placedWords } from './spoken-words.ts';
import type { PlacedWord } from './spoken-words.ts';

/** Where some heard words fit best into a longer text. */
export type WordFit = {
  /** 1: word for word; 0: nothing in common. */
  readonly likeness: number;
  /** The first and the one past the last word of the longer text that they cover. */
  readonly from: number;
  readonly to: number;
};

const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(
  ' ',
);
/** A recogniser writes "for" for "four" and the like: near words cost little. */
const nearCost = 0.4;
const nearShare = 0.5;

type Cell = { readonly cost: number; readonly from: number };

/** Fits words into a text, tolerating what a recogniser mishears, leaves out or adds. */
export function fitWords(heard: readonly string[], text: readonly string[]): WordFit {
  if (heard.length === 0) return { likeness: 0, from: 0, to: 0 };
  let row: readonly Cell[] = [...text, ''].map((_, from) => ({ cost: 0, from }));
  for (const word of heard) row = nextRow(row, word, text);
  let best = { cost: Infinity, from: 0 };
  let to = 0;
  row.forEach((cell, place) => {
    if (cell.cost < best.cost) [best, to] = [cell, place];
  });
  return { likeness: Math.max(0, 1 - best.cost / heard.length), from: best.from, to };
}

/** The words of a text as a recogniser may write them: numbers as single digits. */
export function soundsOf(text: string): readonly PlacedWord[] {
  return placedWords(text).flatMap((placed) =>
    digitsOf(placed.word).map((word) => ({ ...placed, word })),
  );
}

function nextRow(row: readonly Cell[], word: string, text: readonly string[]): readonly Cell[] {
  const first = row[0] ?? { cost: 0, from: 0 };
  const next: Cell[] = [{ cost: first.cost + 1, from: 0 }];
  text.forEach((other, place) => {
    const [diagonal = first, above = first] = [row[place], row[place + 1]];
    const left = next[place] ?? first;
    next.push(
      cheapest(
        { cost: diagonal.cost + substitution(word, other), from: diagonal.from },
        { cost: above.cost + 1, from: above.from },
        { cost: left.cost + 1, from: left.from },
      ),
    );
  });
  return next;
}

function cheapest(first: Cell, ...others: readonly Cell[]): Cell {
  return others.reduce((best, cell) => (cell.cost < best.cost ? cell : best), first);
}

function substitution(word: string, other: string): number {
  if (word === other) return 0;
  const longest = Math.max(word.length, other.length);
  return longest > 2 && sharedLetters(word, other) / longest > nearShare ? nearCost : 1;
}

/** Letters in common at the beginning and at the end. */
function sharedLetters(word: string, other: string): number {
  const shortest = Math.min(word.length, other.length);
  let start = 0;
  while (start < shortest && word[start] === other[start]) start += 1;
  let end = 0;
  while (end < shortest - start && word.at(-1 - end) === other.at(-1 - end)) end += 1;
  return start + end;
}

function digitsOf(word: string): readonly string[] {
  const number = numberWords.indexOf(word);
  if (number >= 0) return String(number).split('');
  return /^\d+$/u.test(word) ? word.split('') : [word];
}
