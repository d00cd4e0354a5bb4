/** A match and its groups; a group that did not take part is empty. */
export type Match = readonly [
  whole: string,
  first: string,
  second: string,
  third: string,
  fourth: string,
  fifth: string,
];

/** One way of writing and what is said for it. */
export type Replacement = readonly [pattern: RegExp, spoken: string | ((match: Match) => string)];

/** Applies replacements in their order. */
export function replaceAllOf(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce(
    (said, [pattern, spoken]) =>
      typeof spoken === 'string'
        ? said.replaceAll(pattern, spoken)
        : said.replaceAll(pattern, (whole: string, ...rest: unknown[]) =>
            spoken([
              whole,
              group(rest, 0),
              group(rest, 1),
              group(rest, 2),
              group(rest, 3),
              group(rest, 4),
            ]),
          ),
    text,
  );
}

/** The word for one or for several. */
export function counted(amount: string, one: string, several: string): string {
  return `${amount} ${/^-?1(?:\.0+)?$/u.test(amount) ? one : several}`;
}

/** After the groups of a pattern come the place of the match and the text. */
function group(rest: readonly unknown[], place: number): string {
  const value = place < rest.length - 2 ? rest[place] : undefined;
  return typeof value === 'string' ? value : '';
}
