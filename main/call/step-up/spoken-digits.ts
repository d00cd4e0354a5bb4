import { primaryLanguage } from '../spoken-words.ts';
import { englishSoundAlikes, germanParts, lexiconOf, plainWord } from './number-words.ts';
import type { NumberLexicon, NumberWord } from './number-words.ts';

/** A number as it was said, with its figures and where it stands in the text (UTF-16 units). */
export type SpokenNumber = { readonly from: number; readonly to: number; readonly digits: string };

/** A word that is no number. */
export type OtherWord = { readonly from: number; readonly to: number; readonly word: string };

export type SpokenPart =
  | ({ readonly type: 'number' } & SpokenNumber)
  | ({ readonly type: 'word' } & OtherWord);

type Token = {
  readonly from: number;
  readonly to: number;
  readonly word: string;
  /** What it is in a number; null for no part of one, several for a German compound. */
  readonly means: readonly NumberWord[] | 'figures' | null;
};

/** Figures run together; the marks of a number ("4-7.11") part nothing that matters. */
const token = /\p{N}+|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

/**
 * Reads the numbers in what somebody said, in words and figures: "forty-seven eleven", "4 7 1 1", "double seven".
 * `soundsAlike`: also what a recogniser writes for a digit ("for"), where digits are expected.
 */
export function readNumbers(
  text: string,
  language: string,
  soundsAlike = false,
): readonly SpokenPart[] {
  const primary = primaryLanguage(language);
  const usual = lexiconOf(primary);
  const lexicon: NumberLexicon = soundsAlike ? new Map([...englishSoundAlikes, ...usual]) : usual;
  const tokens = [...text.matchAll(token)].map((match) => toToken(match, lexicon, primary));
  const parts = new Parts();
  for (const one of keepSupported(tokens)) parts.take(one);
  return parts.end();
}

function toToken(match: RegExpExecArray, lexicon: NumberLexicon, primary: string): Token {
  const [said] = match;
  const place = { from: match.index, to: match.index + said.length };
  if (/^\p{N}/u.test(said)) {
    return { ...place, word: said.normalize('NFKC'), means: 'figures' };
  }
  const word = plainWord(said);
  const known = lexicon.get(word);
  if (known) return { ...place, word, means: [known] };
  const compound = primary === 'de' ? germanParts(word) : [];
  const means = compound.flatMap((part) => lexicon.get(part) ?? []);
  return { ...place, word, means: means.length > 0 ? means : null };
}

/** Everyday words count as numbers only beside a number. */
function keepSupported(tokens: readonly Token[]): readonly Token[] {
  const isNumber = tokens.map(({ means }) => means !== null && !isWeak(means) && !isLink(means));
  const support = (index: number, beside: number): void => {
    const { means = null } = tokens[index] ?? {};
    if (isWeak(means) && isNumber[beside] === true) isNumber[index] = true;
  };
  tokens.forEach((_, index) => support(index, index - 1));
  for (let index = tokens.length - 1; index >= 0; index -= 1) support(index, index + 1);
  return tokens.map((one, index) =>
    isNumber[index] === true || isLink(one.means) ? one : { ...one, means: null },
  );
}

function isWeak(means: Token['means']): boolean {
  return Array.isArray(means) && means.every((one) => one.type === 'value' && one.weak === true);
}

function isLink(means: Token['means']): boolean {
  return Array.isArray(means) && means[0]?.type === 'link';
}

/** A number in the making. */
type Growing = {
  readonly from: number;
  to: number;
  /** As it was written in figures; null for words, or once something was added. */
  figures: string | null;
  value: number;
  /** The part that a "hundred" multiplies. */
  last: number;
  room: number;
};

/** Puts tokens together to numbers. */
class Parts {
  readonly #parts: SpokenPart[] = [];
  #growing: Growing | null = null;
  #repeat: { readonly from: number; readonly times: number } | null = null;
  #link: Token | null = null;

  take(one: Token): void {
    if (one.means === null) return this.#word(one);
    if (one.means === 'figures') return this.#figures(one);
    for (const means of one.means) this.#means(one, means);
  }

  end(): readonly SpokenPart[] {
    this.#flush();
    return this.#parts;
  }

  #means(one: Token, means: NumberWord): void {
    switch (means.type) {
      case 'link':
        this.#settleLink();
        this.#link = one;
        return;
      case 'repeat':
        this.#flush();
        this.#repeat = { from: one.from, times: means.times };
        return;
      case 'scale':
        return this.#scale(one, means.by);
      case 'value':
        return this.#value(one, means);
    }
  }

  #word({ from, to, word }: Token): void {
    this.#flush();
    this.#parts.push({ type: 'word', from, to, word });
  }

  #figures(one: Token): void {
    const { from, to, word } = one;
    const figures = word.replaceAll(/\p{Nd}/gu, figureOf).replaceAll(/\D/gu, '');
    const value = Number(figures.slice(0, 9));
    const { room = 0, figures: before = '' } = this.#growing ?? {};
    // "4 thousand 711".
    const fits = before === null && room >= 100 && value > 0 && value < room;
    if (fits) return this.#grow(one, { value, last: value, room: 0 });
    this.#settle();
    this.#growing = { from, to, figures, value, last: value, room: 0 };
    this.#repeatNow();
  }

  #value(one: Token, { value, room }: Extract<NumberWord, { type: 'value' }>): void {
    if (this.#isFrenchEighty(one)) return this.#grow(one, { value: 76, last: 80, room: 20 });
    if (this.#isGermanTens(value)) return this.#grow(one, { value, last: value, room: 0 });
    const { room: left = 0, last = 0 } = this.#growing ?? {};
    // French: after "dix" only seven, eight and nine make one number.
    const fits = value > 0 && value < left && (last !== 10 || value >= 7);
    if (fits) return this.#grow(one, { value, last: value, room: roomAfter(last, room) });
    this.#settle();
    this.#growing = { from: one.from, to: one.to, figures: null, value, last: value, room };
    this.#repeatNow();
  }

  #isFrenchEighty({ word }: Token): boolean {
    return /^vingts?$/u.test(word) && this.#growing?.last === 4 && this.#growing.figures === null;
  }

  /** German says the unit first, also where the recogniser parts the word: "sieben und vierzig". */
  #isGermanTens(value: number): boolean {
    const { last = 0, figures = '' } = this.#growing ?? {};
    const isTens = value >= 20 && value < 100 && value % 10 === 0;
    return isTens && this.#link?.word === 'und' && figures === null && last > 0 && last < 10;
  }

  /** Multiplies what was said last: "four thousand seven hundred". */
  #scale(one: Token, by: number): void {
    const growing = this.#growing;
    if (!growing || growing.last === 0 || growing.value * by > 1e9) {
      this.#flush();
      this.#growing = { from: one.from, to: one.to, figures: null, value: by, last: by, room: by };
      return;
    }
    const isWhole = by === 1000 || growing.value < 100;
    const multiplied = isWhole ? growing.value : growing.last;
    this.#grow(one, { value: multiplied * (by - 1), last: multiplied * by, room: by });
  }

  #grow(one: Token, more: Pick<Growing, 'value' | 'last' | 'room'>): void {
    const growing = this.#growing;
    if (!growing) return;
    this.#link = null;
    growing.figures = null;
    growing.value += more.value;
    growing.last = more.last;
    growing.room = more.room;
    growing.to = one.to;
  }

  /** "double seven": at once, and nothing is added to it. */
  #repeatNow(): void {
    const [repeat, growing] = [this.#repeat, this.#growing];
    this.#repeat = null;
    if (!repeat || !growing) return;
    this.#growing = null;
    const digits = digitsOf(growing).repeat(repeat.times);
    this.#parts.push({ type: 'number', from: repeat.from, to: growing.to, digits });
  }

  /** A link that joined nothing is a word. */
  #settleLink(): void {
    const link = this.#link;
    this.#link = null;
    if (link) this.#parts.push({ type: 'word', from: link.from, to: link.to, word: link.word });
  }

  /** The number so far is whole. */
  #settle(): void {
    const growing = this.#growing;
    this.#growing = null;
    if (growing) {
      const { from, to } = growing;
      this.#parts.push({ type: 'number', from, to, digits: digitsOf(growing) });
    }
    this.#settleLink();
  }

  #flush(): void {
    this.#settle();
    // A "double" of nothing.
    this.#repeat = null;
  }
}

/** Of any script; Unicode: the ten figures of one stand in a row, nought first. */
function figureOf(figure: string): string {
  const code = figure.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** "soixante" leaves room for "dix-sept", "quarante" for "sept". */
function roomAfter(last: number, own: number): number {
  return last === 60 || last === 80 || last >= 100 ? own : 0;
}

function digitsOf({ figures, value }: Growing): string {
  return figures ?? String(value);
}
