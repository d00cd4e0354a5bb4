/** Turns the direction of what follows around: with it a name can end in another ending than it seems to. */
const turning = '\u202A-\u202E\u2066-\u2069';
/** Shows as nothing: words that look alike can differ by it. Joiners stay, because scripts and emoji need them. */
const unseen = '\u00AD\u200B\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}';
const turners = new RegExp(`[${turning}]`, 'gu');
const hidden = new RegExp(`[${turning}${unseen}\\p{Cc}\\u2028\\u2029]`, 'gu');

/** Words of others as they may be shown: no character in them changes how the rest of the window reads. */
export function safeWords(text: string): string {
  return text.replaceAll(turners, '');
}

/** The same where something is decided by the words: what would not be seen stands there as �, line breaks stay. */
export function exactWords(text: string): string {
  return text.replaceAll(hidden, (character) => (/[\n\t]/u.test(character) ? character : '\uFFFD'));
}

/** In characters: about two windows full. */
const foldFrom = 8_000;
const foldTo = 5_000;
const longestName = 80;
const shownEnd = 24;

/** A file name on one line, in the order of its characters, with its ending, however long it is. */
export function safeName(name: string): string {
  const seen = name.replaceAll(hidden, '\uFFFD');
  const characters = Array.from(seen);
  if (characters.length <= longestName) return seen;
  const begin = characters.slice(0, longestName - shownEnd - 1).join('');
  return `${begin}…${characters.slice(-shownEnd).join('')}`;
}

/**
 * Where an address leads, if its words do not say so themselves: the host in the letters in which it is looked up, so
 * that neither look-alike letters nor a name before an `@` can pretend another one. Null where the words are true.
 */
export function trueHost(address: string, words: string): string | null {
  const { protocol, host, hostname, username, password } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  const isPlain = username === '' && password === '' && !/(?:^|\.)xn--/u.test(hostname);
  const seen = words.trim().toLowerCase();
  const claims = /^(?:https?:\/\/)?[^\s/]*\.[^\s/]+/u.exec(seen)?.[0].replace(/^https?:\/\//u, '');
  if (isPlain && (claims === undefined || claims === host)) return null;
  return host;
}

/** The host of an address in the letters in which it is looked up; empty for one without a host. */
export function hostOf(address: string): string {
  return new URL(address).host;
}

/** More than anybody nests; deeper ones would fill the stack of whoever reads them. */
const tooDeep = /^[ \t>*+\-\d.)]{200}|^[^\n]{0,40}[[(*_~]{200}/mu;

/** Whether words can be read as Markdown; else they are shown as they stand. */
export function isTame(text: string): boolean {
  return !tooDeep.test(text);
}

/** The beginning of a long text, up to the end of a line where there is one near; null for a text that is not long. */
export function beginningOf(text: string): string | null {
  if (text.length <= foldFrom) return null;
  const cut = text.slice(0, foldTo);
  const lineEnd = cut.lastIndexOf('\n');
  return lineEnd > foldTo / 2 ? cut.slice(0, lineEnd) : cut;
}
