import { folded } from '../../base/clean-text.ts';

/** Controls that show nothing and can make words look like others, or like none: C0, C1, and those of direction. */
const controls =
  /[\p{Cc}\p{Cs}\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Words as they are kept: without what cannot be seen; line breaks stay. */
export function plainText(text: string): string {
  const lines = text.replaceAll(/\r\n?|[\u0085\u2028\u2029\v\f]/gu, '\n').split('\n');
  return lines
    .map((line) => line.replaceAll('\t', ' ').replaceAll(controls, '').trimEnd())
    .join('\n')
    .normalize('NFC')
    .trim();
}

/** The same on one line. */
export function plainLine(text: string): string {
  return folded(plainText(text));
}

/** Cut where it is too long, and marked as cut. */
export function shortened(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  // Half of a pair is no character.
  return `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/u, '')}…`;
}
