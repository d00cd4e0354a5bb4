import { keepNewest } from '../base/keep-newest.ts';

/** Remembers what was seen lately, in bounded memory. */
export class RecentKeys {
  readonly #limits: { readonly count: number; readonly forMs: number };
  readonly #seenAt = new Map<string, number>();

  constructor(limits: { readonly count: number; readonly forMs: number }) {
    this.#limits = limits;
  }

  /** Whether this key is new at the instant `at` (epoch ms); it is known from then on. */
  isNew(key: string, at: number): boolean {
    const seenAt = this.#seenAt.get(key);
    // A clock that was set back makes everything remembered look fresh: better than a doubled word.
    if (seenAt !== undefined && at - seenAt < this.#limits.forMs) return false;
    this.#seenAt.delete(key);
    this.#seenAt.set(key, at);
    keepNewest(this.#seenAt, this.#limits.count);
    return true;
  }

  get size(): number {
    return this.#seenAt.size;
  }
}
