/** What became of a one-time code. `refused`: used or expired; `unreachable`: nobody answered. */
export type EntryResult = 'entered' | 'refused' | 'unreachable';

const answerLimitMs = 10_000;

/** Reads the one-time code of the link and removes it from the address and the history at once. */
export function takeCode(page: {
  readonly location: { readonly hash: string; readonly pathname: string };
  readonly history: { replaceState(data: null, unused: string, address: string): void };
}): string | null {
  const code = new URLSearchParams(page.location.hash.slice(1)).get('code');
  page.history.replaceState(null, '', page.location.pathname);
  return code === '' ? null : code;
}

/** Trades the code for a session cookie. */
export async function enterSession(code: string, address: URL): Promise<EntryResult> {
  try {
    const { ok, status } = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      cache: 'no-store',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    if (ok) return 'entered';
    return status >= 500 ? 'unreachable' : 'refused';
  } catch {
    // No answer within the limit, or nobody listens.
    return 'unreachable';
  }
}
