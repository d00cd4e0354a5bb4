import { RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Telephony } from './ports.ts';

export type HangUpDeps = {
  readonly telephony: Pick<Telephony, 'hangUp'>;
  readonly clock: Clock;
  readonly log: Logger;
};

const tries = 3;
const pauseMs = 1000;
/** A line is hung up also while the app is closing. */
const unstoppable = new AbortController().signal;

/** Hangs a line up, in three tries. `gone`: the service knows no such call, so that nobody pays for it. Never throws. */
export async function hangUpLine(
  callId: string,
  { telephony, clock, log }: HangUpDeps,
): Promise<'done' | 'gone' | 'failed'> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      await telephony.hangUp(callId, unstoppable);
      return 'done';
    } catch (error) {
      log.warn('hanging up failed', errorFields(error));
      if (error instanceof RemoteError && error.status === 404) return 'gone';
      await sleep(clock, pauseMs, unstoppable);
    }
  }
  return 'failed';
}
