/**
 * Whether the owner has written this address themselves, also without `https://`. An address that a model put together
 * out of words of others can carry the owner's words away: in its path, its query or its name.
 */
export function isOwnAddress(address: string, ownWords: string): boolean {
  const wanted = toUrl(address);
  return wanted !== null && addressesIn(ownWords).has(bare(wanted));
}

/** An address as it may have been written, without `https://`; null for what is none. */
export function toUrl(text: string): URL | null {
  return URL.parse(/^[a-z][\w+.-]*:/iu.test(text) ? text : `https://${text}`);
}

function addressesIn(words: string): ReadonlySet<string> {
  const written = words.match(/[^\s<>"'`|]+/gu) ?? [];
  return new Set(
    written
      .map((word) => word.replace(/^[([{]+/u, '').replace(/[.,;:!?)\]}…]+$/u, ''))
      .filter((word) => /\.|:\/\//u.test(word))
      .flatMap((word) => toUrl(word) ?? [])
      .map(bare),
  );
}

/** An address without what makes no other page of it. */
function bare({ host, pathname, search }: URL): string {
  return `${host}${pathname.replace(/\/+$/u, '')}${search}`;
}
