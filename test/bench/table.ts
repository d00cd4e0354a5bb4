import type { Percentiles } from './percentiles.ts';

export type Row = Percentiles & {
  readonly name: string;
  /** `ms` where nothing is said. */
  readonly unit?: string;
  /** The same work by something that does nothing else, in the same run. */
  readonly floor: Percentiles | null;
  readonly goal?: { readonly text: string; readonly holds: (measured: Percentiles) => boolean };
};

/** For people, with the ratios to the floor of the median and of the 99th percentile. */
export function toTable(rows: readonly Row[]): string {
  const head = ['', 'p50', 'p95', 'p99', 'floor p50', 'p99', '× p50', '× p99', 'goal', 'met'];
  const lines = rows.map((row) => [
    row.name,
    ...[row.p50, row.p95, row.p99].map((value) => `${round(value)} ${row.unit ?? 'ms'}`),
    ...toFloor(row),
    row.goal?.text ?? '',
    met(row),
  ]);
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** For programs: one JSON object a row. */
export function toRecord({ goal, ...row }: Row) {
  return { ...row, goal: goal?.text ?? null, met: goal ? goal.holds(row) : null };
}

function toFloor({ p50, p99, floor, unit = 'ms' }: Row): readonly string[] {
  if (!floor) return ['', '', '', ''];
  const times = [floor.p50, floor.p99].map((value) => `${round(value)} ${unit}`);
  return [...times, round(p50 / floor.p50), round(p99 / floor.p99)];
}

function met(row: Row): string {
  if (!row.goal) return '';
  return row.goal.holds(row) ? 'yes' : 'no';
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
