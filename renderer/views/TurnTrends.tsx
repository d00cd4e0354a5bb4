import { useId, useState, type ReactNode } from 'react';
import type { Channel } from '../../shared/thread.ts';
import type { Turn } from '../../shared/turns.ts';
import { strings } from '../strings.ts';
import { turnsStrings as words } from '../turns-strings.ts';
import { saveFile } from './save-file.ts';
import { TrendChart } from './TrendChart.tsx';
import { FigureCells, FigureHeads } from './FigureColumns.tsx';
import { trendsOf, type Trends } from './turn-trends.ts';
import { When } from './When.tsx';

/** How long each part of an answer takes over time, as pictures and as a table; `turns` as the command prints them. */
export function TurnTrends({ turns }: { readonly turns: readonly Turn[] }): ReactNode {
  const [channel, setChannel] = useState<Channel | null>(null);
  const titleId = useId();
  const channels = [...new Set(turns.map((turn) => turn.channel))];
  const all = trendsOf(turns, channel);
  return (
    <section aria-labelledby={titleId}>
      <h3 id={titleId} className="view-group">
        {words.over}
      </h3>
      <div className="trend-tools">
        <select
          aria-label={words.channel}
          value={channel ?? ''}
          onChange={({ target: { value } }) =>
            setChannel(channels.find((one) => one === value) ?? null)
          }
        >
          <option value="">{words.all}</option>
          {channels.map((one) => (
            <option key={one} value={one}>
              {strings.thread.channels[one]}
            </option>
          ))}
        </select>
        <SaveButton turns={turns} />
      </div>
      <p className="trend-legend" aria-hidden="true">
        <span data-line="p50">{words.p50}</span>
        <span data-line="p95">{words.p95}</span>
      </p>
      {all && (
        <>
          <ol className="trends">
            {all.trends.map((trend) => (
              <TrendChart key={trend.of} trend={trend} all={all} />
            ))}
          </ol>
          <TrendTable all={all} />
        </>
      )}
    </section>
  );
}

function SaveButton({ turns }: { readonly turns: readonly Turn[] }): ReactNode {
  const [saved, setSaved] = useState(false);
  return (
    <>
      <span role="status">{saved && words.saved}</span>
      <button
        type="button"
        className="quiet-button"
        onClick={() => {
          saveFile(words.fileName, JSON.stringify(turns, null, 2));
          setSaved(true);
        }}
      >
        {words.save}
      </button>
    </>
  );
}

/** For whoever does not see the pictures, or wants the numbers. */
function TrendTable({ all }: { readonly all: Trends }): ReactNode {
  const { column } = words;
  return (
    <details className="trend-table">
      <summary>{words.table}</summary>
      <table className="view-table">
        <thead>
          <tr>
            <th scope="col">{column.part}</th>
            <th scope="col">{column.from}</th>
            <FigureHeads />
          </tr>
        </thead>
        <tbody>
          {all.trends.flatMap(({ of, points }) =>
            points.map((point) => (
              <tr key={`${of} ${point.at}`}>
                <th scope="row">{words.parts[of]}</th>
                <td>
                  <When at={point.at} />
                </td>
                <FigureCells figure={point} />
              </tr>
            )),
          )}
        </tbody>
      </table>
    </details>
  );
}
