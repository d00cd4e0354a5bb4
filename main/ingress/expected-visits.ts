import { randomBytes, timingSafeEqual } from 'node:crypto';
import { pathKey } from './path-key.ts';

/** A path that nobody can guess, to be asked for once. Its arrival is noticed; it is answered as every wrong path. */
export type ExpectedVisit = {
  readonly path: string;
  readonly wasSeen: boolean;
  /** Forgets the path; idempotent. */
  close(): void;
};

type Entry = { readonly digest: Buffer; wasSeen: boolean };

/** The visits that are waited for. Nothing is reachable by them that was not before. */
export class ExpectedVisits {
  readonly #entries = new Set<Entry>();

  expect(): ExpectedVisit {
    const path = `/hooks/proof/${randomBytes(32).toString('base64url')}`;
    const entry: Entry = { digest: pathKey(path), wasSeen: false };
    this.#entries.add(entry);
    return {
      path,
      get wasSeen() {
        return entry.wasSeen;
      },
      close: () => void this.#entries.delete(entry),
    };
  }

  /** Whether it is one. Compares in constant time; a path counts once. */
  notice(path: string): boolean {
    if (this.#entries.size === 0) return false;
    const asked = pathKey(path);
    let wasExpected = false;
    for (const entry of this.#entries) {
      if (!timingSafeEqual(asked, entry.digest)) continue;
      entry.wasSeen = true;
      this.#entries.delete(entry);
      wasExpected = true;
    }
    return wasExpected;
  }
}
