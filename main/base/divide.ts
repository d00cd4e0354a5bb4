/** Where a text is best cut, the best first. All but the last leave white space at the cut, so no link is cut there. */
const places: readonly RegExp[] = [
  /\n[^\S\n]*\n/gu,
  /\n/gu,
  /(?<=[.!?…][\])"'”’]*)\s/gu,
  /\s/gu,
  // Scripts without spaces between sentences.
  /(?<=[。！？])/gu,
];
/** A better kind of place is taken while it leaves a part at least this full. */
const fullEnough = 0.25;

/** Up to white space, or to what is written without spaces and is no part of an address. */
const link =
  /https?:\/\/[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}。！？、，：；「」（）《》]+/giu;

/** Made when it is wanted: it is slow to load, and a start needs none. */
let graphemes: Intl.Segmenter | null = null;

/**
 * Cuts a text into parts of at most `limit` UTF-16 code units: between paragraphs, else lines, else sentences, else
 * words. Nothing is lost but white space at the cuts; no part is empty, and none of a blank text. A link or a
 * character is cut only where it alone is longer than a part.
 */
export function divide(text: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = findCut(rest, limit);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

function findCut(text: string, limit: number): number {
  // White space right behind a full part is a place, too.
  const window = text.slice(0, limit + 1);
  const links = [...text.slice(0, limit * 2).matchAll(link)];
  const isInLink = (at: number): boolean => links.some((found) => holds(found, at));
  let best = 0;
  for (const place of places) {
    const cuts = [...window.matchAll(place)].map(({ index }) => index);
    const last = cuts.findLast((at) => at > 0 && at <= limit && !isInLink(at)) ?? 0;
    if (last >= limit * fullEnough) return last;
    best = Math.max(best, last);
  }
  return best > 0 ? best : cutByForce(text, limit, links);
}

function cutByForce(text: string, limit: number, links: readonly RegExpExecArray[]): number {
  const inTheWay = links.find((found) => holds(found, limit));
  if (inTheWay && inTheWay.index > 0) return inTheWay.index;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const start = graphemes.segment(text).containing(limit)?.index ?? limit;
  if (start > 0) return start;
  const isPair = (text.codePointAt(limit - 1) ?? 0) > 0xffff;
  return isPair && limit > 1 ? limit - 1 : limit;
}

function holds({ index, 0: found }: RegExpExecArray, at: number): boolean {
  return index < at && at < index + found.length;
}
