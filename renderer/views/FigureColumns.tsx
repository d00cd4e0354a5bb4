import type { ReactNode } from 'react';
import { turnsStrings } from '../turns-strings.ts';
import { durationText } from './turn-figures.ts';

const { count, p50, p95 } = turnsStrings.column;

/** The heads of the columns that `FigureCells` fills. */
export function FigureHeads(): ReactNode {
  return [count, p50, p95].map((name) => (
    <th key={name} scope="col" className="view-number">
      {name}
    </th>
  ));
}

export type Figure = {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
};

/** How many turns, and how long they took. */
export function FigureCells({ figure }: { readonly figure: Figure }): ReactNode {
  return (
    <>
      <td className="view-number">{figure.count}</td>
      <td className="view-number">{durationText(figure.p50)}</td>
      <td className="view-number">{durationText(figure.p95)}</td>
    </>
  );
}
