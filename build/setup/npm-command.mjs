/**
 * How to run the npm that runs us, so that one version does everything. Under another package manager, or without any,
 * the npm on the path.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {{ platform: string, node: string }} here
 * @returns {readonly string[]}
 */
export function npmProgram(env, { platform, node }) {
  const script = env['npm_execpath'];
  if (script && /npm-cli\.c?js$/.test(script)) return [env['npm_node_execpath'] || node, script];
  return [platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/**
 * Options every call gets: build tools whatever the user's own settings leave out, install scripts of the packages that
 * package.json allows, reasons of failures even when the outer npm is silent.
 */
export const npmOptions = Object.freeze([
  '--include=dev',
  '--include=optional',
  '--ignore-scripts=false',
  '--loglevel=error',
  '--no-audit',
  '--no-fund',
]);

/**
 * The full installation. `npm ci` empties node_modules first, which Windows refuses while a program from there (the Node
 * that runs us) is in use; there the packages are brought up to date in place.
 * @param {{ platform: string, node: string, root: string }} here
 * @returns {readonly string[]}
 */
export function installArguments({ platform, node, root }) {
  const inUse = platform === 'win32' && node.toLowerCase().startsWith(root.toLowerCase());
  return inUse ? ['install', '--no-save', ...npmOptions] : ['ci', ...npmOptions];
}
