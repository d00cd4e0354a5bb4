import { benchCalls } from './calls.ts';
import { benchIngress } from './ingress.ts';
import { benchLeaks } from './leaks.ts';
import { watchOthers } from './others.ts';
import { reasonFor } from './reasons.ts';
import { describeMachine, keepResult } from './results.ts';
import { benchSoak } from './soak.ts';
import { benchStart } from './start.ts';
import { toLine, toTable } from './table.ts';
import type { Line, Row } from './table.ts';
import { benchTalk } from './talk.ts';
import { benchTunnel } from './tunnel.ts';
import { benchWindow } from './window.ts';

/** By the name that chooses one: `npm run bench -- ingress`. */
const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  calls: benchCalls,
  talk: benchTalk,
  ingress: benchIngress,
  leaks: benchLeaks,
  start: benchStart,
  window: benchWindow,
  soak: benchSoak,
  tunnel: benchTunnel,
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
// No budget is about them, and one is eight minutes of waiting for what breaks: only on demand.
const onDemand: ReadonlySet<string> = new Set(['leaks', 'tunnel']);
const usual = Object.keys(benches).filter((name) => !onDemand.has(name));
const names = asked.length > 0 ? asked : usual;
const lines: Line[] = [];
const machine = describeMachine();
for (const name of names) {
  const bench = benches[name];
  if (!bench) {
    process.stderr.write(`[bench] there is ${Object.keys(benches).join(', ')}; not "${name}"\n`);
    process.exit(2);
  }
  process.stderr.write(`[bench] ${name} …\n`);
  const others = watchOthers();
  try {
    const rows = (await bench()).map(toLine);
    keepResult(name, { at: new Date().toISOString(), machine, others: others(), rows });
    lines.push(...rows);
  } catch (error) {
    // The others are measured all the same; whoever asked for this one alone is told as much.
    process.stderr.write(`[bench] ${name} failed: ${String(error)}\n`);
    process.exitCode = 1;
  }
}
// A goal that is missed as is known has its reason on the page of numbers; every other miss is news.
for (const line of lines.filter((one) => one.met === false && reasonFor(one) === null)) {
  process.stderr.write(
    `[bench] ${line.name} misses its goal, and no reason is known for so much\n`,
  );
  process.exitCode = 1;
}
const asJson = process.argv.includes('--json');
process.stdout.write(`${asJson ? JSON.stringify(lines) : toTable(lines)}\n`);
