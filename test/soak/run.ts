import { Site } from '../chaos/site.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { Day } from './day.ts';
import type { DayPlan, DayResult } from './day.ts';
import { growthOf, toTable } from './growth.ts';

const { env } = process;
const scale = Number(env['SOAK_SCALE'] ?? '1');
const plan: DayPlan = {
  messages: Math.round(300 * scale),
  calls: Math.round(60 * scale),
  reconnects: Math.round(20 * scale),
  sleeps: Math.round(5 * scale),
  crashes: Math.round(3 * scale),
  seed: Number(env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 31)),
};
const startedAt = performance.now();

tell(`SOAK_SEED=${plan.seed}`);
const results: DayResult[] = [];
await Site.with(async (site) => {
  const peer = await openVoipBinPeer('server');
  peer.tellsHangUps = true;
  try {
    await site.settleIn();
    results.push(await new Day({ site, peer }, plan, tell).run());
  } finally {
    await peer.close();
  }
});
for (const result of results) report(result);

function report({ faults, lives, messages, calls, answeredCalls }: DayResult): void {
  const grown = lives.flatMap((life, index) => growthOf(life, index + 1));
  process.stdout.write(`${toTable(lives)}\n\n`);
  process.stdout.write(
    `${messages} messages, ${calls} calls of which ${answeredCalls} were not cut, ` +
      `${plan.reconnects} reconnects, ${plan.sleeps} sleeps, ${plan.crashes} crashes\n`,
  );
  for (const fault of [...faults, ...grown]) process.stdout.write(`FAULT ${fault}\n`);
  tell(`${faults.length + grown.length} faults; SOAK_SEED=${plan.seed}`);
  process.exitCode = faults.length + grown.length === 0 ? 0 : 1;
}

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(`[soak] ${seconds} s: ${line}\n`);
}
