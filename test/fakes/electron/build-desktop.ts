import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import mainConfig from '../../../build/vite.main.config.ts';
import preloadConfig from '../../../build/vite.preload.config.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export type BuiltDesktop = {
  /** The Electron entry. */
  readonly script: string;
  /** Removes the bundle. */
  remove(): void;
};

/** Bundles the desktop app as a release is bundled, into a folder of its own, with a page of one line. */
export async function buildDesktop(): Promise<BuiltDesktop> {
  // Inside the project, where packages that stay outside of the bundle are found.
  mkdirSync(join(root, 'out'), { recursive: true });
  const folder = mkdtempSync(join(root, 'out', 'desktop-test-'));
  const outDir = join(folder, 'main');
  const options = mainConfig.build?.rolldownOptions ?? {};
  const rolldownOptions = { ...options, input: hostedEntries(options.input) };
  await build({ ...mainConfig, build: { ...mainConfig.build, outDir, rolldownOptions } });
  await build({ ...preloadConfig, build: { ...preloadConfig.build, outDir } });
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Adjutant</title>');
  return {
    script: join(outDir, 'desktop.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Everything but the entries of the other hosts, which need not be bundled here. */
function hostedEntries(input: unknown): Record<string, string> {
  const { cli: _cli, headless: _headless, ...entries } = input as Record<string, string>;
  return Object.fromEntries(
    Object.entries(entries).filter(([, source]) => existsSync(join(root, source))),
  );
}
