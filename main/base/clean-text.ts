/** What is not seen, or turns the direction of what is: soft hyphens, zero widths, marks of direction, tags. */
const unseen = /(?!\u200C|\u200D|\uFE0F)[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** One of them joins letters and emoji; several are a hiding place. */
const joiners = /[\u200C\u200D]{2,}/gu;
const controls = /(?![\n\t])\p{Cc}/gu;

/** Text from outside without the characters that nobody sees, in which words could hide. */
export function cleanText(text: string): string {
  return text
    .replaceAll(unseen, '')
    .replaceAll(joiners, '')
    .replaceAll(controls, ' ')
    .toWellFormed();
}

/** The same on one line of at most `maxChars` characters. */
export function cleanLine(text: string, maxChars: number): string {
  const line = folded(cleanText(text));
  return line.length > maxChars ? `${line.slice(0, maxChars - 1).toWellFormed()}…` : line;
}

/** Text with single blanks for all of its white space, as on one line; the rest stays as it is. */
export function folded(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
