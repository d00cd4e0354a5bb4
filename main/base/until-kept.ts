import { AppError, StoreError } from '../../shared/errors.ts';
import { delayAt } from './backoff.ts';
import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';
import type { Logger } from './log.ts';
import { errorFields } from './log.ts';

const tryAgain = { firstMs: 1000, maxMs: 10_000 };

/** What the ledger answers by what it holds: asked again, it answers the same. */
const answers: ReadonlySet<string> = new Set([
  ...[
    'STORE_SETTLED',
    'STORE_NO_MESSAGE',
    'STORE_NO_TARGET',
    'STORE_NO_WORDS',
    'STORE_NO_ATTACHMENT',
    'STORE_NO_ACTION',
  ],
]);

/** Whether nothing could be kept or read just now, as on a full disk, which says nothing about what was to be kept. */
export function isStoreAway(error: unknown): boolean {
  return error instanceof StoreError && !answers.has(error.code);
}

/** Somebody else settled it: the owner dropped it, say. */
export function isSettled(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'STORE_SETTLED';
}

/** Whether time may mend it, so that it says nothing against the message that is handled. */
export function canWait(error: unknown): boolean {
  if (isStoreAway(error)) return true;
  return error instanceof AppError && (error.retryable || error.kind === 'auth');
}

/** Repeats what only the data file refuses, until it takes it. Rejects with any other failure, and on abort. */
export async function untilKept<T>(
  step: () => Promise<T>,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      log.warn('the data file did not take it yet', errorFields(error));
      await sleep(clock, delayAt(attempt, tryAgain), signal);
    }
  }
}
