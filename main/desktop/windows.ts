import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import type { Clock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import { pageAddress } from './page-protocol.ts';

const reloadPauseMs = 10_000;

/** The browser session of the page. Not `persist:`, so Chromium keeps none of the owner's words on the disk. */
export const pagePartition = 'adjutant';

export type WindowLook = {
  /** Absolute path of the bundled preload script. */
  readonly preload: string;
  readonly alwaysOnTop: boolean;
};

/** How the agent's window is made: hidden at first, and with nothing in reach of its page. */
export function windowOptions({ preload, alwaysOnTop }: WindowLook) {
  return {
    title: 'Adjutant',
    width: 400,
    height: 640,
    minWidth: 360,
    minHeight: 400,
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

export type AgentWindowOptions = WindowLook & {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  /** Around showing and hiding, where the system hands the keyboard from app to app (macOS). */
  readonly onShow?: () => void;
  readonly onHide?: () => void;
  /** Windows: the session ends and no further event will come. */
  readonly onSessionEnd: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The one small window. Closing it hides it, so that the shortcut always finds it warm. */
export class AgentWindow {
  readonly #options: AgentWindowOptions;
  readonly #window: BrowserWindow;
  #ready = false;
  #wanted = false;
  #pageLost = false;
  #reloadedAt = Number.NEGATIVE_INFINITY;

  constructor(options: AgentWindowOptions) {
    this.#options = options;
    this.#window = options.create(windowOptions(options));
    this.#listen();
    this.#load();
  }

  get contents(): WebContents {
    return this.#window.webContents;
  }

  /** Shows and focuses, or does so as soon as the page has something to show. */
  show(): void {
    if (this.#pageLost) this.#reload();
    if (!this.#ready) {
      this.#wanted = true;
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
    this.#options.onShow?.();
    this.send('window:shown', {});
  }

  hide(): void {
    this.#wanted = false;
    if (!this.#window.isVisible()) return;
    this.#window.hide();
    this.#options.onHide?.();
  }

  /** First press shows and focuses, second hides. True when it is to be seen afterwards. */
  toggle(): boolean {
    const hides = this.#isInFront() || this.#wanted;
    if (hides) this.hide();
    else this.show();
    return !hides;
  }

  /** Tells the page an event; a page that is gone misses it and reads the whole state when it is back. */
  send(name: string, payload: unknown): void {
    if (this.#window.isDestroyed() || this.#pageLost) return;
    this.contents.send('ipc:event', name, payload);
  }

  close(): void {
    if (!this.#window.isDestroyed()) this.#window.destroy();
  }

  /** Above all others it needs no focus to be seen; otherwise it may be covered, and a press brings it back. */
  #isInFront(): boolean {
    const seen = this.#window.isVisible() && !this.#window.isMinimized();
    return seen && (this.#options.alwaysOnTop || this.#window.isFocused());
  }

  #listen(): void {
    const { log, onSessionEnd } = this.#options;
    this.#window.once('ready-to-show', () => this.#becomeReady());
    this.#window.on('close', (event) => {
      event.preventDefault();
      this.hide();
    });
    this.#window.on('session-end', onSessionEnd);
    this.contents.on('did-finish-load', () => (this.#pageLost = false));
    this.contents.on('did-fail-load', (_event, code) => {
      log.error('page not loaded', { code });
      // `ready-to-show` never comes then, and an empty window says more than none.
      this.#becomeReady();
    });
    this.contents.on('render-process-gone', (_event, { reason }) => this.#lose(reason));
  }

  #becomeReady(): void {
    this.#ready = true;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.show();
  }

  #load(): void {
    this.#window
      .loadURL(pageAddress)
      .catch((error: unknown) => this.#options.log.error('page not loaded', errorFields(error)));
  }

  /** A page that dies over and over is loaded again only when the owner asks for the window. */
  #lose(reason: string): void {
    if (reason === 'clean-exit') return;
    this.#options.log.error('page process ended', { reason });
    this.#pageLost = true;
    if (this.#options.clock.now() - this.#reloadedAt >= reloadPauseMs) this.#reload();
  }

  #reload(): void {
    this.#reloadedAt = this.#options.clock.now();
    this.contents.reload();
  }
}
