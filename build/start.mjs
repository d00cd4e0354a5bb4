import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decideHost } from './start/decide-host.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const args = process.argv.slice(2);
const say = (/** @type {string} */ text) => void process.stderr.write(`[start] ${text}\n`);

const uid = process.getuid?.();
const choice = decideHost({ argv: args, env: process.env, platform: process.platform, uid });
if (choice.host === 'headless') {
  if (choice.reason !== null) say(choice.reason);
  await startHeadless();
} else {
  await startDesktop();
}

/** In this process: one less to start, to keep and to signal. The options are where they always are, in process.argv. */
async function startHeadless() {
  enableCompileCache(join(root, 'node_modules/.cache/adjutant/compile'));
  // By address: the type check of build/ must not read bundles.
  await import(new URL('../out/main/headless.js', import.meta.url).href);
}

async function startDesktop() {
  const [{ childEnvironment }, { findElectron }, { fetchElectron }, { runElectron }] =
    await Promise.all([
      import('./setup/child-env.mjs'),
      import('./start/electron-runtime.mjs'),
      import('./start/fetch-electron.mjs'),
      import('./start/run-electron.mjs'),
    ]);
  const env = childEnvironment(process.env);
  const present = findElectron({ root, env, platform: process.platform });
  const found = present ? { program: present } : await fetchElectron({ root, env, say });
  if ('why' in found) {
    const remedy = 'for the desktop app run `npx install-electron` where it can be reached';
    say(`no Electron runtime (${found.why}): starting in the browser instead; ${remedy}`);
    return startHeadless();
  }
  // The app itself takes its secrets out of the environment; only tools must not see them.
  const end = await runElectron({ program: found.program, root, args, env: process.env });
  if ('broken' in end) {
    say(`Electron does not run on this system (${end.broken}): starting in the browser instead`);
    return startHeadless();
  }
  process.exitCode = end.exitCode;
}
