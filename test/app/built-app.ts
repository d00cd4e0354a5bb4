import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isBuildFresh } from '../../build/freshness.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The entries of the built app that these tests start. */
export const entries = {
  headless: join(root, 'out/main/headless.js'),
  cli: join(root, 'out/main/cli.js'),
} as const;

/** Builds the app unless out/ holds what the sources say. A build replaces its files one rename each. */
export async function ensureBuilt(): Promise<void> {
  if (isBuildFresh(root)) return;
  await promisify(execFile)(process.execPath, [join(root, 'build/build.mjs')]);
}
