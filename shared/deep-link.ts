import type { Asked } from './asked.ts';

/** Characters of a whole link; an encoded one takes up to nine for each of its text. */
const longestLink = 8000;
const longestText = 2000;

/** What a link asks for; null: only to see the window. */
export type DeepLink = { readonly asked: Asked | null };

/**
 * `adjutant://show`, `adjutant://message/ID` or `adjutant://compose?text=WORDS`; null for everything else. Any page and
 * any program can open one, so a link shows or writes a draft, and is refused where it is not exactly so.
 */
export function parseDeepLink(link: string): DeepLink | null {
  if (link.length > longestLink) return null;
  const parts = /^adjutant:\/\/([^?#]*?)\/?(?:\?([^#]*))?$/iu.exec(link);
  if (parts === null) return null;
  const [, place = '', query = null] = parts;
  if (place.toLowerCase() === 'compose') return composed(query ?? '');
  // The others take nothing along.
  if (query !== null) return null;
  if (place.toLowerCase() === 'show') return { asked: null };
  const messageId = /^message\/([\w-]{1,100})$/iu.exec(place)?.[1];
  return messageId === undefined ? null : { asked: { type: 'message', messageId } };
}

function composed(query: string): DeepLink | null {
  const text = textOf(query);
  return text === null ? null : { asked: { type: 'compose', text } };
}

function textOf(query: string): string | null {
  const encoded = /^text=([^&=]*)$/u.exec(query)?.[1];
  if (encoded === undefined) return null;
  const text = decode(encoded)?.trim() ?? '';
  return text === '' || text.length > longestText || hasHidden(text) ? null : text;
}

/** Characters that cannot be seen, or change the order in which others are: what is read is not what is sent. */
function hasHidden(text: string): boolean {
  return /[^\P{C}\n\t]/u.test(text) || /[\p{Zl}\p{Zp}\uFFFD]/u.test(text);
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).replaceAll('\r\n', '\n');
  } catch {
    // A broken escape.
    return null;
  }
}
