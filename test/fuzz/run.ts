import { keep } from './corpus.ts';
import { fuzz } from './fuzz.ts';

const { env } = process;
const seed = Number(env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const startedAt = performance.now();
tell(`FUZZ_SEED=${seed}`);

const { findings, tallies } = await fuzz(
  {
    targets: new URL('targets/all.ts', import.meta.url).href,
    budget: { seconds: Number(env['FUZZ_SECONDS'] ?? '5'), runs: null },
    seed,
    only: env['FUZZ_ONLY'] ?? '',
    hangMs: 30_000,
    minds: true,
  },
  (event) => {
    if (event.type === 'begun') tell(event.target);
    if (event.type === 'found') tell(`FAULT ${event.target}: ${event.wrong}`);
  },
);

for (const { target, runs, samples } of tallies) {
  process.stdout.write(`${target.padEnd(28)} ${String(runs).padStart(9)} runs, ${samples} kept\n`);
}
for (const { target, wrong, input } of findings) {
  process.stdout.write(`FAULT ${target}: ${wrong} (${keep(target, input)})\n`);
}
tell(`${findings.length} faults; FUZZ_SEED=${seed}`);
if (tallies.length === 0 && findings.length === 0) tell('no target has that name');
process.exitCode = findings.length === 0 && tallies.length > 0 ? 0 : 1;

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(`[fuzz] ${seconds} s: ${line}\n`);
}
