import { speakAddress, speakLink } from './links.ts';
import type { PieceContext } from './cutter.ts';

const fence = /^\s{0,3}(?:```|~~~)/u;
const rule = /^\s{0,3}(?:[-*_]\s*){3,}$/u;
const separator = /^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$/u;
const ends = /[.!?:;,…。！？؟।、，；：][)"'”’»」』]*$/u;

/** Markdown as it sounds: what marks it up is gone, items and rows end like sentences. Fenced code is not said. */
export function withoutMarkdown(text: string, context: PieceContext, english: boolean): string {
  let fenced = context.fenced;
  const spoken: string[] = [];
  text.split('\n').forEach((line, number) => {
    const continued = number === 0 && context.midLine;
    if (!continued && fence.test(line)) {
      fenced = !fenced;
    } else if (!fenced) {
      spoken.push(continued ? line.trim() : speakLine(line));
    }
  });
  return inline(joinLines(spoken), english);
}

function speakLine(line: string): string {
  if (rule.test(line) || (line.includes('|') && separator.test(line))) return '';
  const text = line.replace(/^(?:\s{0,3}>\s?)+/u, '');
  if (/^\s*\|.*\|?\s*$/u.test(text)) return sentence(cells(text).join(', '));
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/u.exec(text)?.[1];
  if (heading !== undefined) return sentence(heading);
  const bullet = /^\s*[-*+•◦▪]\s+(?:\[[ xX]\]\s+)?(.*)$/u.exec(text)?.[1];
  if (bullet !== undefined) return sentence(bullet.trim());
  const numbered = /^\s*(\d{1,3})[.)]\s+(.*)$/u.exec(text);
  if (numbered) return sentence(`${numbered[1] ?? ''}, ${(numbered[2] ?? '').trim()}`);
  return text.trim();
}

function cells(row: string): readonly string[] {
  return row
    .split(/(?<!\\)\|/u)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
}

function sentence(text: string): string {
  const bare = text.replaceAll(/[*_`~\s]+$/gu, '');
  return bare === '' || ends.test(bare) ? text : `${text}.`;
}

/** A blank line is a pause, a wrapped line is none. */
function joinLines(lines: readonly string[]): string {
  return lines
    .join('\n')
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.replaceAll('\n', ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph, place, all) => (place < all.length - 1 ? sentence(paragraph) : paragraph))
    .join(' ');
}

function inline(text: string, english: boolean): string {
  return withoutEmphasis(
    withoutTags(text)
      .replaceAll(/!\[([^[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/gu, '$1')
      .replaceAll(/\[([^[\]]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"]*")?\)/gu, '$1')
      .replaceAll(/\[([^[\]]+)\]\[[^[\]]*\]/gu, '$1')
      .replaceAll(/\[\^[^[\]]*\]/gu, '')
      .replaceAll(/\[([^[\]]*)\]\([^()]*$/gu, '$1'),
    (url) => speakLink(url, english),
    (address) => speakAddress(address, english),
  );
}

const url = /\b(?:https?:\/\/|www\.)[^\s<>"'`\])}]{1,2000}/giu;
const mail = /\b(?:mailto:)?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})\b/giu;

/** Links first: their underscores and stars are no emphasis. */
function withoutEmphasis(
  text: string,
  link: (url: string) => string,
  address: (mail: string) => string,
): string {
  return text
    .replaceAll(url, (found) => {
      const tail = /[.,;:!?*_)]+$/u.exec(found)?.[0] ?? '';
      return link(found.slice(0, found.length - tail.length)) + tail;
    })
    .replaceAll(mail, (_, found: string) => address(found))
    .replaceAll(/`+([^`]*)`+/gu, '$1')
    .replaceAll('`', '')
    .replaceAll(/\*{2,}|~~|__(?=\S)|(?<=\S)__/gu, '')
    .replaceAll(
      /(?<![\p{L}\p{N}])[*_](?=[\p{L}\p{N}"'“(])|(?<=[\p{L}\p{N}"'”).!?,:])[*_](?![\p{L}\p{N}])/gu,
      '',
    )
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!|<>~])/gu, '$1');
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  mdash: '—',
  ndash: '–',
  hellip: '…',
};

function withoutTags(text: string): string {
  return text
    .replaceAll(/<((?:https?:\/\/|mailto:)[^>\s]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,255})>/giu, '$1')
    .replaceAll(/<!--[\s\S]{0,5000}?-->/gu, '')
    .replaceAll(/<(script|style)\b[^<>]{0,1000}>[\s\S]{0,5000}?<\/\1>/giu, '')
    .replaceAll(/<\/?[a-z][^<>]{0,1000}>/giu, ' ')
    .replaceAll(/&(#39|\w{2,6});/gu, (whole, name: string) => entities[name] ?? whole);
}
