import { useCallback, type ReactNode } from 'react';
import { rehearsalStrings } from '../rehearsal-strings.ts';
import { useAppState } from '../state/app-context.ts';
import { strings } from '../strings.ts';
import { FetchState } from '../views/FetchState.tsx';
import { durationText, spansOf, totalOf } from '../views/turn-figures.ts';
import { useFetched } from '../views/use-fetched.ts';
import { Waterfall } from '../views/Waterfall.tsx';

/** Where the time of the newest answer went, as soon as it is out. */
export function LastAnswer(): ReactNode {
  const app = useAppState();
  const ask = useCallback(
    async () => (await app.request('turns:list', { limit: 1 })).turns.at(-1) ?? 'none',
    [app],
  );
  const fetched = useFetched(ask);
  const turn = fetched.value;
  if (turn === null) return <FetchState {...fetched} />;
  if (turn === 'none') return <p className="practice-hint">{rehearsalStrings.noAnswer}</p>;
  const spans = spansOf(turn);
  const channel = strings.thread.channels[turn.channel];
  return (
    <div className="last-answer">
      <p className="practice-hint">
        {rehearsalStrings.answerTook(channel, durationText(totalOf(spans)))}
      </p>
      <Waterfall spans={spans} />
    </div>
  );
}
