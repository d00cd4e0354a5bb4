import type { RemoteAttachment } from './attachment-wire.ts';

/** What was to go along with a message. */
export type Wanted = {
  readonly id: string;
  readonly kind: string;
  readonly url: string | null;
  readonly name: string;
  readonly bytes: number | null;
};

/**
 * Which attachment at the service is which of ours, by our ids. Carbon Voice keeps them in the order in which they were
 * sent; where some are missing, their links tell, and where those were rewritten, name and size.
 */
export function matchAttachments(
  wanted: readonly Wanted[],
  there: readonly RemoteAttachment[],
): ReadonlyMap<string, RemoteAttachment> {
  const pairs = wanted.map((one, index) => [one.id, there[index]] as const);
  const isWhole = wanted.length === there.length;
  if (isWhole && wanted.every((one, index) => isOfKind(one, there[index]))) {
    return new Map(pairs.flatMap(([id, found]) => (found ? [[id, found]] : [])));
  }
  const found = new Map<string, RemoteAttachment>();
  const free = new Set(there);
  for (const isSame of [sameLink, sameFile]) {
    for (const one of wanted) {
      const match = found.has(one.id) ? null : [...free].find((remote) => isSame(one, remote));
      if (!match) continue;
      found.set(one.id, match);
      free.delete(match);
    }
  }
  return found;
}

function isOfKind({ kind }: Wanted, remote: RemoteAttachment | undefined): boolean {
  return remote?.type === null || remote?.type === kind;
}

function sameLink({ url }: Wanted, { link }: RemoteAttachment): boolean {
  return url !== null && link !== null && plain(url) === plain(link);
}

function sameFile({ kind, name, bytes }: Wanted, remote: RemoteAttachment): boolean {
  return kind === 'file' && remote.fileName === name && remote.bytes === bytes;
}

/** As a parser writes it, so that a slash at the end makes no difference. */
function plain(url: string): string {
  return URL.parse(url)?.href ?? url;
}
