import { existsSync } from 'node:fs';
import { keychainBuildVariables, ownNode } from './native-packages.mjs';
import { headersBeside, withFetchedHeaders } from './node-headers.mjs';
import { npmProgram } from './npm-command.mjs';
import { withTicks } from './progress.mjs';
import { runCommand } from './run-command.mjs';

const limitMs = 15 * 60_000;

/**
 * Runs npm in the clone in such a way that nothing has to be downloaded beyond the package registry.
 * @param {import('./steps.mjs').SetupRun} run
 * @param {readonly string[]} args
 * @returns {Promise<import('./run-command.mjs').CommandResult>}
 */
export async function runNpm({ root, env, progress }, args) {
  const own = ownNode(root);
  // Once installed, our own Node: the system's may be too old for what npm checks and warns about. Not for a full
  // installation, which removes it.
  const useOwn = args[0] !== 'ci' && existsSync(own);
  const node = useOwn ? own : process.execPath;
  const npmEnv = useOwn ? { ...env, npm_node_execpath: own } : env;
  const npm = npmProgram(npmEnv, { platform: process.platform, node });
  const run = (/** @type {Record<string, string>} */ variables) =>
    withTicks({ progress, part: 'packages', text: 'still at it' }, () =>
      runCommand([...npm, ...args], { cwd: root, env: { ...npmEnv, ...variables }, limitMs }),
    );
  const variables = await keychainBuildVariables(env);
  // Empty: ready-made files and headers can be downloaded, the ordinary way.
  if (Object.keys(variables).length === 0) return run({});
  const beside = headersBeside([env['npm_node_execpath'] ?? process.execPath, process.execPath]);
  if (beside) return run({ ...variables, npm_config_nodedir: beside });
  return withFetchedHeaders({ root, npm, env: npmEnv }, (folder) =>
    run(folder ? { ...variables, npm_config_nodedir: folder } : variables),
  );
}
