import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { PracticeState } from './state.ts';

/** Carbon Voice does not publish how long its signed addresses live; a quarter of an hour is usual. */
const lifetimeMs = 15 * 60_000;

/** What an address allows, and no other exchange: this method on this file, a PUT with this media type. */
export type Permit = {
  readonly method: 'PUT' | 'GET';
  readonly objectId: string;
  readonly filename: string;
  /** Blank for GET. */
  readonly mimeType: string;
};

export type Check =
  | { readonly type: 'right'; readonly nonce: string }
  | { readonly type: 'expired' | 'wrong' };

const querySchema = z.object({
  expires: z.coerce.number().int(),
  nonce: z.string(),
  signature: z.string(),
});

/** Signed addresses of the practice storage: whoever has one needs no token. They stay valid over a restart. */
export class SignedAddresses {
  readonly #key: Buffer;
  readonly #clock: Clock;

  constructor(state: PracticeState, clock: Clock) {
    const { pat } = state.account;
    this.#key = createHash('sha256').update(`storage ${pat}`).digest();
    this.#clock = clock;
  }

  /** The path and query below the base of the storage. */
  sign(permit: Permit): string {
    const nonce = randomUUID();
    const expires = Math.floor(this.#clock.now()) + lifetimeMs;
    const signature = this.#signature(permit, { nonce, expires });
    const query = new URLSearchParams({ expires: String(expires), nonce, signature });
    return `${objectPath(permit)}?${query.toString()}`;
  }

  check(permit: Permit, query: unknown): Check {
    const shown = querySchema.safeParse(query).data;
    if (!shown) return { type: 'wrong' };
    const right = Buffer.from(this.#signature(permit, shown));
    const given = Buffer.from(shown.signature);
    if (right.length !== given.length || !timingSafeEqual(right, given)) return { type: 'wrong' };
    if (shown.expires < this.#clock.now()) return { type: 'expired' };
    return { type: 'right', nonce: shown.nonce };
  }

  #signature(
    { method, objectId, filename, mimeType }: Permit,
    { nonce, expires }: { readonly nonce: string; readonly expires: number },
  ): string {
    const text = JSON.stringify([method, objectId, filename, mimeType, nonce, expires]);
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}

/** Where a file lies, without a signature: the `link` of its attachment ends in this. */
export function objectPath({ objectId, filename }: Pick<Permit, 'objectId' | 'filename'>): string {
  return `/storage/${objectId}/${encodeURIComponent(filename)}`;
}

/** The file that a link names; null when it is none of the practice storage. */
export function objectIdOf(link: string): string | null {
  return /^https?:\/\/[^/?#]+\/storage\/([^/?#]+)\/[^/?#]+$/u.exec(link)?.[1] ?? null;
}
