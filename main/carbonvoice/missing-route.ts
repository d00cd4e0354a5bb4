import { RemoteError } from '../../shared/errors.ts';

/** Carbon Voice: what an older or newer build answers for a route that it does not have. */
const missing = [404, 405, 501];

/** Whether the service may not have the route at all. A 404 may just as well mean what was asked about. */
export function isMissingRoute(error: unknown): error is RemoteError {
  return error instanceof RemoteError && missing.includes(error.status);
}
