import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  NativeImage,
  WebContents,
} from 'electron';
import type { Clock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import { pageAddress } from './page-protocol.ts';
import type { Area } from './placement.ts';
import { windowOptions } from './window-options.ts';
import type { Size } from './window-size.ts';

const reloadPauseMs = 10_000;
/** A click on the tray first takes the focus from the window, which hides it, and then asks for the window. */
const sameClickMs = 300;

/** What the owner may change of the window while it is there. */
export type WindowWays = {
  readonly alwaysOnTop: boolean;
  readonly hideOnBlur: boolean;
  /** Milliseconds that a hidden window is kept. */
  readonly keepMs: number;
};

export type AgentWindowOptions = {
  readonly preload: string;
  readonly ways: WindowWays;
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly size: { readonly size: Size; keep(size: Size): void };
  /** Where it comes up, or null to leave that to the system; `left`: where it was moved by hand, else null. */
  readonly place: (size: Size, left: Area | null) => Area | null;
  /** Around showing and hiding, where the system hands the keyboard from app to app (macOS). */
  readonly onShow?: () => void;
  readonly onHide?: () => void;
  /** It came into sight and has the focus, or not any more. */
  readonly onFocus?: (focused: boolean) => void;
  /** Nobody sees it from here on, or it is gone. Its page is not told: to Chromium it stays visible, unthrottled as it is. */
  readonly onHidden?: () => void;
  /** Windows: the session ends and no further event will come. */
  readonly onSessionEnd: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** One event for the page. */
export type PageEvent = { readonly name: string; readonly payload: unknown };

/** The one small window. Closing it hides it, so that the shortcut finds it warm; hidden for long, it is made anew. */
export class AgentWindow {
  readonly #options: AgentWindowOptions;
  #ways: WindowWays;
  #window: BrowserWindow | null = null;
  #ready = false;
  /** Its page has asked for its state, and hears what it is told. */
  #listening = false;
  #wanted = false;
  #pageLost = false;
  #closed = false;
  /** For a page that has not asked for its state yet, and would miss them. */
  readonly #waiting: PageEvent[] = [];
  /** Where we put it, to know whether it was moved since. */
  #placed: Area | null = null;
  #reloadedAt = Number.NEGATIVE_INFINITY;
  #blurredAt = Number.NEGATIVE_INFINITY;
  #cancelEnd: () => void = () => {};
  #overlay: { readonly icon: NativeImage | null; readonly words: string } | null = null;

  constructor(options: AgentWindowOptions) {
    this.#options = options;
    this.#ways = options.ways;
    this.#make();
    this.#endLater();
  }

  /** Null while there is no window. */
  get contents(): WebContents | null {
    return this.#window?.webContents ?? null;
  }

  get focused(): boolean {
    return this.#window !== null && this.#window.isVisible() && this.#window.isFocused();
  }

  /** Of the window while it is in sight, else null. */
  get bounds(): Area | null {
    return this.#window?.isVisible() === true ? this.#window.getBounds() : null;
  }

  /** Shows and focuses, or does so as soon as the page has something to show. */
  show(): void {
    if (this.#closed) return;
    this.#cancelEnd();
    const window = this.#window ?? this.#make();
    if (this.#pageLost) this.#reload(window);
    if (!this.#ready) {
      this.#wanted = true;
      return;
    }
    if (window.isMinimized()) window.restore();
    if (!window.isVisible()) this.#place(window);
    window.show();
    window.focus();
    this.#options.onShow?.();
    this.send('window:shown', {});
  }

  hide(): void {
    const wasWanted = this.#wanted;
    this.#wanted = false;
    if (this.#window?.isVisible() !== true) {
      // What was to begin in the page that is being made would begin unseen.
      if (wasWanted) this.#options.onHidden?.();
      return;
    }
    this.#keepSize(this.#window);
    this.#window.hide();
    this.#options.onHidden?.();
    this.#options.onHide?.();
    this.#endLater();
  }

  /** First press shows and focuses, second hides. True when it is to be seen afterwards. */
  toggle(): boolean {
    const hides = this.#isInFront() || this.#wanted || this.#justBlurred();
    this.#blurredAt = Number.NEGATIVE_INFINITY;
    if (hides) this.hide();
    else this.show();
    return !hides;
  }

  /** Tells the page an event; a page that is gone misses it and reads the whole state when it is back. */
  send(name: string, payload: unknown): void {
    if (this.#window === null || this.#window.isDestroyed() || this.#pageLost) return;
    this.#window.webContents.send('ipc:event', name, payload);
  }

  /** Shows the window and tells its page something, also a page that is only being made. */
  showWith(event: PageEvent): void {
    this.show();
    if (this.#listening) this.send(event.name, event.payload);
    else this.#waiting.push(event);
  }

  /** The page has asked for its state: from now on it hears. */
  pageListens(): void {
    this.#listening = true;
    // It may ask before the browser says that all of it is loaded.
    this.#pageLost = false;
    for (const { name, payload } of this.#waiting.splice(0)) this.send(name, payload);
  }

  /** Holds at once. */
  change(ways: WindowWays): void {
    const before = this.#ways;
    this.#ways = ways;
    if (before.alwaysOnTop !== ways.alwaysOnTop) this.#window?.setAlwaysOnTop(ways.alwaysOnTop);
    if (before.keepMs !== ways.keepMs && this.#window?.isVisible() === false) this.#endLater();
  }

  /** Windows: a small picture on its button in the task bar, and what it means; null takes it away. */
  showOverlay(icon: NativeImage | null, words: string): void {
    this.#overlay = { icon, words };
    this.#window?.setOverlayIcon(icon, words);
  }

  /** Puts a window in sight somewhere else, when it is out of sight where it is. */
  rescue(isInSight: (bounds: Area) => boolean): void {
    const { bounds } = this;
    if (this.#window === null || bounds === null || isInSight(bounds)) return;
    this.#placed = null;
    this.#place(this.#window);
  }

  /** Idempotent, and for good. */
  close(): void {
    this.#closed = true;
    this.#end();
  }

  #make(): BrowserWindow {
    const { create, preload, size } = this.#options;
    const { alwaysOnTop } = this.#ways;
    const window = create(windowOptions({ preload, alwaysOnTop, size: size.size }));
    this.#window = window;
    this.#ready = false;
    this.#listening = false;
    this.#pageLost = false;
    this.#placed = null;
    this.#listen(window);
    if (this.#overlay !== null) window.setOverlayIcon(this.#overlay.icon, this.#overlay.words);
    window
      .loadURL(pageAddress)
      .catch((error: unknown) => this.#options.log.error('page not loaded', errorFields(error)));
    return window;
  }

  #end(): void {
    this.#cancelEnd();
    const window = this.#window;
    this.#window = null;
    if (window === null || window.isDestroyed()) return;
    this.#keepSize(window);
    window.destroy();
    this.#options.onHidden?.();
  }

  #endLater(): void {
    this.#cancelEnd();
    this.#cancelEnd = this.#options.clock.schedule(this.#ways.keepMs, () => {
      // One that is being made for somebody is not idle.
      if (!this.#wanted) this.#end();
    });
  }

  #place(window: BrowserWindow): void {
    const now = window.getBounds();
    const wasMoved =
      this.#placed !== null && (this.#placed.x !== now.x || this.#placed.y !== now.y);
    const { width, height } = now;
    const bounds = this.#options.place({ width, height }, wasMoved ? now : null);
    if (bounds === null) return;
    window.setBounds(bounds);
    // A hand's move is told from the system's own (frames, bars) only by what the system made of ours.
    if (!wasMoved) this.#placed = window.getBounds();
  }

  #keepSize(window: BrowserWindow): void {
    const { width, height } = window.getBounds();
    this.#options.size.keep({ width, height });
  }

  /** Above all others it needs no focus to be seen; otherwise it may be covered, and a press brings it back. */
  #isInFront(): boolean {
    const window = this.#window;
    if (window === null) return false;
    const seen = window.isVisible() && !window.isMinimized();
    return seen && (this.#ways.alwaysOnTop || window.isFocused());
  }

  #justBlurred(): boolean {
    return Math.abs(this.#options.clock.now() - this.#blurredAt) < sameClickMs;
  }

  #listen(window: BrowserWindow): void {
    const { log, onSessionEnd, onFocus, onHidden } = this.#options;
    window.once('ready-to-show', () => this.#becomeReady());
    window.on('close', (event) => {
      event.preventDefault();
      this.hide();
    });
    window.on('focus', () => onFocus?.(true));
    window.on('blur', () => {
      onFocus?.(false);
      if (!this.#ways.hideOnBlur || !window.isVisible()) return;
      this.#blurredAt = this.#options.clock.now();
      this.hide();
    });
    // Also where the system hides it, or a hand on its frame does.
    window.on('hide', () => onHidden?.());
    window.on('minimize', () => onHidden?.());
    window.on('session-end', onSessionEnd);
    window.webContents.on('did-finish-load', () => (this.#pageLost = false));
    window.webContents.on('did-fail-load', (_event, code) => {
      log.error('page not loaded', { code });
      // `ready-to-show` never comes then, and an empty window says more than none.
      this.#becomeReady();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) =>
      this.#lose(window, reason),
    );
  }

  #becomeReady(): void {
    this.#ready = true;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.show();
  }

  /** A page that dies over and over is loaded again only when the owner asks for the window. */
  #lose(window: BrowserWindow, reason: string): void {
    if (reason === 'clean-exit' || window !== this.#window) return;
    this.#options.log.error('page process ended', { reason });
    this.#pageLost = true;
    this.#listening = false;
    if (this.#options.clock.now() - this.#reloadedAt >= reloadPauseMs) this.#reload(window);
  }

  #reload(window: BrowserWindow): void {
    this.#reloadedAt = this.#options.clock.now();
    window.webContents.reload();
  }
}
