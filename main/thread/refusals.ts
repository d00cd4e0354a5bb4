import { AppError, ProtocolError, RemoteError } from '../../shared/errors.ts';

/** A service that was there and failed so often at one thing will not do it; at the longest distances an hour. */
export const maxRefusals = 60;

/**
 * Whether a service that was there failed at it. One that has a limit, or says that it is not there now, does not say
 * that it will not take this; what is broken here is as if it were broken there, so that it is not tried for ever.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RemoteError) return error.status !== 429 && error.status !== 503;
  return error instanceof ProtocolError || !(error instanceof AppError);
}
