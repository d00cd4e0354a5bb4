import { benchCalls } from './calls.ts';
import { benchIngress } from './ingress.ts';
import { benchStart } from './start.ts';
import { toRecord, toTable } from './table.ts';
import type { Row } from './table.ts';
import { benchTunnel } from './tunnel.ts';
import { benchWindow } from './window.ts';

/** By the name that chooses one: `npm run bench -- ingress`. */
const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  calls: benchCalls,
  ingress: benchIngress,
  start: benchStart,
  tunnel: benchTunnel,
  window: benchWindow,
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
// Minutes of waiting for what breaks, and what needs a browser: only on demand.
const onDemand: ReadonlySet<string> = new Set(['tunnel', 'window']);
const usual = Object.keys(benches).filter((name) => !onDemand.has(name));
const names = asked.length > 0 ? asked : usual;
const rows: Row[] = [];
for (const name of names) {
  const bench = benches[name];
  if (!bench) {
    process.stderr.write(`[bench] there is ${Object.keys(benches).join(', ')}; not "${name}"\n`);
    process.exit(2);
  }
  process.stderr.write(`[bench] ${name} …\n`);
  rows.push(...(await bench()));
}
const asJson = process.argv.includes('--json');
process.stdout.write(`${asJson ? JSON.stringify(rows.map(toRecord)) : toTable(rows)}\n`);
