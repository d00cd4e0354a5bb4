/** Letters, digits, spaces and the signs that mean nothing in Markdown; one line that begins with none of them. */
const plain =
  /^[\p{L}\p{N}“„‘("'][\p{L}\p{M}\p{N} ,.;:!?'’‘"“”„()%/$€…–—]*(?:-[\p{L}\p{N}][\p{L}\p{M}\p{N} ,.;:!?'’‘"“”„()%/$€…–—]*)*$/u;
/** The number of a list, and what becomes a link without being marked. */
const notPlain = /^\d{1,9}[.)](?:\s|$)|www\.|:\/\//iu;

/** Whether a text is one paragraph without any mark: most replies are, and need no parser. */
export function isPlainSentence(text: string): boolean {
  return plain.test(text) && !notPlain.test(text);
}
