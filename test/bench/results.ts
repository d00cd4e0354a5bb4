import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Line } from './table.ts';

const file = fileURLToPath(new URL('../../out/reports/bench.json', import.meta.url));

/** What was measured on. */
export type Machine = {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
};
export type Result = {
  /** ISO. */
  readonly at: string;
  readonly machine: Machine;
  /** Of the processors, in percent, what went to other work meanwhile; null where that is not known. */
  readonly others: number | null;
  readonly rows: readonly Line[];
};
/** The newest of each bench, by its name. */
export type Results = Readonly<Record<string, Result>>;

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

/** Those of earlier runs; none where there was none. */
export function readResults(): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch {
    return {};
  }
}

/** At once after each bench, so that one that fails takes nothing with it. */
export function keepResult(name: string, result: Result): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readResults(), [name]: result }, null, 2)}\n`);
}
