import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Output name -> source of every script that runs in a Node of its own. Flat, because code finds its neighbours by `import.meta.url`. */
export const mainEntries = Object.freeze({
  headless: 'main/headless.ts',
  cli: 'main/cli.ts',
  launch: 'main/launch.ts',
  desktop: 'main/desktop.ts',
  'ngrok-child': 'main/tunnel/ngrok-child.ts',
  'keytar-child': 'main/settings/keytar-child.ts',
  'store-worker': 'main/store/store-worker.ts',
  'mcp-child': 'main/mcp/mcp-child.ts',
  'page-worker': 'main/pages/page-worker.ts',
  'health-worker': 'main/store/health-worker.ts',
  'ics-worker': 'main/calendar/ics-worker.ts',
});

/** The sandboxed script of the Electron window; one CommonJS file, since the sandbox can require nothing else. */
export const preloadEntry = 'main/desktop/preload.ts';

/** Output name -> page. */
export const rendererEntries = Object.freeze({
  index: 'renderer/index.html',
  enter: 'renderer/enter.html',
});

/** Packages that stay in node_modules: native code, and the runtime's own module. */
export const externalPackages = Object.freeze(['electron', 'keytar', '@ngrok/ngrok']);

/**
 * Entries without a source file, so that a build says so instead of leaving one out.
 * @param {string} root
 * @returns {string[]}
 */
export function missingEntries(root) {
  const all = [...Object.values(mainEntries), preloadEntry, ...Object.values(rendererEntries)];
  return all.filter((entry) => !existsSync(join(root, entry)));
}
