import { useCallback, useState, type ReactNode } from 'react';
import type { Turn } from '../../shared/turns.ts';
import { useAppState } from '../state/app-context.ts';
import { strings } from '../strings.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState } from './FetchState.tsx';
import { figuresOf, spansOf, type Span } from './turn-figures.ts';
import { useFetched } from './use-fetched.ts';
import { When } from './When.tsx';
import './TurnsView.css';

const mostShown = 100;
const words = viewStrings.turns;

/** Where the time of each answer goes, newest first, and how long answers take as a rule. */
export function TurnsView(): ReactNode {
  const app = useAppState();
  const ask = useCallback(
    async () => (await app.request('turns:list', { limit: mostShown })).turns.toReversed(),
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
      <ol className="view-rows">
        {turns.map((turn) => (
          <TurnRow key={turn.turnId} turn={turn} />
        ))}
      </ol>
    </>
  );
}

function Figures({ turns }: { readonly turns: readonly Turn[] }): ReactNode {
  const figures = figuresOf(turns);
  const { column } = words;
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(JSON.stringify(turns, null, 2));
    setCopied(true);
  };
  return (
    <>
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
              <td className="view-number">{duration(p50)}</td>
              <td className="view-number">{duration(p95)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="view-row-actions">
        <span role="status">{copied && words.copied}</span>
        <button type="button" className="quiet-button" onClick={() => void copy()}>
          {words.copy}
        </button>
      </p>
    </>
  );
}

function TurnRow({ turn }: { readonly turn: Turn }): ReactNode {
  const spans = spansOf(turn);
  const last = spans.at(-1);
  const total = last ? last.startMs + last.ms : 0;
  const channel = strings.thread.channels[turn.channel];
  const at = turn.receivedAt ?? 0;
  return (
    <li>
      <span>{words.chart(channel, duration(total))}</span>
      <span className="view-quiet">
        <When at={at} />
      </span>
      <Waterfall spans={spans} total={total} />
    </li>
  );
}

/** Each part as long as its share of the whole; the same in words for whoever cannot see it. */
function Waterfall({
  spans,
  total,
}: {
  readonly spans: readonly Span[];
  readonly total: number;
}): ReactNode {
  return (
    <ol className="waterfall view-row-wide">
      {spans.map((span) => {
        const text = words.span(words.stages[span.from], words.stages[span.to], duration(span.ms));
        return (
          <li key={span.to} data-stage={span.to} title={text}>
            <Bar span={span} total={total} />
            <span className="waterfall-words">{text}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** Drawn, because the policy of the page takes no style of an element. */
function Bar({ span, total }: { readonly span: Span; readonly total: number }): ReactNode {
  const share = (ms: number): number => (total === 0 ? 0 : (ms / total) * 100);
  return (
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect
        x={share(span.startMs)}
        y="0"
        width={Math.max(0.6, share(span.ms))}
        height="4"
        rx="0.4"
      />
    </svg>
  );
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
