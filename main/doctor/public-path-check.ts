import type { Check } from './check.ts';
import { bad, good, off } from './outcome.ts';

export type PublicPathPort = {
  /** From the public address back to this machine; null without a running instance. */
  readonly probe:
    | ((signal: AbortSignal) => Promise<{
        readonly ok: boolean;
        readonly detail: string;
        readonly remedy: string;
      }>)
    | null;
};

/** Whether what is posted to the public address arrives here. Counts as one request of the tunnel's plan. */
export function checkPublicPath({ probe }: PublicPathPort): Check {
  const look = async (signal: AbortSignal) => {
    if (probe === null)
      return off('Not looked at: Adjutant is not running.', 'Start it: npm start');
    const { ok, detail, remedy } = await probe(signal);
    return ok ? good(detail, remedy) : bad(detail, remedy);
  };
  return { hop: 'public-path', after: 'tunnel', look };
}
