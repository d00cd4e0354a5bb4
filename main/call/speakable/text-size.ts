/** Made when it is wanted: it is slow to load, and a start needs none. */
let graphemes: Intl.Segmenter | null = null;

/** How many UTF-16 units at the beginning of a text fit into so many bytes of UTF-8, whole code points only. */
export function prefixWithin(text: string, maxBytes: number): number {
  if (text.length * 3 <= maxBytes) return text.length;
  let [bytes, length] = [0, 0];
  for (const char of text) {
    bytes += bytesOf(char.codePointAt(0) ?? 0);
    if (bytes > maxBytes) return length;
    length += char.length;
  }
  return length;
}

/** The last place up to a limit between two letters as they are seen; the limit itself when one letter fills it. */
export function lastWholeGrapheme(text: string, limit: number): number {
  let last = 0;
  // One code point more than fits shows whether the letter at the limit goes on.
  const shown = text.slice(0, limit + (isPair(text, limit) ? 2 : 1));
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { index } of graphemes.segment(shown)) {
    if (index > limit) break;
    last = index;
  }
  return last === 0 ? wholeCodePoint(text, limit) : last;
}

/** Cuts a text into parts of so many bytes at most: between words if possible, never within a letter. */
export function splitByBytes(text: string, maxBytes: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (prefixWithin(rest, maxBytes) < rest.length) {
    const limit = prefixWithin(rest, maxBytes);
    const space = rest.slice(0, limit).search(/\s\S*$/u);
    const at = space > 0 ? space : Math.max(1, lastWholeGrapheme(rest, limit));
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return [...parts, rest].filter((part) => part !== '');
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

function wholeCodePoint(text: string, limit: number): number {
  return limit > 1 && isPair(text, limit - 1) ? limit - 1 : limit;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
