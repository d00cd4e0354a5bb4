import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.mjs';

/**
 * The folder above `include/node`, which the compiler of native packages needs. Without it they are downloaded from
 * Node's own site, which a machine behind package mirrors does not reach; so look beside the system's Node first.
 * The keychain package uses Node-API only: headers of any version serve.
 * @param {readonly string[]} nodes paths of Node programs
 * @returns {string | null}
 */
export function headersBeside(nodes) {
  for (const node of nodes) {
    if (!existsSync(node)) continue;
    const folder = dirname(dirname(realpathSync(node)));
    if (existsSync(join(folder, 'include/node/node_api.h'))) return folder;
  }
  return null;
}

/**
 * The package that carries the platform's Node, headers included, as the `node` package names it; null where it has none.
 * @param {{ platform: string, arch: string, version: string }} node
 * @returns {string | null}
 */
export function headersPackage({ platform, arch, version }) {
  if (platform === 'win32') return null;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${arch}@${version}`;
}

/**
 * Fetches the headers by npm into a temporary folder, calls `work` with the folder above `include/node`, and removes it.
 * `work` gets null when that fails; the compiler then looks for headers by itself.
 * @template T
 * @param {{ root: string, npm: readonly string[], env: Record<string, string> }} options
 * @param {(folder: string | null) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFetchedHeaders({ root, npm, env }, work) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const version = String(lock.packages?.['node_modules/node']?.version ?? '');
  const name = headersPackage({ platform: process.platform, arch: process.arch, version });
  if (name === null || version === '') return work(null);
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-headers-'));
  try {
    const options = [
      '--ignore-scripts',
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
    ];
    const command = [...npm, 'install', '--prefix', folder, ...options, name];
    await runCommand(command, { cwd: folder, env, limitMs: 120_000 });
    const found = join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')));
    return await work(existsSync(join(found, 'include/node/node_api.h')) ? found : null);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
