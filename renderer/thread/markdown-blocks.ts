/** A line in the first column by which a paragraph or a heading begins, and in no case a list, a quote or HTML. */
const beginsAnew = /^(?:\p{L}|\*\*|#{1,6} )/u;
const blank = /^[ \t]*$/u;
/** The marks of a block of code in the first column, with its language. */
const opening = /^(`{3,}(?=[^`]*$)|~{3,})/u;
const closing = /^(`{3,}|~{3,})[ \t]*$/u;
/** Code that is indented or inside of something else, and HTML, which may go on behind a blank line. */
const unsure = /`{3}|~{3}|^ {0,3}</u;
/** What is defined in one place and meant in another: addresses of links, and footnotes. */
const definition = /\]:/u;

/**
 * The parts of a Markdown text that mean the same when each is read for itself, in their order. What is written piece by
 * piece then costs the reading of its last part with each piece, not of all. Where that is not sure, parts stay together.
 */
export function markdownBlocks(text: string): readonly string[] {
  if (definition.test(text) || text.includes('\r')) return [text];
  const blocks: string[] = [];
  const lines = text.split('\n');
  let from = 0;
  let open = '';
  for (const [at, line] of lines.entries()) {
    const isBetween = open === '' && at > from && blank.test(lines[at - 1] ?? '');
    if (isBetween && beginsAnew.test(line)) {
      blocks.push(lines.slice(from, at).join('\n'));
      from = at;
    }
    if (!opening.test(line) && unsure.test(line)) break;
    open = fenceAfter(line, open);
  }
  return [...blocks, lines.slice(from).join('\n')];
}

/** The marks of the code in which the next line stands, where `open` is that of this line; empty outside of code. */
function fenceAfter(line: string, open: string): string {
  if (open === '') return opening.exec(line)?.[1] ?? '';
  return closing.exec(line)?.[1]?.startsWith(open) === true ? '' : open;
}
