import { StoreError } from '../../../shared/errors.ts';
import { delayAt } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';

const tryAgain = { firstMs: 1000, maxMs: 10_000 };

/** Repeats what the data file does not take, as on a full disk, until it does. Rejects with any other failure, and on abort. */
export async function untilKept<T>(
  step: () => Promise<T>,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === 'NO_ACTION') throw error;
      log.warn('an action could not be written down yet', errorFields(error));
      await sleep(clock, delayAt(attempt, tryAgain), signal);
    }
  }
}
