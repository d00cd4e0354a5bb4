import { boundaryAt, boundaryAtLineEnd, isItem, isWithinMarkup } from './boundaries.ts';
import type { Boundary, LineView } from './boundaries.ts';
import { lastWholeGrapheme, prefixWithin } from './text-size.ts';

/** Where in the whole text a piece begins. */
export type PieceContext = {
  /** Within a line: what looks like a list marker is none. */
  readonly midLine: boolean;
  /** Within fenced code. */
  readonly fenced: boolean;
};
export type Piece = PieceContext & { readonly text: string };

export type CutRules = {
  /** A first clause of this length is said without waiting for its sentence (UTF-16 units). */
  readonly firstClauseChars: number;
  /** Sentences are put together until they have this length. */
  readonly targetChars: number;
  /** Without any mark, text is cut between words before this length. */
  readonly maxChars: number;
  /** UTF-8. */
  readonly maxBytes: number;
};

type Scan = {
  readonly text: string;
  readonly closed: boolean;
  readonly rules: CutRules;
  readonly context: PieceContext;
  /** How many pieces were cut before. */
  readonly count: number;
};
type Cut = { readonly at: number; readonly fenced: boolean };

/** The next piece at the beginning of a text, null while what comes next may still change it. */
export function nextPiece(
  scan: Scan,
): { readonly piece: Piece; readonly after: PieceContext } | null {
  const cut = findCut(scan);
  if (cut === null) return null;
  const text = scan.text.slice(0, cut.at);
  return {
    piece: { ...scan.context, text },
    after: { midLine: !text.endsWith('\n'), fenced: cut.fenced },
  };
}

/** The last place of a text after which a sentence is over, 0 if there is none; its end counts as white space. */
export function lastSentenceEnd(text: string, context: PieceContext): number {
  let last = 0;
  for (const { boundary, fenced } of boundaries({ text, closed: true, context })) {
    if (boundary.strength === 'sentence' && !fenced) last = boundary.at;
  }
  return last;
}

function findCut(scan: Scan): Cut | null {
  const limit = limitOf(scan);
  let best: Cut | null = null;
  let bestRank = 0;
  for (const { boundary, fenced } of boundaries(scan, limit)) {
    if (boundary.at > limit) break;
    if (!fenced && isWanted(boundary, scan)) return { at: boundary.at, fenced };
    const rank = fenced ? 1 : ranks[boundary.strength];
    if (rank >= bestRank) [best, bestRank] = [{ at: boundary.at, fenced }, rank];
  }
  if (scan.text.length <= limit) return null;
  return best ?? { at: lastWholeGrapheme(scan.text, limit), fenced: scan.context.fenced };
}

const ranks = { space: 2, clause: 3, sentence: 4 } as const;

/** The first piece comes early, so that the voice begins; later ones are grouped, so that it flows. */
function isWanted(boundary: Boundary, { text, rules, count }: Scan): boolean {
  const piece = text.slice(0, boundary.at).trim();
  if (!/[\p{L}\p{N}]/u.test(piece)) return false;
  if (boundary.strength === 'clause') return count === 0 && piece.length >= rules.firstClauseChars;
  if (boundary.strength !== 'sentence') return false;
  const target = count === 0 ? 0 : count === 1 ? rules.targetChars / 2 : rules.targetChars;
  return piece.length >= target;
}

/** The longest beginning that one piece may have. Code is not said, so only its bytes count. */
function limitOf({ text, rules, context }: Scan): number {
  const bytes = prefixWithin(text, rules.maxBytes);
  const holdsCode = context.fenced || /^\s{0,3}(?:```|~~~)/mu.test(text.slice(0, rules.maxChars));
  return holdsCode ? bytes : Math.min(bytes, rules.maxChars);
}

type Found = { readonly boundary: Boundary; readonly fenced: boolean };

/** Those behind `limit` may be missing: nobody cuts there, and a long line is looked at again for each piece. */
function* boundaries(
  scan: Pick<Scan, 'text' | 'closed' | 'context'>,
  limit = scan.text.length,
): Generator<Found, void, undefined> {
  let fenced = scan.context.fenced;
  let from = 0;
  while (from < scan.text.length) {
    const end = scan.text.indexOf('\n', from);
    const line: LineView = {
      text: scan.text.slice(from, end < 0 ? undefined : end),
      from,
      continued: from === 0 && scan.context.midLine,
      closed: end >= 0 || scan.closed,
    };
    const fence = !line.continued && /^\s{0,3}(?:```|~~~)/u.test(line.text);
    if (!fenced && !fence && (yield* boundariesIn(line, limit))) return;
    if (end < 0) return;
    if (fence) fenced = !fenced;
    yield { boundary: boundaryAtLineEnd(line), fenced };
    from = end + 1;
  }
}

/** True when the rest has to wait for more text. */
function* boundariesIn(line: LineView, limit: number): Generator<Found, boolean, undefined> {
  const whole = isItem(line);
  const end = Math.min(line.text.length, limit - line.from + 1);
  for (let place = 0; place < end; place += 1) {
    const boundary = boundaryAt(line, place);
    if (boundary === null || isWithinMarkup(line, place)) continue;
    if (boundary === 'undecided') return true;
    // An item is one breath: only its length can cut it.
    yield {
      boundary: whole ? { ...boundary, strength: 'space' } : boundary,
      fenced: false,
    };
  }
  return false;
}
