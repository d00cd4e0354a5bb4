/**
 * Which host a start uses before any look at files: Electron if it may, otherwise the page, with the reason in one
 * sentence where the owner did not ask for it.
 * @typedef {{ readonly host: 'electron' } | { readonly host: 'headless', readonly reason: string | null }} HostChoice
 */

/**
 * @param {{
 *   argv: readonly string[],
 *   env: Readonly<Record<string, string | undefined>>,
 *   platform: string,
 *   uid: number | undefined,
 * }} start `uid` as `process.getuid` tells, undefined on Windows
 * @returns {HostChoice}
 */
export function decideHost({ argv, env, platform, uid }) {
  if (argv.includes('--headless')) return { host: 'headless', reason: null };
  if (platform !== 'linux') return { host: 'electron' };
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { host: 'headless', reason: 'no display here: starting without the desktop window' };
  }
  if (uid === 0) {
    const reason = 'Electron does not run as root with its sandbox: starting without it';
    return { host: 'headless', reason };
  }
  return { host: 'electron' };
}
