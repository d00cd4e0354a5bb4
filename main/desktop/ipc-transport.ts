import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import type { IpcAnswer } from '../../shared/ipc-contract.ts';
import type { Logger } from '../base/log.ts';
import { isPageAddress } from './page-protocol.ts';
import type { DesktopApp } from './ports.ts';

/** The two names of this transport; everything else travels as their arguments. */
export const requestChannel = 'ipc:request';

type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

/** Our own window, its main frame, our own page: all three, or the request is not ours. */
export function isOwnPage({ sender, senderFrame }: Sender, own: WebContents | null): boolean {
  if (own === null || sender !== own || senderFrame === null) return false;
  return senderFrame.parent === null && isPageAddress(senderFrame.url);
}

export type IpcTransportOptions = {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly window: {
    /** Null while there is no window. */
    readonly contents: WebContents | null;
    send(name: string, payload: unknown): void;
    /** Its page has read the state, and hears what it is told from now on. */
    pageListens(): void;
  };
  readonly app: Pick<DesktopApp, 'router' | 'onEvent'>;
  readonly log: Logger;
};

/** Joins the window to the app's router; returns the end of both directions. */
export function joinWindow({ ipcMain, window, app, log }: IpcTransportOptions): () => void {
  const answer = async (name: string, payload: unknown): Promise<IpcAnswer> => {
    const answered = await app.router.handle(name, payload);
    // The page takes events from before it asks for its state, so this answer may be overtaken.
    if (name === 'state:get') window.pageListens();
    return answered;
  };
  ipcMain.handle(requestChannel, (event, name: unknown, payload: unknown): Promise<IpcAnswer> => {
    // Thrown, not answered: whoever asks here is not our page and learns nothing.
    if (!isOwnPage(event, window.contents)) {
      log.warn('request of a foreign frame refused');
      throw new Error('refused');
    }
    if (typeof name !== 'string') throw new Error('refused');
    return answer(name, payload);
  });
  const removeListener = app.onEvent((name, payload) => window.send(name, payload));
  return () => {
    removeListener();
    ipcMain.removeHandler(requestChannel);
  };
}
