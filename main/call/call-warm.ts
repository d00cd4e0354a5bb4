import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Replies, Telephony } from './ports.ts';

export type WarmDeps = {
  readonly telephony: Pick<Telephony, 'warm'>;
  readonly replies: Pick<Replies, 'warm'>;
  readonly log: Logger;
};

/** While it rings there is time for what would be heard as a pause after the answer. Never throws. */
export function warmUp({ telephony, replies, log }: WarmDeps, signal: AbortSignal): void {
  const ignore = (error: unknown): void => {
    if (!signal.aborted) log.info('a connection was not opened ahead', errorFields(error));
  };
  telephony.warm(signal).catch(ignore);
  replies.warm?.(signal).catch(ignore);
}
