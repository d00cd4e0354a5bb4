import { useCallback, type ReactNode } from 'react';
import type { Turn } from '../../shared/turns.ts';
import { useAppState } from '../state/app-context.ts';
import { strings } from '../strings.ts';
import { turnsStrings } from '../turns-strings.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState } from './FetchState.tsx';
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
    async () => (await app.request('turns:list', { limit: mostAsked })).turns.toReversed(),
    [app],
  );
  const fetched = useFetched(ask);
  const turns = fetched.value;
  if (!turns) return <FetchState {...fetched} />;
  if (turns.length === 0) return <p className="view-empty">{words.none}</p>;
  return (
    <>
      <FetchState {...fetched} />
      <Figures turns={turns} />
      <TurnTrends turns={turns.toReversed()} />
      <h3 className="view-group">{turnsStrings.single}</h3>
      <ol className="view-rows">
        {turns.slice(0, mostShown).map((turn) => (
          <TurnRow key={turn.turnId} turn={turn} />
        ))}
      </ol>
    </>
  );
}

function Figures({ turns }: { readonly turns: readonly Turn[] }): ReactNode {
  const figures = figuresOf(turns);
  const { column } = words;
  return (
    <table className="view-table">
      <caption className="view-quiet">{words.summary}</caption>
      <thead>
        <tr>
          <th scope="col">{column.channel}</th>
          {[column.count, column.p50, column.p95].map((name) => (
            <th key={name} scope="col" className="view-number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.map(({ channel, count, p50, p95 }) => (
          <tr key={channel}>
            <th scope="row">{strings.thread.channels[channel]}</th>
            <td className="view-number">{count}</td>
            <td className="view-number">{durationText(p50)}</td>
            <td className="view-number">{durationText(p95)}</td>
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
