import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { runRandomCalls } from './random-run.ts';

/** Another one plays a thousand other calls: `SCENE_SEED=7 npx vitest run test/main/call/scenes/thousand.test.ts`. */
const firstSeed = Number(process.env['SCENE_SEED'] ?? 1) * 1000;
const runs = 50;
const callsEach = 20;
const seeds = Array.from({ length: runs }, (_, run) => firstSeed + run);
/** Code is compiled and caches are filled in the first runs. */
const warmRuns = 10;
/** Collecting all garbage takes longer than a call, so the memory is looked at after so many runs. */
const lookEvery = 5;

const sessions: WeakRef<object>[] = [];
const heaps: number[] = [];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are still in use. */
async function heapInUse(): Promise<number> {
  // What was awaited last is let go of in a later turn.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

function isLookedAt(run: number): boolean {
  return run >= warmRuns && run % lookEvery === 0;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

describe('a thousand random calls, several at once, with random faults', () => {
  test.each(seeds)('seed %i: all ends, and every word is where it belongs', async (seed) => {
    if (isLookedAt(seed - firstSeed)) heaps.push(await heapInUse());
    const { sessions: ended, ...outcome } = await runRandomCalls(seed, callsEach);
    sessions.push(...ended);
    expect(outcome).toEqual({
      calls: callsEach,
      leftovers: { sessions: [], calls: 0, timers: 0 },
      ...{ words: [], replies: [], heard: [] },
    });
  });

  test('leave no session in memory', async () => {
    await heapInUse();
    expect(sessions.length).toBeGreaterThan(runs);
    expect(sessions.filter((session) => session.deref() !== undefined)).toHaveLength(0);
  });

  test('use no more memory in their second half than in their first', () => {
    expect(heaps).toHaveLength(seeds.filter((_, run) => isLookedAt(run)).length);
    const half = Math.floor(heaps.length / 2);
    const growth = mean(heaps.slice(half)) / mean(heaps.slice(0, half));
    expect(growth).toBeLessThan(1.05);
  });
});
