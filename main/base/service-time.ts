/** Between the question and the answer, our clock, epoch ms. */
export type Asked = { readonly askedAt: number; readonly answeredAt: number };

/** `Date` leaves out the fractions of its second, and a busy server may be late with the next. */
const toleranceMs = 2000;

/**
 * Instants of our clock as the service's has them. Its answers tell its time to the second (`Date`); as long as both may
 * be right, ours counts, and where it cannot be, the earliest that it may be at the service.
 */
export class ServiceTime {
  #aheadMs = 0;
  #isKnown = false;

  /** Whether the service has told its time. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Both in epoch ms. */
  of(at: number): number {
    return at + this.#aheadMs;
  }

  /** What an answer tells. One out of a store between (`Age`) tells when it was made, not what time it is. */
  hear(headers: Headers, { askedAt, answeredAt }: Asked): void {
    const at = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(at) || Number(headers.get('age') ?? 0) > 0) return;
    this.#isKnown = true;
    const mayAgree = askedAt < at + toleranceMs && answeredAt >= at;
    this.#aheadMs = mayAgree ? 0 : at - answeredAt;
  }
}
