import { timingSafeEqual } from 'node:crypto';
import { digestOf } from './path-digest.ts';

/** The digest of a path. */
export type PathKey = Buffer;

/** The one of `all` that listens at `path`; every key of all of them is compared, whichever fits. */
export function findByPath<T extends { readonly keys: () => readonly PathKey[] }>(
  all: readonly T[],
  path: string,
): T | null {
  const asked = digestOf(path);
  let found: T | null = null;
  for (const one of all) {
    for (const key of one.keys()) if (timingSafeEqual(asked, key)) found = one;
  }
  return found;
}
