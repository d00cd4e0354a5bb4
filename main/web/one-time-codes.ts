import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';

const validMs = 30_000;

/** Codes that let a page in: single use, for 30 seconds. */
export class OneTimeCodes {
  readonly #clock: Clock;
  readonly #validUntil = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  make(): string {
    this.#forgetOld();
    const code = randomBytes(24).toString('base64url');
    this.#validUntil.set(code, this.#clock.now() + validMs);
    return code;
  }

  /** True once for a code that is still valid. */
  use(code: string): boolean {
    this.#forgetOld();
    return this.#validUntil.delete(code);
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [code, until] of this.#validUntil) if (until < now) this.#validUntil.delete(code);
  }
}
