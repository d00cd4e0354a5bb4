import { threadCpuUsage } from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus.ts';
import { look } from './look.ts';
import { maxInput, mutate } from './mutate.ts';
import { Random, seedFor } from './random.ts';
import { shorten } from './shorten.ts';
import type { Target } from './target.ts';
import { nameBytes } from './fuzz.ts';
import type { LaneEvent, LaneOptions } from './fuzz.ts';

// Runs targets one after the other, in a thread that can be ended; what it is at stands in memory that outlives it.

const options = workerData as LaneOptions;
const { budget, seed, skip, shared } = options;
const state = new Int32Array(shared, 0, 4);
const nameOf = new Uint8Array(shared, 16, nameBytes);
const place = new Uint8Array(shared, 16 + nameBytes);
const { targets } = (await import(options.targets)) as { readonly targets: readonly Target[] };
const enough = 5;
const tooSlow = 'it takes more than a second of the processor';

for (const [index, target] of targets.entries()) {
  if (index < skip || !target.name.includes(options.only)) continue;
  Atomics.store(state, 0, index);
  nameOf.fill(0).set(Buffer.from(target.name));
  tell({ type: 'begun', target: target.name });
  tell({ type: 'done', target: target.name, ...(await fuzz(target)) });
}
tell({ type: 'over' });
parentPort?.close();

async function fuzz(target: Target) {
  const corpus = readCorpus(target);
  const found = new Set<string>();
  let runs = 0;
  for (const input of corpus) {
    runs += 1;
    await examine(target, input, found);
  }
  const random = new Random(seedFor(seed, target.name));
  const mutation = { kind: target.kind, samples: corpus, words: target.words ?? [] };
  const until = performance.now() + (budget.seconds ?? 0) * 1000;
  const most = Math.ceil((budget.runs ?? Number.POSITIVE_INFINITY) / (target.cost ?? 1));
  const longest = Math.min(budget.maxBytes ?? maxInput, target.maxBytes ?? maxInput);
  for (let made = 0; found.size < enough; made += 1) {
    if (budget.seconds === null ? made >= most : performance.now() >= until) break;
    runs += 1;
    const input = mutate(mutation, random).subarray(0, longest);
    await examine(target, input, found);
  }
  return { runs, samples: corpus.length };
}

async function examine(target: Target, input: Buffer, found: Set<string>): Promise<void> {
  place.set(input);
  Atomics.store(state, 1, input.length);
  Atomics.add(state, 2, 1);
  const began = threadCpuUsage();
  const wrong = (await look(target, input)) ?? slowness(target, threadCpuUsage(began));
  if (wrong === null || found.has(wrong)) return;
  found.add(wrong);
  const small =
    wrong === tooSlow ? input : await shorten(input, (one) => isWrong(target, one, wrong));
  tell({ type: 'found', target: target.name, wrong, input: new Uint8Array(small) });
}

async function isWrong(target: Target, input: Buffer, wrong: string): Promise<boolean> {
  Atomics.add(state, 2, 1);
  return (await look(target, input)) === wrong;
}

function slowness(target: Target, used: NodeJS.CpuUsage): string | null {
  if (!options.minds || target.limited === true) return null;
  return (used.user + used.system) / 1000 > 1000 ? tooSlow : null;
}

function tell(event: LaneEvent): void {
  parentPort?.postMessage(event);
}
