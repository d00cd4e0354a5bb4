import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { cleanLine, cleanText } from '../base/clean-text.ts';
import type { DomDocument, DomNode } from './dom.ts';
import { dropHidden } from './hidden-text.ts';

/** What a page says, in plain text. */
export type PageText = {
  readonly title: string;
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly address: string }[];
};

/** With more elements, looking for the article costs more than it tells. */
const maxElements = 30_000;
/** An "article" that is shorter is a notice about cookies: then the whole page is told. */
const leastArticle = 200;
const maxLinks = 25;

/** The text of an HTML page with its most telling links. `address` is where it was found. */
export function readHtml(html: string, address: string): PageText {
  // The parser adds nothing that a page may leave out.
  const whole = /<body[\s>]/iu.test(html) ? html : `<html><body>${html}</body></html>`;
  const document = parseHTML(whole).document as unknown as DomDocument;
  const title = cleanLine(document.querySelector('title')?.textContent ?? '', 200);
  const base = document.querySelector('base[href]')?.getAttribute('href') ?? '';
  dropHidden(document);
  const links = linksOf(document, URL.parse(base, address)?.href ?? address);
  const all = textOf(document.documentElement);
  const article = articleOf(document);
  const text = article !== null && article.length >= leastArticle ? article : all;
  return { title, text, links };
}

/** Null where there is none to be found; the document is not whole afterwards. */
function articleOf(document: DomDocument): string | null {
  try {
    const found = new Readability<DomNode>(document as unknown as Document, {
      maxElemsToParse: maxElements,
      serializer: (node) => node as DomNode,
    }).parse();
    return found?.content ? textOf(found.content) : null;
  } catch {
    // A page in a shape that it cannot take: the whole page is told then.
    return null;
  }
}

const blocks = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P SECTION SUMMARY TABLE TR UL BR'.split(
    ' ',
  ),
);

/** Plain text with a line for each block; lists and headings keep their marks, cells stand apart. */
function textOf(root: DomNode | null): string {
  const pieces: string[] = [];
  // Without recursion: pages are nested as deep as somebody likes.
  const open: (DomNode | string)[] = root ? [root] : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') pieces.push(next);
    else if (next.nodeType === 3) pieces.push(inline(next.textContent ?? ''));
    else if (next.nodeName.toUpperCase() === 'PRE') pieces.push(`\n${next.textContent}\n`);
    else {
      const name = next.nodeName.toUpperCase();
      if (blocks.has(name) && name !== 'LI' && name !== 'TR') open.push('\n');
      for (const child of [...next.childNodes].toReversed()) open.push(child);
      pieces.push(before(name));
    }
  }
  return tidy(pieces.join(''));
}

function before(name: string): string {
  if (name === 'LI') return '\n- ';
  if (name === 'TD' || name === 'TH') return ' ; ';
  if (/^H[1-6]$/u.test(name)) return `\n\n${'#'.repeat(Number(name[1]))} `;
  if (name === 'P') return '\n\n';
  return blocks.has(name) ? '\n' : '';
}

function inline(text: string): string {
  return text.replaceAll(/\s+/gu, ' ');
}

function tidy(text: string): string {
  return cleanText(text)
    .split('\n')
    .map((line) =>
      line
        .replace(/^ ?(?:; ?)*(?=\S|$)/u, '')
        .replaceAll(/(?<=\S)[^\S\n]{2,}/gu, ' ')
        .trimEnd(),
    )
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
}

function linksOf(document: DomDocument, base: string): PageText['links'] {
  const found = new Map<string, string>();
  for (const link of document.querySelectorAll('a[href]')) {
    if (found.size >= maxLinks) break;
    const target = URL.parse(link.getAttribute('href') ?? '', base);
    const text = cleanLine(link.textContent ?? '', 80);
    if (target === null || !/^https?:$/u.test(target.protocol) || text === '') continue;
    target.hash = '';
    const { href } = target;
    if (href.length <= 300 && href !== base && !found.has(href)) found.set(href, text);
  }
  return [...found].map(([address, text]) => ({ address, text }));
}
