import { spawn } from 'node:child_process';
import { access, constants, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../base/clock.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Browsers that can show a page as a window of its own, in order of preference. */
const appBrowsers = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'brave-browser',
];

/** As long as the link's code is valid. */
const launchFileMs = 30_000;

export type BrowserDeps = {
  readonly folder: string;
  readonly env: Environment;
  readonly platform: string;
  readonly clock: Clock;
};

/**
 * Opens a link as a browser app window, or as an ordinary page where no such browser is found; false without a display.
 * The link holds a one-time code and must not appear in the list of processes, so the browser is pointed to a file
 * that leads there.
 */
export async function openInBrowser(link: string, deps: BrowserDeps): Promise<boolean> {
  const { folder, env, platform, clock } = deps;
  if (!hasDisplay(env, platform)) return false;
  const path = join(folder, 'open.html');
  await writeFile(path, launchPage(link), { mode: 0o600 });
  clock.schedule(launchFileMs, () => void rm(path, { force: true }));
  const address = pathToFileURL(path).href;
  const [command, args] = await browserCommand(address, env, platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** On Linux a session without a display has no browser window. */
export function hasDisplay(env: Environment, platform: string): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

async function browserCommand(
  address: string,
  env: Environment,
  platform: string,
): Promise<readonly [string, readonly string[]]> {
  if (platform === 'darwin') return ['open', [address]];
  if (platform === 'win32') return ['cmd', ['/c', 'start', '', address]];
  const found = await findOnPath(appBrowsers, env['PATH'] ?? '');
  if (found === null) return ['xdg-open', [address]];
  // Chromium refuses its sandbox to root.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [found, [...root, '--no-first-run', `--app=${address}`, '--window-size=400,640']];
}

async function findOnPath(names: readonly string[], path: string): Promise<string | null> {
  for (const name of names) {
    for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
      const file = join(folder, name);
      const usable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (usable) return file;
    }
  }
  return null;
}

function launchPage(link: string): string {
  return `<!doctype html><meta charset="utf-8"><title>Adjutant</title><script>location.replace(${JSON.stringify(link)})</script>\n`;
}
