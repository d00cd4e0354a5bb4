import { useCallback, useEffect, useState } from 'react';
import { sentenceOf } from '../state/app-state.ts';
import { useWindowState } from '../state/app-context.ts';

export type Fetched<T> = {
  /** Null until the first answer; kept while it is asked for anew. */
  readonly value: T | null;
  /** Why the last asking failed, for people; null when it did not. */
  readonly problem: string | null;
  /** Asks anew. */
  readonly reload: () => void;
};

/** Asks when it is drawn, when `ask` is another one, when something happened in the thread, and when the page is back. */
export function useFetched<T>(ask: () => Promise<T>): Fetched<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const isOpen = useWindowState(({ connection }) => connection === 'open');
  const news = useWindowState(({ snapshot }) => {
    const last = snapshot?.messages.at(-1);
    return last ? `${last.id} ${last.delivery}` : '';
  });
  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    ask().then(
      (answer) => {
        if (!isCurrent) return;
        setValue(answer);
        setProblem(null);
      },
      (error: unknown) => {
        if (isCurrent) setProblem(sentenceOf(error));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [ask, isOpen, news, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value, problem, reload };
}
