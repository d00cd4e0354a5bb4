import type { SpeechCutter } from './ports.ts';
import { readAloud } from './speakable/english/english.ts';
import { tidy, withoutUnspeakable } from './speakable/characters.ts';
import { lastSentenceEnd, nextPiece } from './speakable/cutter.ts';
import type { CutRules, Piece, PieceContext } from './speakable/cutter.ts';
import { withoutMarkdown } from './speakable/markdown.ts';
import { splitByBytes } from './speakable/text-size.ts';
import { primaryLanguage } from './spoken-words.ts';

/** VoIPBIN: `say` takes at most 5000 bytes of UTF-8, although it speaks of characters. */
export const maxSayBytes = 5000;

const wholeText: PieceContext = { midLine: false, fenced: false };

/**
 * What a model wrote as a voice can say it: no markup, addresses, code fences, emoji or invisible characters; in English
 * also numbers, times, money and abbreviations in words. Empty when nothing can be said. `language`: BCP 47.
 */
export function speakable(text: string, language: string, context = wholeText): string {
  const english = primaryLanguage(language) === 'en';
  const plain = withoutMarkdown(withoutUnspeakable(text), context, english);
  const spoken = tidy(english ? readAloud(plain) : plain);
  return /[\p{L}\p{N}]/u.test(spoken) ? spoken : '';
}

export type SpeechCutterOptions = Partial<CutRules> & {
  /** BCP 47. */
  readonly language: string;
  /** Turns a raw piece into speech; empty: nothing to say. `speakable` unless told otherwise. */
  readonly speak?: (text: string, context: PieceContext) => string;
};

/** Pieces of a size that sounds natural and leaves little to take back when the caller interrupts. */
const usual: CutRules = {
  firstClauseChars: 40,
  targetChars: 120,
  maxChars: 400,
  maxBytes: maxSayBytes,
};

/** A cutter at the beginning of a reply. However the text is split into deltas, the pieces are the same. */
export function createSpeechCutter(options: SpeechCutterOptions): SpeechCutter {
  const { language, speak = (text, place) => speakable(text, language, place), ...own } = options;
  const rules: CutRules = { ...usual, ...own };
  let [text, count] = ['', 0];
  let context = wholeText;

  function take(closed: boolean): readonly string[] {
    const said: string[] = [];
    for (let next = cut(closed); next !== null; next = cut(closed)) {
      text = text.slice(next.piece.text.length);
      count += 1;
      context = next.after;
      said.push(...say(next.piece));
    }
    return said;
  }

  function cut(closed: boolean) {
    // Half of a surrogate pair tells nothing until its other half is there.
    const whole = !closed && /[\u{D800}-\u{DBFF}]$/u.test(text) ? text.slice(0, -1) : text;
    return whole === '' ? null : nextPiece({ text: whole, closed, rules, context, count });
  }

  function rest(length: number): readonly string[] {
    if (length === 0) return [];
    const piece = { ...context, text: text.slice(0, length) };
    text = text.slice(length);
    count += 1;
    context = { ...context, midLine: !piece.text.endsWith('\n') };
    return say(piece);
  }

  function say({ text: raw, ...place }: Piece): readonly string[] {
    return splitByBytes(speak(raw, place), rules.maxBytes);
  }

  return {
    push: (delta) => {
      text += delta;
      return take(false);
    },
    release: () => [...take(false), ...rest(lastSentenceEnd(text, context))],
    end: () => [...take(true), ...rest(text.length)],
  };
}
