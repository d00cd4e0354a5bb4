import { loopbackHost } from '../../shared/loopback.ts';

/** Whether a service runs on this machine, so that it can reach our loopback address. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return loopbackHost.test(hostname);
}
