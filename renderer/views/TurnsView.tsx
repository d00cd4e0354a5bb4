import { useCallback, type ReactNode } from 'react';
import type { Turn } from '../../shared/turns.ts';
import { useAppState } from '../state/app-context.ts';
import { strings } from '../strings.ts';
import { turnsStrings } from '../turns-strings.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState } from './FetchState.tsx';
import { FigureCells, FigureHeads } from './FigureColumns.tsx';
import { durationText, figuresOf, spansOf, totalOf } from './turn-figures.ts';
import { Waterfall } from './Waterfall.tsx';
import { TurnTrends } from './TurnTrends.tsx';
import { useFetched } from './use-fetched.ts';
import { When } from './When.tsx';

/** All that one request may ask for. */
const mostAsked = 1000;
const mostShown = 50;
const words = viewStrings.turns;

/** Where the time of each answer goes, newest first, and how long answers take as a rule. */
export function TurnsView(): ReactNode {
  const app = useAppState();
  const ask = useCallback(
    async () => (await app.request('turns:list', { limit: mostAsked })).turns,
    [app],
  );
  const fetched = useFetched(ask);
  const turns = fetched.value;
  if (!turns) return <FetchState {...fetched} />;
  if (turns.length === 0) return <p className="view-empty">{words.none}</p>;
  const newestFirst = turns.toReversed();
  return (
    <>
      <FetchState {...fetched} />
      <Figures turns={newestFirst} />
      <TurnTrends turns={turns} />
      <h3 className="view-group">{turnsStrings.single}</h3>
      <ol className="view-rows">
        {newestFirst.slice(0, mostShown).map((turn) => (
          <TurnRow key={turn.turnId} turn={turn} />
        ))}
      </ol>
    </>
  );
}

function Figures({ turns }: { readonly turns: readonly Turn[] }): ReactNode {
  const figures = figuresOf(turns);
  return (
    <table className="view-table">
      <caption className="view-quiet">{words.summary}</caption>
      <thead>
        <tr>
          <th scope="col">{turnsStrings.channel}</th>
          <FigureHeads />
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <tr key={figure.channel}>
            <th scope="row">{strings.thread.channels[figure.channel]}</th>
            <FigureCells figure={figure} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TurnRow({ turn }: { readonly turn: Turn }): ReactNode {
  const spans = spansOf(turn);
  const channel = strings.thread.channels[turn.channel];
  const at = turn.receivedAt ?? 0;
  return (
    <li>
      <span>{words.chart(channel, durationText(totalOf(spans)))}</span>
      <span className="view-quiet">
        <When at={at} />
      </span>
      <Waterfall spans={spans} />
    </li>
  );
}
