import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import type { IpcAnswer } from '../../shared/ipc-contract.ts';
import type { Logger } from '../base/log.ts';
import { isPageAddress } from './page-protocol.ts';
import type { DesktopApp } from './ports.ts';

/** The two names of this transport; everything else travels as their arguments. */
export const requestChannel = 'ipc:request';

type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

/** Our own window, its main frame, our own page: all three, or the request is not ours. */
export function isOwnPage({ sender, senderFrame }: Sender, own: WebContents): boolean {
  if (sender !== own || senderFrame === null) return false;
  return senderFrame.parent === null && isPageAddress(senderFrame.url);
}

export type IpcTransportOptions = {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly window: {
    readonly contents: WebContents;
    send(name: string, payload: unknown): void;
  };
  readonly app: Pick<DesktopApp, 'router' | 'onEvent'>;
  readonly log: Logger;
};

/** Joins the window to the app's router; returns the end of both directions. */
export function joinWindow({ ipcMain, window, app, log }: IpcTransportOptions): () => void {
  ipcMain.handle(requestChannel, (event, name: unknown, payload: unknown): Promise<IpcAnswer> => {
    // Thrown, not answered: whoever asks here is not our page and learns nothing.
    if (!isOwnPage(event, window.contents)) {
      log.warn('request of a foreign frame refused');
      throw new Error('refused');
    }
    if (typeof name !== 'string') throw new Error('refused');
    return app.router.handle(name, payload);
  });
  const removeListener = app.onEvent((name, payload) => window.send(name, payload));
  return () => {
    removeListener();
    ipcMain.removeHandler(requestChannel);
  };
}
