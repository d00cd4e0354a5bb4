import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from '../start/electron-runtime.mjs';
import { answersYes, runCommand } from '../setup/run-command.mjs';
import { browserPath, systemProbe } from '../setup/system-needs.mjs';
import { openKeyring } from './keyring.mjs';
import {
  failedTests,
  oneFailed,
  onePassed,
  oneSkipped,
  playwrightTotals,
  vitestTotals,
} from './totals.mjs';

/** Lint runs beside the tests: where much else is to do it takes two minutes and a half. */
const toolLimitMs = 600_000;
/** Ends what hangs. On two idle cores each takes a third of it or less; a machine that is busy may need three times as long. */
const testsLimitMs = 1_800_000;

/**
 * One check: its name and how to run it. `output` is shown when something failed.
 * @typedef {{ readonly totals: import('./totals.mjs').Totals, readonly output: string, readonly note?: string }} CheckResult
 * @typedef {{ readonly name: string, run(): Promise<CheckResult> }} Check
 * @typedef {{ readonly root: string, readonly env: Record<string, string>, readonly reports: string }} CheckPlace
 */

/**
 * All checks in their order: steps, one after the other, each of lanes that run side by side. What needs the build comes
 * after it; the tests of whole processes run beside all others, so that no processor idles before the end.
 * @param {CheckPlace} place
 * @returns {readonly (readonly (readonly Check[])[])[]}
 */
export function allChecks(place) {
  const modules = join(place.root, 'node_modules');
  const tool = (/** @type {string} */ name, /** @type {readonly string[]} */ command) => ({
    name,
    run: () => runTool(place, command),
  });
  const format = [join(modules, 'oxfmt/bin/oxfmt'), '--list-different'];
  // Its rules need the types anyway, and its compiler is the same as `tsc`.
  const lint = [
    join(modules, 'oxlint/bin/oxlint'),
    '--type-aware',
    '--type-check',
    '--deny-warnings',
    '--format=unix',
  ];
  const build = tool('build', [join(place.root, 'build/setup.mjs'), 'run']);
  const vitest = join(modules, 'vitest/vitest.mjs');
  const tests = (/** @type {string} */ name, /** @type {readonly string[]} */ projects) => ({
    name,
    run: () => runVitest(place, vitest, projects),
  });
  const playwright = join(modules, '@playwright/test/cli.js');
  const window = { name: 'window', run: () => runPlaywright(place, playwright) };
  return [
    [[tool('format', format)], [build]],
    [
      [tests('processes', ['apps', 'wholes'])],
      [tool('lint and types', lint), tests('parts', ['parts']), window],
    ],
  ];
}

/** @param {CheckPlace} place @param {readonly string[]} command @returns {Promise<CheckResult>} */
async function runTool({ root, env }, command) {
  const options = { cwd: root, env, limitMs: toolLimitMs };
  const { ok, output } = await runCommand([process.execPath, ...command], options);
  return { totals: ok ? onePassed : oneFailed, output };
}

/**
 * @param {CheckPlace} place
 * @param {string} program
 * @param {readonly string[]} projects those of `vitest.config.ts`
 * @returns {Promise<CheckResult>}
 */
async function runVitest({ root, env, reports }, program, projects) {
  const report = join(reports, `${projects.join('-')}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const chosen = projects.map((name) => `--project=${name}`);
  const command = [process.execPath, program, 'run', ...chosen, ...reporters];
  const folder = mkdtempSync(join(tmpdir(), 'adj-'));
  try {
    const keyring = await openKeyring({ folder, env, probe: systemProbe(env, answersYes) });
    const { ok, output } = await runCommand(keyring ? keyring.wrap(command) : command, {
      cwd: root,
      env: { ...env, ...keyring?.env },
      limitMs: testsLimitMs,
    });
    const note = keyring ? {} : { note: 'no keyring here: tests of the real keychain are skipped' };
    const read = readReport(report);
    const failed = failedTests(read).map((name) => `failed: ${name}`);
    return { totals: vitestTotals(read, ok), output: [output, ...failed].join('\n'), ...note };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {CheckPlace} place @param {string} program @returns {Promise<CheckResult>} */
async function runPlaywright({ root, env, reports }, program) {
  const browser = browserPath(systemProbe(env, answersYes));
  if (browser === null) {
    const note = 'no Chromium or Chrome here: the tests of the window are skipped';
    return { totals: oneSkipped, output: '', note };
  }
  const report = join(reports, 'playwright.json');
  const command = [process.execPath, program, 'test', '--reporter=line,json'];
  const variables = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ADJUTANT_TEST_BROWSER: browser };
  const options = { cwd: root, env: { ...env, ...variables }, limitMs: testsLimitMs };
  const { ok, output } = await runCommand(command, options);
  const hasElectron = findElectron({ root, env, platform: process.platform }) !== null;
  const note = 'no Electron runtime here: the desktop scenes ran on its double alone';
  const result = { totals: playwrightTotals(readReport(report), ok), output };
  return hasElectron ? result : { ...result, note };
}

/** Null when the runner crashed before it wrote one. @param {string} file @returns {unknown} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The totals of no report count as a failure.
    return null;
  }
}
