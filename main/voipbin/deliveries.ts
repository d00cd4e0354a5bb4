import { createHmac, timingSafeEqual } from 'node:crypto';
import { NetworkError, ProtocolError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { News } from './frame-wire.ts';
import { parseDelivery } from './frame-wire.ts';
import { parseJson } from './wire.ts';

/** One POST of the service, as it came. */
export type Delivery = {
  /** The bytes of the body: the signature is over them, not over what they mean. */
  readonly raw: Uint8Array;
  /** Header `X-VoIPBIN-Signature`; null where there is none. */
  readonly signature: string | null;
};

/**
 * VoIPBIN: `sha256=` and the hex HMAC-SHA256 of the body, for accounts that have a secret. Compared in constant
 * time. There is no time in it, so a repeat is no forgery: repeats are dropped later.
 */
export function isSigned({ raw, signature }: Delivery, secret: string): boolean {
  const told = /^sha256=([0-9a-f]{64})$/iu.exec(signature?.trim() ?? '')?.[1];
  if (told === undefined) return false;
  const expected = createHmac('sha256', secret).update(raw).digest();
  return timingSafeEqual(Buffer.from(told, 'hex'), expected);
}

/** What it tells; null for what is no delivery. Throws ProtocolError for a known event that is damaged. */
export function readDelivery({ raw }: Delivery): News | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    // What is no text is no delivery.
    return null;
  }
  return parseDelivery(parseJson(text));
}

export type DeliveryDeps = {
  /** Open as soon as the account was read in this run; until then nobody knows whether it has a secret. */
  readonly known: Gate;
  /** Whether no credential is set. */
  readonly isOff: () => boolean;
  /** Null for an account that has none. Asked once the account is known. */
  readonly secret: () => string | null;
  readonly take: (news: News) => void;
  /** The secret may have been changed at the service: it is to be read again. */
  readonly recheck: () => void;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends the waits. */
  readonly lifetime: AbortSignal;
};

const recheckEveryMs = 60_000;
/** VoIPBIN's guide wants an answer within 5 s; a 503 in time is tried again, three times in all. */
const longestWaitMs = 4000;
const maxWaiting = 32;

/**
 * Takes deliveries. The path is a secret already; the signature is checked for every account that has a secret.
 * What comes before the account is known waits for it, and is asked to come again when that takes too long: neither
 * believed unchecked nor acknowledged and lost.
 */
export class DeliveryDesk {
  readonly #deps: DeliveryDeps;
  #recheckedAt = Number.NEGATIVE_INFINITY;
  #waiting = 0;

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** False for what is no delivery, or not signed by the service. Throws NetworkError for what is to come again. */
  async deliver(delivery: Delivery): Promise<boolean> {
    // Without a credential there is no account whose delivery it could be.
    if (this.#deps.isOff()) return false;
    if (!this.#deps.known.isOpen) await this.#accountKnown();
    const secret = this.#deps.secret();
    if (secret !== null && !isSigned(delivery, secret)) {
      this.#deps.log.warn('a delivery with a wrong signature was refused');
      this.#recheck();
      return false;
    }
    try {
      const news = readDelivery(delivery);
      if (news) this.#deps.take(news);
      return news !== null;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // Genuine but damaged: it would be no better the second time, so it counts as taken.
      this.#deps.log.warn('a delivery could not be read', errorFields(error));
      return true;
    }
  }

  async #accountKnown(): Promise<void> {
    const { known, clock, lifetime } = this.#deps;
    if (this.#waiting >= maxWaiting) throw comeAgain();
    const limit = new AbortController();
    const cancel = clock.schedule(longestWaitMs, () => limit.abort());
    this.#waiting += 1;
    try {
      await known.passed(AbortSignal.any([lifetime, limit.signal]));
    } catch {
      throw comeAgain();
    } finally {
      this.#waiting -= 1;
      cancel();
    }
  }

  #recheck(): void {
    const now = this.#deps.clock.now();
    if (Math.abs(now - this.#recheckedAt) < recheckEveryMs) return;
    this.#recheckedAt = now;
    this.#deps.recheck();
  }
}

function comeAgain(): NetworkError {
  return new NetworkError(
    'VOIPBIN_ACCOUNT_UNKNOWN',
    'The VoIPBIN account is not known yet, so the delivery cannot be checked.',
  );
}
