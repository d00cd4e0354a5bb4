import type { App } from 'electron';

/**
 * Windows opens `adjutant://` links with this program. electron-builder declares them in the packages of Linux and macOS
 * only, and there this is not needed. Without arguments, and so for the home in its usual place, as everywhere; Electron
 * quotes the path.
 */
export function takeLinkScheme(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  platform: string,
): void {
  // Unpackaged it would be the bare runtime, which knows no links.
  if (platform === 'win32' && app.isPackaged) app.setAsDefaultProtocolClient('adjutant');
}
