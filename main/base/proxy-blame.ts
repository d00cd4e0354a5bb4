import { AuthError, NetworkError } from '../../shared/errors.ts';

/** The error of the proxy that another one was caused by; null where the proxy is not to blame. */
export function proxyFaultIn(error: unknown): AuthError | NetworkError | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ((at instanceof NetworkError || at instanceof AuthError) && isProxyCode(at.code)) return at;
  }
  return null;
}

/** What to do about an error: the usual, where the proxy is not to blame. */
export function remedyFor(error: unknown, usual: string): string {
  return proxyFaultIn(error)?.remedy ?? usual;
}

/** Whether a code is one of `proxy-faults.ts`. */
export function isProxyCode(code: string): boolean {
  return code.startsWith('PROXY_');
}
