/** @typedef {import('./system-needs.mjs').SystemNeed} SystemNeed */
/** @typedef {'apt-get' | 'dnf' | 'pacman'} PackageTool */

/**
 * What to do about missing system packages: run commands, tell the owner which ones to run, or say only what is missing
 * where the package tool is unknown.
 * @typedef {{ readonly kind: 'none' }
 *   | { readonly kind: 'run', readonly commands: readonly (readonly string[])[], readonly byHand: string }
 *   | { readonly kind: 'tell', readonly byHand: string }
 *   | { readonly kind: 'unknown', readonly sentence: string }} InstallPlan
 */

/** @type {Readonly<Record<PackageTool, Readonly<Record<SystemNeed, readonly string[]>>>>} */
const packageNames = {
  'apt-get': {
    compiler: ['g++'],
    make: ['make'],
    python: ['python3'],
    'pkg-config': ['pkg-config'],
    libsecret: ['libsecret-1-dev'],
    browser: ['chromium'],
    keyring: ['gnome-keyring', 'dbus'],
    // Without the package that starts it as a service of the machine.
    calendar: ['python3-radicale'],
  },
  dnf: {
    compiler: ['gcc-c++'],
    make: ['make'],
    python: ['python3'],
    'pkg-config': ['pkgconf-pkg-config'],
    libsecret: ['libsecret-devel'],
    browser: ['chromium'],
    keyring: ['gnome-keyring', 'dbus-daemon'],
    calendar: ['radicale'],
  },
  pacman: {
    compiler: ['gcc'],
    make: ['make'],
    python: ['python'],
    'pkg-config': ['pkgconf'],
    libsecret: ['libsecret'],
    browser: ['chromium'],
    keyring: ['gnome-keyring', 'dbus'],
    calendar: ['radicale'],
  },
};

/**
 * The same browser without a screen, where it is packaged: the window's tests take a fourth less of the processor with it.
 * @type {Readonly<Partial<Record<PackageTool, readonly string[]>>>}
 */
const lightBrowser = { 'apt-get': ['chromium-headless-shell'] };

/** @type {Readonly<Record<PackageTool, readonly string[]>>} */
const installers = {
  'apt-get': ['apt-get', 'install', '-y', '--no-install-recommends'],
  dnf: ['dnf', 'install', '-y'],
  // pacman: refreshing without upgrading may break the system; packages of the last sync are what fits it.
  pacman: ['pacman', '-S', '--needed', '--noconfirm'],
};

/** Package tools in the order they are looked for. */
export const packageTools = Object.freeze(
  /** @type {PackageTool[]} */ (['apt-get', 'dnf', 'pacman']),
);

/**
 * Decides what happens to the needs. `rights`: `root`, `sudo` (without a password), or `none`.
 * @param {{ needs: readonly SystemNeed[], tool: PackageTool | null, rights: 'root' | 'sudo' | 'none' }} situation
 * @returns {InstallPlan}
 */
export function planInstall({ needs, tool, rights }) {
  if (needs.length === 0) return { kind: 'none' };
  if (tool === null) return { kind: 'unknown', sentence: `install by hand: ${needs.join(', ')}` };
  const namesOf = (/** @type {readonly SystemNeed[]} */ some) => [
    ...new Set(some.flatMap((need) => packageNames[tool][need])),
  ];
  // Not every distribution has these: asked for by themselves, they do not keep the others from being installed.
  const calendar = namesOf(needs.filter((need) => need === 'calendar'));
  const light = needs.includes('browser') ? (lightBrowser[tool] ?? []) : [];
  const packages = namesOf(needs.filter((need) => need !== 'calendar'));
  const commands = commandsOf(tool, [packages, calendar, light]);
  const byHand = commands.map((command) => `sudo ${command.join(' ')}`).join(' && ');
  if (rights === 'none') return { kind: 'tell', byHand };
  if (rights === 'root') return { kind: 'run', commands, byHand };
  // sudo drops the environment, so what keeps apt from asking is named again.
  const prefix = ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'];
  return { kind: 'run', commands: commands.map((command) => [...prefix, ...command]), byHand };
}

/** @param {PackageTool} tool @param {readonly (readonly string[])[]} groups each is installed by itself */
function commandsOf(tool, groups) {
  const installs = groups
    .filter((packages) => packages.length > 0)
    .map((packages) => [...installers[tool], ...packages]);
  return tool === 'apt-get' ? [['apt-get', 'update'], ...installs] : installs;
}
