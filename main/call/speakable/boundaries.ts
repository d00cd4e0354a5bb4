/** Where a text may be cut: after a sentence, after a clause, or only between words when nothing better comes. */
export type Strength = 'sentence' | 'clause' | 'space';
export type Boundary = { readonly strength: Strength; readonly at: number };

/** One line of the text that is being cut. */
export type LineView = {
  readonly text: string;
  /** UTF-16 place of the line's first character. */
  readonly from: number;
  /** The line goes on from text that was cut off before: it begins no list and no heading. */
  readonly continued: boolean;
  /** Nothing comes after the text: its end counts as white space. */
  readonly closed: boolean;
};

const wideStops = '。！？｡؟।॥።';
const wideClauses = '、，；：،؛';
const closers = /["'”’)\]»」』）*_]/u;
const clauseMarks = /[,;:—–]/u;
const item = /^\s*(?:[-*+•]\s|\d{1,3}[.)]\s|\||>|#{1,6}\s)/u;
const abbreviations = new Set(
  `dr mr mrs ms prof sr jr st ave blvd rd mt gen rep sen gov capt col lt sgt rev hon e.g i.e etc vs approx
  ca cf est inc ltd corp co dept univ fig vol pp ed eds al appt apt ext tel jan feb mar apr jun jul aug sep sept
  oct nov dec z.b d.h u.a bzw usw ca nr str hr fr sra srta ud uds pág núm art av p.ej mme mlle p.m a.m`.split(
    /\s+/u,
  ),
);

/** Whether a line is an item of its own (list, table row, heading, quote), which is not cut within. */
export function isItem(line: LineView): boolean {
  return !line.continued && item.test(line.text);
}

/**
 * The boundary that the character at a place of a line makes, if any. `undecided`: the text after it has to be seen
 * first.
 */
export function boundaryAt(line: LineView, place: number): Boundary | 'undecided' | null {
  const char = line.text[place] ?? '';
  if (char === '.' || char === '!' || char === '?' || char === '…') return afterStop(line, place);
  if (wideStops.includes(char)) return afterWideStop(line, place);
  if (wideClauses.includes(char)) return { strength: 'clause', at: line.from + place + 1 };
  if (clauseMarks.test(char)) return afterClause(line, place);
  return /\s/u.test(char) ? { strength: 'space', at: line.from + place + 1 } : null;
}

/** The boundary at the end of a line: an item, a blank line and a finished sentence end here, a wrapped line goes on. */
export function boundaryAtLineEnd(line: LineView): Boundary {
  const text = line.text.trimEnd();
  const ends = text === '' || isItem(line) || /[.!?:…。！？؟।]["'”’)\]*_]*$/u.test(text);
  return { strength: ends ? 'sentence' : 'clause', at: line.from + line.text.length + 1 };
}

/** Whether a place is within code or a link, which are cut nowhere. */
export function isWithinMarkup(line: LineView, place: number): boolean {
  const before = line.text.slice(0, place);
  const ticks = before.split('`').length - 1;
  return ticks % 2 === 1 || /\[[^\]]*$|\]\([^)\s]*$|<[^>\s]*$/u.test(before);
}

function afterStop(line: LineView, place: number): Boundary | 'undecided' | null {
  const next = skipClosers(line, place + 1);
  if (next === 'undecided') return next;
  const following = line.text[next];
  if (following !== undefined && !/\s/u.test(following)) return null;
  const before = line.text.slice(0, place + 1);
  if (/\.\.\.$|…$/u.test(before)) return { strength: 'clause', at: line.from + next };
  if (line.text[place] !== '.') return { strength: 'sentence', at: line.from + next };
  const ended = endsSentence(line, { before, next });
  if (ended === 'undecided') return ended;
  return ended ? { strength: 'sentence', at: line.from + next } : null;
}

function endsSentence(
  line: LineView,
  { before, next }: { readonly before: string; readonly next: number },
): boolean | 'undecided' {
  const token = /[^\s(["'“‘*_]*$/u.exec(before.slice(0, -1))?.[0] ?? '';
  if (!line.continued && /^\s*\d{1,3}$/u.test(before.slice(0, -1))) return false;
  if (/^\p{L}$/u.test(token) && token !== 'I') return false;
  if (/^(?:\p{L}\.)+\p{L}$/u.test(token)) return false;
  if (token.toLowerCase() !== 'no') return !abbreviations.has(token.toLowerCase());
  // "No. 5" is a number, "No. I will not." an answer.
  const following = line.text.slice(next).trimStart();
  if (following === '' && !line.closed) return 'undecided';
  return !/^\d/u.test(following);
}

function afterWideStop(line: LineView, place: number): Boundary | 'undecided' | null {
  const next = skipClosers(line, place + 1);
  if (next === 'undecided') return next;
  return wideStops.includes(line.text[next] ?? ' ')
    ? null
    : { strength: 'sentence', at: line.from + next };
}

function afterClause(line: LineView, place: number): Boundary | 'undecided' | null {
  const following = line.text[place + 1];
  if (following === undefined) return line.closed ? null : 'undecided';
  return /\s/u.test(following) ? { strength: 'clause', at: line.from + place + 1 } : null;
}

function skipClosers(line: LineView, from: number): number | 'undecided' {
  let next = from;
  while (next < line.text.length && closers.test(line.text[next] ?? '')) next += 1;
  return next >= line.text.length && !line.closed ? 'undecided' : next;
}
