import { combinations, nameOf } from './faults/faults.ts';
import { SickSite } from './faults/sick-site.ts';
import { toTable } from './faults/table.ts';
import { tryFaults } from './faults/trial.ts';
import type { Trial } from './faults/trial.ts';
import { Lane } from './lane.ts';
import { planKills, share } from './plan.ts';
import { points } from './points.ts';
import { Report } from './report.ts';
import { storm } from './storm.ts';

const { env } = process;
const seed = Number(env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const limitMs = Number(env['CHAOS_MINUTES'] ?? '20') * 60_000;
const startedAt = performance.now();

/** By the name that chooses one: `npm run chaos -- storm`. Each resolves with what must not be. */
const parts: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  kills: killOften,
  storm: deliverOften,
  faults: failInPairs,
};

const [name = 'kills'] = process.argv.slice(2);
const part = parts[name];
if (!part) {
  process.stderr.write(`[chaos] there is ${Object.keys(parts).join(', ')}; not "${name}"\n`);
  process.exit(2);
}
tell(`CHAOS_SEED=${seed}`);
const faults = await part();
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
tell(`${faults.length} faults; CHAOS_SEED=${seed}`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function killOften(): Promise<readonly string[]> {
  const kills = planKills(Number(env['CHAOS_KILLS'] ?? '500'), seed, env['CHAOS_ONLY']);
  tell(`${kills.length} kills; there are ${points.length} named points`);
  const report = new Report(tell);
  const isOver = (): boolean => performance.now() - startedAt > limitMs;
  const lanes = share(kills, Number(env['CHAOS_LANES'] ?? '3'));
  await Promise.all(lanes.map((lane) => Lane.run(lane, report, isOver)));
  process.stdout.write(`${report.toTable()}\n`);
  tell(`${report.kills} kills, ${report.messages} messages`);
  const unreached = report.unreached.map((point) => `never died at: ${point}`);
  const isTooFew = report.kills < kills.length;
  return [...report.faults, ...unreached, ...(isTooFew ? [`only ${report.kills} kills`] : [])];
}

async function deliverOften(): Promise<readonly string[]> {
  const deliveries = Number(env['CHAOS_DELIVERIES'] ?? '10000');
  const result = await storm({ deliveries, seed, limitMs, tell });
  const { messages, spoiled, takenMs, doneMs } = result;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  process.stdout.write(
    `${result.deliveries} deliveries of ${messages} messages, taken in ${seconds(takenMs)}, ` +
      `all answered after ${seconds(doneMs)}; ${spoiled} requests of the app went wrong\n`,
  );
  return result.faults;
}

/** Everything that the app depends on, ill alone and in pairs. */
async function failInPairs(): Promise<readonly string[]> {
  const only = env['CHAOS_ONLY'] ?? '';
  const all = combinations().filter((some) => nameOf(some).includes(only));
  const lanes = share(
    all.map((combination, index) => ({ combination, number: index + 1 })),
    Number(env['CHAOS_LANES'] ?? '3'),
  );
  tell(`${all.length} combinations`);
  const trials: Trial[] = [];
  const isOver = (): boolean => performance.now() - startedAt > limitMs;
  await Promise.all(
    lanes.map((lane) =>
      SickSite.with(async (site) => {
        for (const { combination, number } of lane) {
          if (isOver()) return;
          const trial = await tryFaults(site, combination, number);
          trials.push(trial);
          tell(
            `${trial.name}: ${(trial.recoveredMs / 1000).toFixed(1)} s, ${trial.faults.length} faults`,
          );
        }
      }),
    ),
  );
  process.stdout.write(`${toTable(trials)}\n`);
  const left = all.length - trials.length;
  return [
    ...trials.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`)),
    ...(left > 0 ? [`${left} combinations were not tried in time`] : []),
  ];
}

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(`[chaos] ${seconds} s: ${line}\n`);
}
