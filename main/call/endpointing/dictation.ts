const digitWords: Readonly<Record<string, string>> = {
  en: 'zero|oh|one|two|three|four|five|six|seven|eight|nine',
  de: 'null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun',
  es: 'cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve',
  fr: 'zéro|un|deux|trois|quatre|cinq|six|sept|huit|neuf',
};
const amountWord =
  /^(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundred|thousand|million|billion)$/u;
const amount = /^(?:[$€£¥]\d[\d.,]*|\d+(?:[.,:/]\d+)+|\d[\d.,]*%|\d{4}-\d{2}-\d{2})$/u;
const digits = /^\+?\(?\d+\)?(?:[-.]?\(?\d+\)?)*$/u;
const spelling = /^[a-z](?:-[a-z])*$/u;
const connector = /^(?:dot|underscore|dash|hyphen|slash|double|triple|plus|punkt|punto|point)$/u;

const date =
  /\b(?:january|february|march|april|may|june|july|august|september|october|november|december)$/u;

/** What the caller may be reading out, by the words before it, and how many digits make it whole. */
const kinds: readonly (readonly [cue: RegExp, whole: (count: number) => boolean | 'marked'])[] = [
  [/\b(?:credit|debit|card)\b/u, (count) => count >= 15],
  [/\b(?:zip|postal|postcode)\b/u, (count) => count === 5 || count >= 9],
  [/\b(?:extension|ext|room|gate|platform|suite)$/u, () => true],
  [/\b(?:pin|code|passcode|password)\b/u, (count) => count >= 4],
  [
    /\b(?:order|account|confirmation|reference|case|ticket|booking|policy|tracking|serial)\b/u,
    () => 'marked',
  ],
  [/\b(?:live at|address is|address|street|lives at)$/u, () => false],
  [
    /\b(?:phone|number|mobile|cell|reach \w+(?: \w+)?|call \w+(?: \w+)?|text \w+(?: \w+)?|nummer|número|numéro)\b/u,
    (count) => count >= 10,
  ],
];

type Part = 'digits' | 'amount' | 'letter' | 'connector';
type Run = {
  readonly parts: readonly Part[];
  readonly tokens: readonly string[];
  readonly digits: number;
  readonly abroad: boolean;
  /** What was said before the run. */
  readonly before: string;
};

/**
 * Whether an utterance ends within something that is read out: a number, a spelling, an address. `number`: it may be
 * whole; `unfinished`: more is to come; null: it ends in other words.
 */
export function dictationEnding(text: string, language: string): 'number' | 'unfinished' | null {
  const plain = text.toLowerCase().replace(/[.。!]+$/u, '');
  const marked = plain.length < text.length;
  if (/\S@\S+\.[a-z]{2,}$|\bdot (?:com|net|org|io|edu|gov|co|uk|de|fr|es|eu)$/u.test(plain)) {
    return 'number';
  }
  const run = runAtEnd(plain, language);
  const last = run.parts.at(-1);
  if (last === undefined || isFigureOfSpeech(run, marked)) return null;
  if (last === 'connector') return endsOpen(run) ? 'unfinished' : null;
  if (run.parts.includes('amount')) return 'number';
  if (run.parts.includes('letter')) return marked ? 'number' : 'unfinished';
  return isWhole(run, marked) ? 'number' : 'unfinished';
}

function isWhole(run: Run, marked: boolean): boolean {
  if (run.abroad) return run.digits >= 11;
  if (date.test(run.before)) return true;
  const single = run.tokens.length === 1;
  // "Number one." is no telephone number.
  if (marked && single && run.digits <= 2 && run.before !== '') return true;
  const whole = kinds.find(([cue]) => cue.test(run.before))?.[1](run.digits);
  if (whole !== undefined) return whole === 'marked' ? marked : whole;
  if (run.digits >= 10) return true;
  return single && isQuantity(run);
}

/** One figure: a quantity after other words, a year or a small number alone; else a part of something longer. */
function isQuantity({ tokens: [token = ''], digits: count, before }: Run): boolean {
  return count <= 2 || before !== '' || /^(?:1[5-9]|20)\d\d$/u.test(token);
}

/** "That one", "oh", "a": words that only look like a digit or a letter. */
function isFigureOfSpeech(run: Run, marked: boolean): boolean {
  if (run.parts.length > 1) return false;
  const [token = ''] = run.tokens;
  if (token === 'oh' || token === 'un') return true;
  if (run.parts[0] === 'letter') return !token.includes('-');
  const counted =
    run.before === '' || /\b(?:for|at|to|is|number|just|only|about)$/u.test(run.before);
  return /^(?:one|uno|eins)$/u.test(token) && marked && !counted;
}

function endsOpen(run: Run): boolean {
  return run.parts.length > 1 || /^(?:dot|underscore)$/u.test(run.tokens.at(-1) ?? '');
}

function runAtEnd(plain: string, language: string): Run {
  const tokens = plain
    .split(/\s+/u)
    .map((token) => token.replaceAll(/^["'“‘(]+(?!\d)|[,;:"'”’]+$/gu, ''));
  let from = tokens.length;
  const parts: Part[] = [];
  while (from > 0) {
    const part = partOf(tokens[from - 1] ?? '', language);
    if (part === null) break;
    parts.unshift(part);
    from -= 1;
  }
  // "A double" orders something; "A 7" is spelled.
  if (parts[0] === 'letter' && parts[1] === 'connector') {
    parts.shift();
    from += 1;
  }
  const run = tokens.slice(from);
  return {
    parts,
    tokens: run,
    digits: run.reduce((sum, token, at) => sum + digitsIn(token, parts[at]), 0),
    abroad: run[0]?.startsWith('+') === true || run[0] === 'plus',
    before: tokens.slice(Math.max(0, from - 8), from).join(' '),
  };
}

function partOf(token: string, language: string): Part | null {
  if (amount.test(token) || amountWord.test(token)) return 'amount';
  if (digits.test(token) || isDigitWord(token, language)) return 'digits';
  if (connector.test(token)) return 'connector';
  return spelling.test(token) ? 'letter' : null;
}

function digitsIn(token: string, part: Part | undefined): number {
  if (part !== 'digits') return 0;
  const written = token.replaceAll(/\D/gu, '').length;
  return written === 0 ? 1 : written;
}

function isDigitWord(token: string, language: string): boolean {
  return (digitWords[language] ?? '').split('|').includes(token) && token !== '';
}
