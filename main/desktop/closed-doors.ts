import type { App, BrowserWindowConstructorOptions } from 'electron';

/**
 * Switches by which whoever starts the app could drive its page from outside (Chromium: remote debugging), or take a
 * guard from it. Node's own ways in are shut by fuses.
 */
const doors = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'disable-web-security',
  'disable-site-isolation-trials',
  'load-extension',
  'ignore-certificate-errors',
] as const;

/** In a package, before the runtime is ready, or they have had their effect. Development keeps them. */
export function closeDoors(app: Pick<App, 'isPackaged' | 'commandLine'>): void {
  if (!app.isPackaged) return;
  for (const door of doors) app.commandLine.removeSwitch(door);
}

/** The options of a window, in a package without the developer tools. */
export function withoutTools(
  options: BrowserWindowConstructorOptions,
  packaged: boolean,
): BrowserWindowConstructorOptions {
  if (!packaged) return options;
  return { ...options, webPreferences: { ...options.webPreferences, devTools: false } };
}
