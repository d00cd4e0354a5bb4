import { createHash, timingSafeEqual } from 'node:crypto';

/** The digest of a path: of equal length for each, as a comparison in constant time wants it. */
export type PathKey = Buffer;

export function pathKey(path: string): PathKey {
  return createHash('sha256').update(path).digest();
}

/** The one of `all` that listens at `path`; every key of all of them is compared, whichever fits. */
export function findByPath<T extends { readonly keys: () => readonly PathKey[] }>(
  all: readonly T[],
  path: string,
): T | null {
  const asked = pathKey(path);
  let found: T | null = null;
  for (const one of all) {
    for (const key of one.keys()) if (timingSafeEqual(asked, key)) found = one;
  }
  return found;
}
