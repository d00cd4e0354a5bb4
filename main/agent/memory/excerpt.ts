/** The part of a text around the first of the words that occurs in it; all of a short text. */
export function excerpt(text: string, words: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const folded = fold(text);
  const places = fold(words)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => folded.indexOf(word))
    .filter((place) => place >= 0);
  const hit = places.length === 0 ? 0 : Math.min(...places);
  const start = Math.max(0, Math.min(hit - Math.floor(maxChars / 4), text.length - maxChars));
  const end = start + maxChars;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** Of the same length, so that places in it are places in the text. */
function fold(text: string): string {
  return text.replaceAll(/[^\p{ASCII}]/gu, foldOne).toLowerCase();
}

function foldOne(character: string): string {
  const plain = character.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.length === character.length ? plain : character;
}
