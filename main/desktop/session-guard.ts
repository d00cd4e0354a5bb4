import type { App, Session, Shell, WebContents } from 'electron';
import type { Logger } from '../base/log.ts';
import { isPageAddress } from './page-protocol.ts';

type GuardedSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on'
>;

/** The address to give to the owner's browser, or null: https only, and none that carries a name or password. */
export function externalAddress(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    return null;
  }
  return url.href;
}

/**
 * Takes from the page's session every permission but the microphone for our own page, every device, and every download
 * but of what the page itself made.
 */
export function guardSession(session: GuardedSession, log: Logger): void {
  session.setPermissionRequestHandler((...[, permission, answer, details]) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    // Electron: the kinds of media that are asked for; none are told for the capture of a screen.
    const isAudio = kinds.length > 0 && kinds.every((kind) => kind === 'audio');
    const isOurs = isPageAddress(details.requestingUrl) && details.isMainFrame;
    const isGranted = permission === 'media' && isAudio && isOurs;
    if (!isGranted) log.warn('permission refused', { permission });
    answer(isGranted);
  });
  session.setPermissionCheckHandler(
    (...[, permission, origin, { mediaType, isMainFrame }]) =>
      permission === 'media' && mediaType === 'audio' && isMainFrame && isPageAddress(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    // What the owner saves from a view; the system asks where it goes.
    if (!item.getURL().startsWith('blob:app://')) event.preventDefault();
  });
}

/** Keeps every page of this app where it is: no navigation, no new windows, no embedded guests. */
export function guardContents(
  app: Pick<App, 'on'>,
  shell: Pick<Shell, 'openExternal'>,
  log: Logger,
): void {
  // For all contents ever made, so that a window added later cannot forget it.
  app.on('web-contents-created', (_event, contents) => guardOne(contents, shell, log));
}

function guardOne(contents: WebContents, shell: Pick<Shell, 'openExternal'>, log: Logger): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address === null) log.warn('link refused');
    // Rejects when the system has no browser; the owner sees that nothing opens.
    else shell.openExternal(address).catch(() => log.warn('no browser took the link'));
    return { action: 'deny' };
  });
}
