import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from './child-env.mjs';
import { packageTools, planInstall } from './install-plan.mjs';
import { arePackagesInstalled, markPackagesInstalled } from './installed-packages.mjs';
import { appNode, compilerHint, isKeychainBuilt, ownNode } from './native-packages.mjs';
import { installArguments, npmOptions } from './npm-command.mjs';
import { runNpm } from './run-npm.mjs';
import { withTicks } from './progress.mjs';
import { answersYes, runCommand, tail } from './run-command.mjs';
import { isWorthTrying, readFailedSteps, writeFailedSteps } from './setup-memory.mjs';
import { hasProgram, missingForChecks, missingForKeychain, systemProbe } from './system-needs.mjs';

const systemLimitMs = 10 * 60_000;

/**
 * One run of the set-up: where, for which purpose, and what was found out and tried on the way.
 * @typedef {{
 *   readonly root: string,
 *   readonly checks: boolean,
 *   readonly env: Record<string, string>,
 *   readonly progress: import('./progress.mjs').Progress,
 *   readonly failed: import('./setup-memory.mjs').FailedSteps,
 * }} SetupRun
 */

/**
 * @param {{ root: string, checks: boolean, progress: import('./progress.mjs').Progress }} options
 * @returns {SetupRun}
 */
export function beginRun({ root, checks, progress }) {
  const env = childEnvironment(process.env, { DEBIAN_FRONTEND: 'noninteractive' });
  return { root, checks, env, progress, failed: readFailedSteps(root) };
}

/**
 * What is missing and worth a try. Quick: this is all that a start with nothing to do costs.
 * @param {SetupRun} run
 * @returns {{ system: readonly import('./system-needs.mjs').SystemNeed[], packages: boolean, node: boolean, keychain: boolean }}
 */
export function findWork(run) {
  const probe = systemProbe(run.env, answersYes);
  const packages = !arePackagesInstalled(run.root);
  const unbuilt = packages || !isKeychainBuilt(run.root);
  const forKeychain = unbuilt ? missingForKeychain(probe) : [];
  const needs = [...forKeychain, ...(run.checks ? missingForChecks(probe) : [])];
  return {
    system: needs.length > 0 && isTryable(run, 'system', needs) ? needs : [],
    packages,
    node: !existsSync(ownNode(run.root)),
    keychain: unbuilt && isTryable(run, 'keychain', forKeychain),
  };
}

/**
 * Installs system packages where we may; otherwise says what to run. Never fails: all of it is optional.
 * @param {SetupRun} run
 * @param {readonly import('./system-needs.mjs').SystemNeed[]} needs
 * @returns {Promise<string | null>} what the owner can do by hand, if something is still missing
 */
export async function installSystemPackages(run, needs) {
  const probe = systemProbe(run.env, answersYes);
  const tool =
    probe.platform === 'linux' ? packageTools.find((name) => hasProgram(probe, name)) : null;
  const plan = planInstall({ needs, tool: tool ?? null, rights: rightsOf(run) });
  if (plan.kind === 'none') return null;
  const byHand = plan.kind === 'unknown' ? plan.sentence : plan.byHand;
  if (plan.kind === 'run') {
    run.progress.say('system', `installing what is missing (${needs.join(', ')}) …`);
    const { root: cwd, env, progress } = run;
    const options = { cwd, env, limitMs: systemLimitMs };
    const ticks = { progress, part: 'system', text: 'still installing' };
    for (const command of plan.commands) {
      const result = await withTicks(ticks, () => runCommand(command, options));
      // A package list that cannot be refreshed (one dead source) is no reason not to install from it.
      if (!result.ok)
        progress.say('system', `failed: ${command.join(' ')}\n${tail(result.output, 8)}`);
    }
  }
  const left = [...missingForKeychain(probe), ...(run.checks ? missingForChecks(probe) : [])];
  const unmet = needs.filter((need) => left.includes(need));
  if (unmet.length === 0) return null;
  run.failed['system'] = { situation: situationOf(run, 'system', unmet), at: Date.now() };
  return byHand;
}

/**
 * Installs the packages of the lock file. Throws a sentence when that is impossible.
 * @param {SetupRun} run
 */
export async function installPackages(run) {
  const here = { platform: process.platform, node: process.execPath, root: run.root };
  run.progress.say('packages', 'installing (about 30 s) …');
  const startedAt = performance.now();
  const result = await runNpm(run, installArguments(here));
  if (!result.ok) throw new Error(`npm could not install the packages:\n${tail(result.output)}`);
  markPackagesInstalled(run.root);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  run.progress.say('packages', `installed in ${seconds} s`);
}

/**
 * Repeats the build of the keychain package when npm left it out without a word. Never fails.
 * @param {SetupRun} run
 * @param {string | null} byHand what the owner can do about missing system packages
 */
export async function buildKeychain(run, byHand) {
  if (loadsKeychain(run)) return;
  const needs = missingForKeychain(systemProbe(run.env, answersYes));
  if (needs.length === 0) {
    run.progress.say('keychain', 'building (about 10 s) …');
    const present = existsSync(join(run.root, 'node_modules/keytar/package.json'));
    // npm removes an optional package whose build failed; an install brings back what the lock names.
    const command = present ? ['rebuild', 'keytar'] : ['install', '--no-save'];
    const result = await runNpm(run, [...command, '--foreground-scripts', ...npmOptions]);
    if (loadsKeychain(run)) {
      markPackagesInstalled(run.root);
      return run.progress.say('keychain', 'built');
    }
    run.progress.say('keychain', `could not be built:\n${tail(result.output, 15)}`);
  }
  run.failed['keychain'] = { situation: situationOf(run, 'keychain', needs), at: Date.now() };
  const remedy = byHand ?? compilerHint(process.platform);
  const lost = 'keys you enter are kept for one run only';
  run.progress.say('keychain', `not available, ${lost}. To change that: ${remedy}`);
}

/** @param {SetupRun} run */
export function rememberFailures(run) {
  writeFailedSteps(run.root, run.failed);
}

/**
 * Our Node comes as a package that fetches the platform's own one when it is installed; npm does not notice when that
 * was left out. Throws a sentence when there is no Node to run the app with.
 * @param {SetupRun} run
 */
export async function repairOwnNode(run) {
  const node = ownNode(run.root);
  if (answersYes([node, '--version'], run.env)) return;
  const result = await runNpm(run, ['rebuild', 'node', ...npmOptions]);
  if (answersYes([node, '--version'], run.env)) return markPackagesInstalled(run.root);
  if (Number.parseInt(process.versions.node, 10) < 24) {
    const why = 'this system needs Node 24 (the one from the packages does not run here)';
    throw new Error(`${why}:\n${tail(result.output, 8)}`);
  }
  // Without the link, npm's scripts find the system's Node, which is new enough.
  rmSync(join(run.root, 'node_modules/.bin/node'), { force: true });
  run.progress.say('packages', `using the Node of this system (${process.version})`);
}

/** @param {SetupRun} run */
function loadsKeychain(run) {
  if (!isKeychainBuilt(run.root)) return false;
  const file = JSON.stringify(join(run.root, 'node_modules/keytar'));
  return answersYes([appNode(run.root), '-e', `require(${file})`], run.env);
}

/** @param {SetupRun} run @returns {'root' | 'sudo' | 'none'} */
function rightsOf(run) {
  if (process.getuid?.() === 0) return 'root';
  return answersYes(['sudo', '-n', 'true'], run.env) ? 'sudo' : 'none';
}

/** @param {SetupRun} run @param {string} step @param {readonly string[]} needs */
function isTryable(run, step, needs) {
  const situation = situationOf(run, step, needs);
  return isWorthTrying(run.failed, { step, situation, now: Date.now() });
}

/** What a failure depended on; when any of it changes, the step is tried again. @param {SetupRun} run @param {string} step @param {readonly string[]} needs */
function situationOf(run, step, needs) {
  const lock = readFileSync(join(run.root, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex').slice(0, 16);
  return [step, process.getuid?.() ?? 0, digest, ...needs].join(' ');
}
