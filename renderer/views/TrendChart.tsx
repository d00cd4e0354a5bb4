import type { ReactNode } from 'react';
import { turnsStrings } from '../turns-strings.ts';
import { durationText } from './turn-figures.ts';
import type { Trend, Trends } from './turn-trends.ts';
import './TrendChart.css';

const [width, height, margin] = [300, 40, 3];

export type TrendChartProps = { readonly trend: Trend; readonly all: Trends };

/** One part of a turn over time: what is usual as a line, and what one in twenty exceeds as another above it. */
export function TrendChart({ trend, all }: TrendChartProps): ReactNode {
  const { points, of } = trend;
  const newest = points.at(-1);
  if (!newest) return null;
  const name = turnsStrings.parts[of];
  const [p50, p95] = [durationText(newest.p50), durationText(newest.p95)];
  return (
    <li className="trend">
      <span className="trend-name">{name}</span>
      <Lines {...{ trend, all }} label={turnsStrings.chart(name, p50, p95)} />
      <span className="trend-values" aria-hidden="true">
        <span data-line="p50">{p50}</span>
        <span data-line="p95">{p95}</span>
      </span>
    </li>
  );
}

function Lines({ trend, all, label }: TrendChartProps & { readonly label: string }): ReactNode {
  const { points } = trend;
  const top = Math.max(1, ...points.map(({ p95 }) => p95));
  const spanMs = Math.max(all.stepMs, all.toAt - all.fromAt);
  const x = (at: number): number => margin + ((at - all.fromAt) / spanMs) * (width - 2 * margin);
  const y = (ms: number): number => height - margin - (ms / top) * (height - 2 * margin);
  const place = (line: 'p50' | 'p95') =>
    points.map((point) => `${x(point.at).toFixed(1)},${y(point[line]).toFixed(1)}`);
  return (
    <svg
      className="trend-lines"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      focusable="false"
    >
      <polygon points={[...place('p95'), ...place('p50').toReversed()].join(' ')} />
      {(['p95', 'p50'] as const).map((line) => (
        <polyline key={line} data-line={line} points={[...place(line), lastOf(line)].join(' ')} />
      ))}
    </svg>
  );

  /** A single point would not be seen: it is drawn as a level line. */
  function lastOf(line: 'p50' | 'p95'): string {
    const last = points.at(-1);
    if (!last) return '';
    const end = points.length === 1 ? width - margin : x(last.at);
    return `${end.toFixed(1)},${y(last[line]).toFixed(1)}`;
  }
}
