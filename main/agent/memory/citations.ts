import type { Channel } from '../../../shared/thread.ts';
import { citationLink } from '../../../shared/citations.ts';
import type { ReplyEvent } from '../ports.ts';

/** A message that an answer may cite by its mark. */
export type Citation = {
  /** Lower-case letters and digits; `[^mark]` in the words of a model. */
  readonly mark: string;
  readonly messageId: string;
  /** Who and when, as people read it; no characters that mean something in Markdown. */
  readonly label: string;
};

const markChars = 6;

/** Short, and the same whenever the message is found. */
export function markOf(messageId: string): string {
  return messageId
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/gu, '')
    .slice(-markChars);
}

/** What people see of it; a name is somebody else's words. */
export function labelOf(who: string, day: string): string {
  return `${who
    .replaceAll(/[[\]()<>\\`*_~|#\s]+/gu, ' ')
    .trim()
    .slice(0, 40)}, ${day}`;
}

/**
 * The blank before a mark within a sentence belongs to it, and goes with one that is not told. One behind the end of a
 * sentence does not: a call speaks the sentence then, so it is not held back.
 */
const marks = /(?<blank>(?<=[^\s.!?:;…]) +)?\[\^(?<mark>[a-z0-9]{1,16})\]/giu;
/** What may become one with the words that are still to come. */
const beginning = /(?:(?<=[^\s.!?:;…]) +)?\[(?:\^[a-z0-9]{0,16})?$|(?<=[^\s.!?:;…]) +$/iu;

type Render = (citation: Citation) => string;

/** On the desktop a link to the message, by Carbon Voice and text its label, on a call nothing. */
function renderFor(channel: Channel): Render {
  if (channel === 'phone') return () => '';
  if (channel !== 'desktop') return ({ label }) => `(${label})`;
  return ({ label, messageId }) => citationLink(label, messageId);
}

/** Turns the marks in a stream of words into citations. Invented ones are dropped. */
export class CitationWriter {
  readonly #known: ReadonlyMap<string, Citation>;
  readonly #render: Render;
  #held = '';
  /** The last character that was looked at, told or not: what a mark means depends on the one before it. */
  #last = '';

  constructor(known: ReadonlyMap<string, Citation>, channel: Channel) {
    this.#known = known;
    this.#render = renderFor(channel);
  }

  /** What can be told of it now. */
  push(words: string): string {
    const text = this.#last + this.#held + words;
    // What was looked at is done with.
    const start = Math.max(beginning.exec(text)?.index ?? text.length, this.#last.length);
    this.#held = text.slice(start);
    return this.#tell(text.slice(0, start));
  }

  /** The rest, when no more words come. */
  end(): string {
    const rest = this.#last + this.#held;
    this.#held = '';
    return this.#tell(rest);
  }

  /** `text` begins with the last character that was looked at, which no mark reaches back to. */
  #tell(text: string): string {
    const whole = text.replaceAll(marks, (...found) => this.#cite(found));
    const told = whole.slice(this.#last.length);
    this.#last = text.at(-1) ?? '';
    return told;
  }

  /** `found` as `replaceAll` tells it: the match, its groups, its place, the whole text, the groups by name. */
  #cite(found: readonly unknown[]): string {
    const [match, gap = '', mark, place, text] = found as [
      ...[string, string?],
      ...[string, number, string],
    ];
    if (place < this.#last.length) return match;
    const citation = this.#known.get(mark.toLowerCase());
    const cited = citation ? this.#render(citation) : '';
    if (cited === '' || gap !== '') return cited === '' ? '' : gap + cited;
    // Two citations do not run into each other, nor into the word before.
    return place === 0 || /[\s([]/u.test(text[place - 1] ?? '') ? cited : ` ${cited}`;
  }
}

/** The events of a turn, with the citations of its words written out. */
export async function* withCitations(
  events: AsyncIterable<ReplyEvent>,
  known: ReadonlyMap<string, Citation>,
  channel: Channel,
): AsyncIterable<ReplyEvent> {
  const writer = new CitationWriter(known, channel);
  try {
    for await (const event of events) {
      if (event.type !== 'text') {
        yield event;
        continue;
      }
      const text = writer.push(event.text);
      if (text !== '') yield { type: 'text', text };
    }
  } catch (error) {
    // What was said before a failure stands.
    const rest = writer.end();
    if (rest !== '') yield { type: 'text', text: rest };
    throw error;
  }
  const rest = writer.end();
  if (rest !== '') yield { type: 'text', text: rest };
}
