import { RemoteError } from '../../shared/errors.ts';

const maxAskedWaitMs = 10 * 60_000;

/** How long a service asked to be left alone, in milliseconds: its `Retry-After`, as far as it is believed. */
export function askedWaitMs(error: unknown): number {
  if (!(error instanceof RemoteError)) return 0;
  return Math.min(Math.max(error.retryAfterMs ?? 0, 0), maxAskedWaitMs);
}
