/** A stretch of text, or a web address in it. */
export type TextPart = { readonly text: string; readonly address: string | null };

const addressPattern = /https?:\/\/[^\s<>"'`{}|\\^]+/gi;
const closing = /^[.,;:!?'")\]}*_~]$/;

/** Cuts text at bare web addresses. Punctuation that ends the sentence does not belong to the address. */
export function splitAddresses(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(addressPattern)) {
    const address = trimEnd(match[0]);
    if (safeAddress(address) === null) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), address: null });
    parts.push({ text: address, address });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), address: null });
  return parts;
}

/** The address if it may be opened from the thread (web and mail), else null. */
export function safeAddress(address: string | undefined): string | null {
  if (address === undefined || !URL.canParse(address)) return null;
  const { protocol } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' ? address : null;
}

function trimEnd(address: string): string {
  const open = count(address, '(');
  let closed = count(address, ')');
  let end = address.length;
  for (; closing.test(address.charAt(end - 1)); end -= 1) {
    if (address[end - 1] !== ')') continue;
    // A bracket that was opened inside the address belongs to it.
    if (open >= closed) break;
    closed -= 1;
  }
  return address.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
