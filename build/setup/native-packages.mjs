import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/**
 * Whether the keychain package was compiled. npm does not say so: the package is optional, and npm 12 runs only install
 * scripts that package.json allows.
 * @param {string} root
 * @returns {boolean}
 */
export function isKeychainBuilt(root) {
  return existsSync(join(root, 'node_modules/keytar/build/Release/keytar.node'));
}

/**
 * Where node_modules keeps its own Node.
 * @param {string} root
 * @param {string} [platform]
 * @returns {string}
 */
export function ownNode(root, platform = process.platform) {
  const file = platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules/node/bin', file);
}

/**
 * The Node that will run the app: the packages' own, or ours where that one was given up (its link is gone then).
 * @param {string} root
 * @returns {string}
 */
export function appNode(root) {
  const linked = process.platform === 'win32' || existsSync(join(root, 'node_modules/.bin/node'));
  const own = ownNode(root);
  return linked && existsSync(own) ? own : process.execPath;
}

/**
 * Says why the keychain package is missing where no package tool can help.
 * @param {string} platform
 * @returns {string}
 */
export function compilerHint(platform) {
  if (platform === 'darwin') return 'xcode-select --install';
  if (platform === 'win32')
    return 'winget install Microsoft.VisualStudio.2022.BuildTools Python.Python.3.13';
  return 'install libsecret (development files), pkg-config, a C++ compiler, make and python3';
}

/**
 * The keychain package first looks for a ready-made file on its release server and waits for minutes where nobody answers
 * at all. Asking beforehand keeps an installation behind package mirrors quick.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {{ host?: string, port?: number, limitMs?: number }} [server]
 * @returns {Promise<Record<string, string>>} further variables for npm
 */
export async function keychainBuildVariables(env, server = {}) {
  const { host = 'github.com', port = 443, limitMs = 2_000 } = server;
  const proxied = Object.keys(env).some((name) => /^(npm_config_)?https?[-_]proxy$/i.test(name));
  if (proxied || (await canConnect({ host, port, limitMs }))) return {};
  return { npm_config_build_from_source: 'keytar' };
}

/** @param {{ host: string, port: number, limitMs: number }} server @returns {Promise<boolean>} */
function canConnect({ host, port, limitMs }) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (/** @type {boolean} */ answer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // Not the socket's own limit: that one does not count while a name is looked up.
    const timer = setTimeout(() => end(false), limitMs);
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
