import type { KeptNote } from '../../../shared/note.ts';
import { barred } from '../fence.ts';
import { shortIdChars } from './note-book.ts';
import { plainLine, shortened } from './plain-text.ts';
import type { RememberedParts } from './prompt-memory.ts';
import { estimateTokens } from './tokens.ts';

/** What each part may take, in tokens. */
export type MemoryBudget = {
  readonly facts: number;
  readonly notes: number;
  readonly summary: number;
};

/** A fact is told whole. */
const noteChars = 300;

/** What is remembered, as lines of the system part; of each the newest that have room. */
export function remembered(
  { facts, notes, sections }: RememberedParts,
  budget: MemoryBudget,
  timeZone: string,
): readonly string[] {
  return [
    ...list('What you know (facts, with their ids):', facts, budget.facts),
    ...list('The newest notes that you keep (with their ids):', notes, budget.notes),
    ...summarize(sections, budget.summary, timeZone),
  ];
}

/** Whether anything of it may be other people's words. */
export function holdsOthers({ facts, notes, sections }: RememberedParts): boolean {
  return sections.length > 0 || [...facts, ...notes].some(({ principal }) => principal !== 'owner');
}

function list(title: string, notes: readonly KeptNote[], tokens: number): readonly string[] {
  if (notes.length === 0) return [];
  const lines = fitting(notes.map(lineOf), tokens);
  const left = notes.length - lines.length;
  return [title, ...lines, ...(left > 0 ? [`(${left} older: search_notes)`] : [])];
}

/** What others said is quoted, also where the owner had it kept. */
function lineOf({ id, kind, text, principal }: KeptNote): string {
  const words = kind === 'fact' ? plainLine(text) : shortened(plainLine(text), noteChars);
  const told = principal === 'owner' ? words : `somebody else says: ${JSON.stringify(words)}`;
  return `- (${id.slice(0, shortIdChars)}) ${told}`;
}

function summarize(
  sections: RememberedParts['sections'],
  tokens: number,
  timeZone: string,
): readonly string[] {
  const day = dayFormat(timeZone);
  const all = sections
    .filter(({ text }) => text !== '')
    .map(({ from, until, text }) =>
      barred(`${day.format(from.at)} – ${day.format(until.at)}: ${text}`),
    );
  const lines = fitting(all, tokens);
  if (lines.length === 0) return [];
  return [
    'What was said before the messages that you see (search_thread finds the words):',
    ...lines,
  ];
}

/** The newest, which stand last. */
function fitting(lines: readonly string[], tokens: number): readonly string[] {
  let left = tokens;
  const start = lines.findLastIndex((line) => (left -= estimateTokens(line)) < 0) + 1;
  return lines.slice(start);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Made once for each zone: it takes longer than the rest of a prompt, and a call waits for that. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const made = dayFormats.get(timeZone);
  if (made) return made;
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone });
  dayFormats.set(timeZone, format);
  return format;
}
