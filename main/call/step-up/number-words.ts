/** What a word is in a spoken number. */
export type NumberWord =
  /** A value; up to `room` (exclusive) can be added to it: "forty" takes a "seven", "seven" takes nothing. */
  | {
      readonly type: 'value';
      readonly value: number;
      readonly room: number;
      /** An everyday word that is a number beside other numbers only: "oh", "un". */
      readonly weak?: boolean;
    }
  | { readonly type: 'scale'; readonly by: number }
  /** The next number that many times: "double". */
  | { readonly type: 'repeat'; readonly times: number }
  /** Stands between the parts of a number: "and". */
  | { readonly type: 'link' };

export type NumberLexicon = ReadonlyMap<string, NumberWord>;

/** One form of letters: lower case, without accents. */
export function plainWord(word: string): string {
  return word
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'");
}

const list = (text: string): readonly string[] => text.split(' ');

type Series = { readonly step?: number; readonly room?: number };

/** Words that stand for values one after the other, from the first on. */
function values(
  words: string,
  first: number,
  { step = 1, room = 0 }: Series = {},
): [string, NumberWord][] {
  return list(words).map((word, index) => [
    word,
    { type: 'value', value: first + index * step, room },
  ]);
}

function weak(words: string, value: number): [string, NumberWord][] {
  return list(words).map((word) => [word, { type: 'value', value, room: 0, weak: true }]);
}

function scale(words: string, by: number): [string, NumberWord][] {
  return list(words).map((word) => [word, { type: 'scale', by }]);
}

function repeats(words: string): [string, NumberWord][] {
  return list(words).map((word, index) => [word, { type: 'repeat', times: index + 2 }]);
}

function links(words: string): [string, NumberWord][] {
  return list(words).map((word) => [word, { type: 'link' }]);
}

const english: NumberLexicon = new Map([
  ...values(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    0,
  ),
  ...values('twenty thirty forty fifty sixty seventy eighty ninety', 20, { step: 10, room: 10 }),
  ...values('nought naught', 0, { step: 0 }),
  ...weak('oh o nil ought aught', 0),
  ...values('fourty', 40, { step: 0, room: 10 }),
  ...values('niner', 9),
  ...scale('hundred', 100),
  ...scale('thousand', 1000),
  ...repeats('double triple quadruple'),
  ...[['treble', { type: 'repeat', times: 3 }] as [string, NumberWord]],
  ...links('and'),
]);

/** Everyday words that a recogniser writes for a digit. Only while a PIN is being said, and beside other digits. */
export const englishSoundAlikes: NumberLexicon = new Map([
  ...weak('for fore', 4),
  ...weak('to too', 2),
  ...weak('won', 1),
  ...weak('ate', 8),
  ...weak('tree free', 3),
]);

const germanUnits = list('null eins zwei drei vier funf sechs sieben acht neun');
const germanTeens = list(
  'zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn',
);
const germanTens = list('zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig');

/** German writes a number as one word: all of them below a hundred are in the table. */
const german: NumberLexicon = new Map([
  ...values(germanUnits.join(' '), 0),
  ...values(germanTeens.join(' '), 10),
  ...values(germanTens.join(' '), 20, { step: 10 }),
  ...germanTens.flatMap((tens, index) =>
    values(
      ['ein', ...germanUnits.slice(2)].map((unit) => `${unit}und${tens}`).join(' '),
      21 + index * 10,
    ),
  ),
  ...values('zwo', 2),
  ...weak('ein eine', 1),
  ...scale('hundert', 100),
  ...scale('tausend', 1000),
  ...repeats('doppel dreifach'),
  ...links('und'),
]);

const french: NumberLexicon = new Map([
  ...values('zero', 0),
  ...weak('un une', 1),
  ...values('deux trois quatre cinq six sept huit neuf', 2),
  ...values('dix', 10, { step: 0, room: 10 }),
  ...values('onze douze treize quatorze quinze seize', 11),
  ...values('vingt trente quarante cinquante', 20, { step: 10, room: 10 }),
  ...values('soixante', 60, { step: 0, room: 20 }),
  ...values('septante huitante nonante', 70, { step: 10, room: 10 }),
  ...values('octante', 80, { step: 0, room: 10 }),
  ...values('vingts', 20),
  ...scale('cent cents', 100),
  ...scale('mille', 1000),
  ...repeats('double triple'),
  ...links('et'),
]);

const spanish: NumberLexicon = new Map([
  ...values(
    'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve',
    0,
  ),
  ...weak('un una', 1),
  ...values('veinte', 20, { step: 0, room: 10 }),
  ...values(
    'veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve',
    21,
  ),
  ...values('veintiun', 21),
  ...values('treinta cuarenta cincuenta sesenta setenta ochenta noventa', 30, {
    step: 10,
    room: 10,
  }),
  ...values('cien', 100),
  ...values(
    'ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos',
    100,
    { step: 100, room: 100 },
  ),
  ...scale('mil', 1000),
  ...repeats('doble triple'),
  ...links('y'),
]);

const lexicons: Readonly<Record<string, NumberLexicon>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
};

/** The number words of a call in that language (`de` of `de-DE`); English is understood in every call. */
export function lexiconOf(language: string): NumberLexicon {
  const own = lexicons[language] ?? english;
  return own === english ? english : new Map([...english, ...own]);
}

/** German writes hundreds and thousands into the same word; the parts of one, or none. */
export function germanParts(word: string): readonly string[] {
  const spelled = word.replaceAll(/(?<=[fw])ue|(?<=zw)oe/gu, (pair) => pair.charAt(0));
  if (german.has(spelled)) return [spelled];
  const split = /^(?<head>.*?)(?<by>tausend|hundert)(?:und)?(?<rest>.*)$/u.exec(spelled)?.groups;
  if (!split) return [];
  const sides = [split['head'] ?? '', split['rest'] ?? ''];
  const [before = [], after = []] = sides.map((side) => (side === '' ? [] : germanParts(side)));
  const isWhole = [before, after].every((parts, side) => sides[side] === '' || parts.length > 0);
  return isWhole ? [...before, split['by'] ?? '', ...after] : [];
}
