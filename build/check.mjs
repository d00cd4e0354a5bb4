import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allChecks } from './check/checks.mjs';
import { oneFailed, sumTotals, totalsLine } from './check/totals.mjs';
import { childEnvironment } from './setup/child-env.mjs';
import { createProgress, withTicks } from './setup/progress.mjs';
import { tail } from './setup/run-command.mjs';

// Every check runs even when an earlier one fails, so that the totals are whole.

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const reports = join(root, 'out/reports');
const progress = createProgress('check');
const startedAt = performance.now();

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const results = [];
for (const lanes of allChecks({ root, reports, env: checkEnvironment() })) {
  results.push(...(await Promise.all(lanes.map(runLane))).flat());
}
const totals = sumTotals(results);
progress.say('all', `done in ${secondsSince(startedAt)} s; whole output in out/reports/`);
console.log(totalsLine(totals));
process.exitCode = totals.failed === 0 ? 0 : 1;

/** @param {readonly import('./check/checks.mjs').Check[]} checks */
async function runLane(checks) {
  const all = [];
  for (const check of checks) all.push(await runCheck(check));
  return all;
}

/** @param {import('./check/checks.mjs').Check} check */
async function runCheck(check) {
  const began = performance.now();
  const ticks = { progress, part: check.name, text: 'still running' };
  try {
    const { totals, output, note } = await withTicks(ticks, () => check.run());
    writeFileSync(join(reports, `${check.name.replaceAll(' ', '-')}.log`), output);
    if (totals.failed > 0) process.stderr.write(`${tail(output, 200)}\n`);
    progress.say(check.name, `${totalsLine(totals)} (${secondsSince(began)} s)`);
    if (note) progress.say(check.name, note);
    return totals;
  } catch (error) {
    progress.say(check.name, error instanceof Error ? error.message : String(error));
    return oneFailed;
  }
}

/** Settings of whoever runs the checks must not reach them; the tests' own variables stay. */
function checkEnvironment() {
  const env = childEnvironment(process.env, { NO_COLOR: '1' });
  const foreign = (/** @type {string} */ name) =>
    (name.startsWith('ADJUTANT_') && !name.startsWith('ADJUTANT_TEST_')) || name === 'FORCE_COLOR';
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign(name)));
}

/** @param {number} began */
function secondsSince(began) {
  return ((performance.now() - began) / 1000).toFixed(1);
}
