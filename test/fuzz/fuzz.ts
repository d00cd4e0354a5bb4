import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { maxInput } from './mutate.ts';

export type FuzzOptions = {
  /** Address of a module that exports `targets`. */
  readonly targets: string;
  /** How long, or how often, each target is run; one of them is null. */
  readonly budget: {
    readonly seconds: number | null;
    readonly runs: number | null;
    /** Cuts longer inputs, so that many are run in little time. */
    readonly maxBytes?: number;
  };
  readonly seed: number;
  /** A part of the names of those that are run; all when it is empty. */
  readonly only: string;
  /** After so long without an end, a run counts as one that hangs. */
  readonly hangMs: number;
  /** Whether an input that takes more than a second of the processor counts as a fault. */
  readonly minds: boolean;
};

/** Longest name of a target. */
export const nameBytes = 64;

/**
 * What the thread is given. `shared`: place of the target, length of the input, number of runs; its name; then the input.
 * They stand there because a message is not delivered any more when its thread dies.
 */
export type LaneOptions = Omit<FuzzOptions, 'hangMs'> & {
  readonly skip: number;
  readonly shared: SharedArrayBuffer;
};

export type LaneEvent =
  | { readonly type: 'begun'; readonly target: string }
  | ({ readonly type: 'found' } & Finding)
  | ({ readonly type: 'done' } & Tally)
  | { readonly type: 'over' };

export type Finding = {
  readonly target: string;
  readonly wrong: string;
  readonly input: Uint8Array;
};
export type Tally = { readonly target: string; readonly runs: number; readonly samples: number };

/** Runs the targets in a thread of their own; one that hangs or dies is ended, and the next one goes on. */
export async function fuzz(
  options: FuzzOptions,
  onEvent: (event: LaneEvent) => void = () => {},
): Promise<{ readonly findings: readonly Finding[]; readonly tallies: readonly Tally[] }> {
  const findings: Finding[] = [];
  const tallies: Tally[] = [];
  const hear = (event: LaneEvent): void => {
    if (event.type === 'found') findings.push(event);
    if (event.type === 'done') tallies.push(event);
    onEvent(event);
  };
  const folder = mkdtempSync(join(tmpdir(), 'adj-fuzz-'));
  try {
    let skip = 0;
    while (skip !== Number.POSITIVE_INFINITY) skip = await runLane(options, { skip, folder }, hear);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { findings, tallies };
}

/** Resolves with the target to go on with; infinite when all are done. */
function runLane(
  { hangMs, ...options }: FuzzOptions,
  { skip, folder }: { readonly skip: number; readonly folder: string },
  hear: (event: LaneEvent) => void,
): Promise<number> {
  const shared = new SharedArrayBuffer(16 + nameBytes + 2 * maxInput);
  const state = new Int32Array(shared, 0, 4);
  const workerData: LaneOptions = { ...options, skip, shared };
  const worker = new Worker(new URL('lane.ts', import.meta.url), {
    workerData,
    // Whatever a target writes goes there, and with it.
    env: { ...process.env, TMPDIR: folder, TEMP: folder },
    // What a parser keeps of one input is far less.
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise((resolve) => {
    let [seen, since] = [-1, performance.now()];
    const watch = setInterval(() => {
      const runs = Atomics.load(state, 2);
      if (runs !== seen) [seen, since] = [runs, performance.now()];
      else if (runs > 0 && performance.now() - since > hangMs) blame('it hangs');
    }, hangMs / 10);
    const leave = (next: number): void => {
      clearInterval(watch);
      const ended = (): void => resolve(next);
      void worker.terminate().then(ended, ended);
    };
    const blame = (wrong: string): void => {
      const length = Atomics.load(state, 1);
      const input = new Uint8Array(shared, 16 + nameBytes, length).slice();
      const name = Buffer.from(new Uint8Array(shared, 16, nameBytes).slice());
      hear({ type: 'found', target: name.toString('utf8').replaceAll('\0', ''), wrong, input });
      leave(Atomics.load(state, 0) + 1);
    };
    worker.on('message', (event: LaneEvent) => {
      if (event.type === 'over') return leave(Number.POSITIVE_INFINITY);
      hear(event);
    });
    worker.once('error', (error: Error) =>
      blame(`it ends the process: ${error.name}: ${error.message.slice(0, 80)}`),
    );
  });
}
