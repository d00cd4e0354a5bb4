import { Lane } from './lane.ts';
import { planKills, share } from './plan.ts';
import { points } from './points.ts';
import { Report } from './report.ts';

const { CHAOS_KILLS = '500', CHAOS_LANES = '3', CHAOS_MINUTES = '20' } = process.env;
const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(CHAOS_KILLS);
const limitMs = Number(CHAOS_MINUTES) * 60_000;
const startedAt = performance.now();

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(`[chaos] ${seconds} s: ${line}\n`);
}

tell(`${kills} kills at ${points.length} named points and random instants; CHAOS_SEED=${seed}`);
const report = new Report(tell);
const isOver = (): boolean => performance.now() - startedAt > limitMs;
const lanes = share(planKills(kills, seed, process.env['CHAOS_ONLY']), Number(CHAOS_LANES));
await Promise.all(lanes.map((lane) => Lane.run(lane, report, isOver)));
process.stdout.write(`${report.toTable()}\n`);
const unreached = report.unreached.map((name) => `never died at: ${name}`);
const tooFew = report.kills < kills ? [`only ${report.kills} kills in ${CHAOS_MINUTES} min`] : [];
const faults = [...report.faults, ...unreached, ...tooFew];
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
tell(`${report.kills} kills, ${report.messages} messages, ${faults.length} faults; seed ${seed}`);
process.exitCode = faults.length === 0 ? 0 : 1;
