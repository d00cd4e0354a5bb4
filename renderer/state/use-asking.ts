import { useCallback, useRef, useState } from 'react';
import { sentenceOf } from './app-state.ts';

export type Asking = {
  readonly busy: boolean;
  /** Why the last request failed, for people; null when it did not. */
  readonly problem: string | null;
  /** Resolves with whether it was done; false at once, and nothing is asked, while another one is on its way. */
  readonly ask: (request: () => Promise<void>) => Promise<boolean>;
};

/** Requests of one form, one at a time, with what went wrong. */
export function useAsking(): Asking {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A second Enter comes before the first one has been drawn.
  const underway = useRef(false);
  const ask = useCallback(async (request: () => Promise<void>) => {
    if (underway.current) return false;
    underway.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await request();
      return true;
    } catch (error) {
      setProblem(sentenceOf(error));
      return false;
    } finally {
      underway.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, problem, ask };
}
