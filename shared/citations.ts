const scheme = 'adjutant:message/';

/** A citation in a reply at the desk, in Markdown: a link to a message of the thread. */
export function citationLink(label: string, messageId: string): string {
  return `[${label}](${scheme}${encodeURIComponent(messageId)})`;
}

/** The message that an address leads to; null for every other address. */
export function citedMessage(address: string | undefined): string | null {
  if (address === undefined || !address.startsWith(scheme)) return null;
  try {
    return decodeURIComponent(address.slice(scheme.length)) || null;
  } catch {
    return null;
  }
}

const links = /\[(?<label>[^[\]\n]{1,120})\]\(adjutant:message\/[^\s()]{1,300}\)/gu;

/** The same where nothing can be followed: `(Anna, 12 Nov)`. */
export function withoutCitationLinks(text: string): string {
  return text.replaceAll(links, '($<label>)');
}
