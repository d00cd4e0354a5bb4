import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuildFresh } from './freshness.mjs';
import { childEnvironment } from './setup/child-env.mjs';
import { appNode } from './setup/native-packages.mjs';
import { createProgress } from './setup/progress.mjs';
import { takeSetupLock } from './setup/setup-lock.mjs';
import {
  beginRun,
  buildKeychain,
  findWork,
  installPackages,
  installSystemPackages,
  rememberFailures,
  repairOwnNode,
} from './setup/steps.mjs';

// Runs before anything is installed and under any Node from 20 on: built-ins only, no TypeScript.

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const progress = createProgress('setup');

/** What each purpose needs. A failing build must not keep the checks from running, so they build for themselves. */
const purposes = new Map([
  ['run', { checks: false, build: true }],
  ['check', { checks: true, build: false }],
  ['bench', { checks: true, build: true }],
]);

/** @param {{ checks: boolean, build: boolean }} purpose */
async function setUp({ checks, build }) {
  if (!hasWork({ checks, build })) return;
  const release = await takeSetupLock(root, (owner) =>
    progress.say('waiting', `another set-up is at work here (process ${owner}) …`),
  );
  try {
    // Looked at again: the other set-up may just have done it.
    await install(checks);
    if (build && !isBuildFresh(root)) await runBuild();
  } finally {
    release();
  }
}

/** @param {{ checks: boolean, build: boolean }} purpose */
function hasWork({ checks, build }) {
  const work = findWork(beginRun({ root, checks, progress }));
  const install = work.system.length > 0 || work.packages || work.node || work.keychain;
  return install || (build && !isBuildFresh(root));
}

/** @param {boolean} checks */
async function install(checks) {
  const run = beginRun({ root, checks, progress });
  const work = findWork(run);
  const byHand = work.system.length > 0 ? await installSystemPackages(run, work.system) : null;
  if (work.packages) await installPackages(run);
  if (work.packages || work.node) await repairOwnNode(run);
  if (work.keychain || work.packages) await buildKeychain(run, byHand);
  else if (byHand) progress.say('system', `missing: run this once: ${byHand}`);
  rememberFailures(run);
}

/** The build needs Node 24, which is there by now whatever runs us. */
async function runBuild() {
  progress.say('build', 'bundling (a few seconds) …');
  const child = spawn(appNode(root), [join(root, 'build/build.mjs')], {
    cwd: root,
    env: childEnvironment(process.env, process.stderr.isTTY ? {} : { NO_COLOR: '1' }),
    // Standard output belongs to what is started afterwards.
    stdio: ['ignore', 2, 2],
  });
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error('the build failed');
}

const purpose = purposes.get(process.argv[2] ?? 'run');
if (!purpose) {
  console.error('usage: node build/setup.mjs run|check|bench');
  process.exitCode = 2;
} else if (Number.parseInt(process.versions.node, 10) < 20) {
  progress.say('failed', `Node 20 or newer is needed to set up (this is ${process.version})`);
  process.exitCode = 1;
} else {
  try {
    await setUp(purpose);
  } catch (error) {
    progress.say('failed', error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
