import type { Percentiles } from './percentiles.ts';

/** Others who did the same work in the same run. */
export type Beside = { readonly name: string } & (
  | Percentiles
  /** Why there is nothing to compare with. */
  | { readonly missing: string }
);

export type Row = Percentiles & {
  readonly name: string;
  /** `ms` where nothing is said. */
  readonly unit?: string;
  /** The same work by something that does nothing else, in the same run. */
  readonly floor: Percentiles | null;
  readonly beside?: readonly Beside[];
  readonly goal?: { readonly text: string; readonly holds: (measured: Percentiles) => boolean };
};

/** A row as it is kept and printed. */
export type Line = Percentiles &
  Pick<Row, 'name' | 'floor'> & {
    readonly unit: string;
    readonly beside: readonly Beside[];
    readonly goal: string | null;
    readonly met: boolean | null;
  };

/** With its goal decided. */
export function toLine({ goal, unit = 'ms', beside = [], ...row }: Row): Line {
  return { ...row, unit, beside, goal: goal?.text ?? null, met: goal ? goal.holds(row) : null };
}

/** For people, with the ratios to the floor of the median and of the 99th percentile. */
export function toTable(lines: readonly Line[]): string {
  const head = ['', 'p50', 'p95', 'p99', 'floor p50', 'p99', '× p50', '× p99', 'goal', 'met'];
  const all = [head, ...lines.flatMap(cellsOf)];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A number with as many digits as mean something. */
export function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

export function metWord(met: boolean | null): string {
  return { true: 'yes', false: 'no', null: '' }[`${met}`];
}

/** A row, and below it whoever stands beside it. */
function cellsOf(line: Line): readonly (readonly string[])[] {
  const own = [...times(line, line.unit), ...toFloor(line), line.goal ?? '', metWord(line.met)];
  const beside = line.beside.map((other) => [
    `    beside ${other.name}`,
    ...('missing' in other ? [other.missing] : times(other, line.unit)),
  ]);
  return [[line.name, ...own], ...beside];
}

function times({ p50, p95, p99 }: Percentiles, unit: string): readonly string[] {
  return [p50, p95, p99].map((value) => `${round(value)} ${unit}`);
}

function toFloor({ p50, p99, floor, unit }: Line): readonly string[] {
  if (!floor) return ['', '', '', ''];
  const both = [floor.p50, floor.p99].map((value) => `${round(value)} ${unit}`);
  return [...both, round(p50 / floor.p50), round(p99 / floor.p99)];
}
