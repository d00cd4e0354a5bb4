import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../setup/run-command.mjs';
import { hasKeyring } from '../setup/system-needs.mjs';

const session = fileURLToPath(new URL('keyring-session.mjs', import.meta.url));

/**
 * How to run a command with a real keyring that is nobody's: on a message bus of its own, unlocked, its files in a folder
 * of ours, so that the tests never see the keys of whoever runs them.
 * @typedef {{ wrap(command: readonly string[]): readonly string[], readonly env: Record<string, string> }} Keyring
 */

/**
 * Null where the system has none or it does not start.
 * @param {{ folder: string, env: Record<string, string>, probe: import('../setup/system-needs.mjs').SystemProbe }} options
 *   `folder` is an empty one with a short path: sockets live in it
 * @returns {Promise<Keyring | null>}
 */
export async function openKeyring({ folder, env, probe }) {
  if (probe.platform !== 'linux' || !hasKeyring(probe)) return null;
  const keyring = { wrap, env: keyringVariables(folder) };
  const command = wrap(['true']);
  const result = await runCommand(command, {
    cwd: folder,
    env: { ...env, ...keyring.env },
    limitMs: 10_000,
  });
  return result.ok ? keyring : null;
}

/** @param {readonly string[]} command @returns {readonly string[]} */
function wrap(command) {
  return ['dbus-run-session', '--', process.execPath, session, ...command];
}

/** @param {string} folder @returns {Record<string, string>} */
function keyringVariables(folder) {
  /** @type {Record<string, string>} */
  const env = { ADJUTANT_TEST_KEYRING: '1' };
  const places = [
    ['HOME', 'h'],
    ['XDG_DATA_HOME', 'd'],
    ['XDG_CONFIG_HOME', 'c'],
    ['XDG_RUNTIME_DIR', 'r'],
  ];
  for (const [name = '', part = ''] of places) {
    env[name] = join(folder, part);
    mkdirSync(join(folder, part), { recursive: true });
    chmodSync(join(folder, part), 0o700);
  }
  return env;
}
