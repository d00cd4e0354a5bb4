import { useEffect, useState, type ReactNode } from 'react';
import type { CallAccount } from '../../shared/call-account.ts';
import { sentenceOf } from '../state/app-state.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectCallNews } from '../state/selectors.ts';
import { RecentCalls } from './RecentCalls.tsx';

type Fetched = { readonly calls: readonly CallAccount[] | null; readonly at: number };

/** The last calls, fetched anew whenever one begins, ends, or is told of. */
export function RecentCallsView(): ReactNode {
  const app = useAppState();
  const news = useWindowState(selectCallNews);
  const [fetched, setFetched] = useState<Fetched>({ calls: null, at: 0 });
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    app.recentCalls().then(
      (calls) => {
        if (!current) return;
        setFetched({ calls: calls.toReversed(), at: Date.now() });
        setProblem(null);
      },
      (error: unknown) => {
        if (current) setProblem(sentenceOf(error));
      },
    );
    return () => {
      current = false;
    };
  }, [app, news]);
  return (
    <RecentCalls
      calls={fetched.calls}
      now={fetched.at}
      problem={problem}
      onShow={(id) => void app.reveal(id)}
    />
  );
}
