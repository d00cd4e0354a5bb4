import type { BrowserWindowConstructorOptions } from 'electron';
import { smallest } from './window-size.ts';
import type { Size } from './window-size.ts';

/** The browser session of the page. Not `persist:`, so Chromium keeps none of the owner's words on the disk. */
export const pagePartition = 'adjutant';

export type WindowLook = {
  /** Absolute path of the bundled preload script. */
  readonly preload: string;
  readonly alwaysOnTop: boolean;
  readonly size: Size;
};

/** How the agent's window is made: hidden at first, and with nothing in reach of its page. */
export function windowOptions({ preload, alwaysOnTop, size }: WindowLook) {
  return {
    title: 'Adjutant',
    width: size.width,
    height: size.height,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    alwaysOnTop,
    autoHideMenuBar: true,
    fullscreenable: false,
    webPreferences: {
      preload,
      partition: pagePartition,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Chromium fetches its dictionaries from a server of its own.
      spellcheck: false,
      // Events keep coming while it is hidden, so that the second press shows a finished page.
      backgroundThrottling: false,
    },
  } as const satisfies BrowserWindowConstructorOptions;
}
