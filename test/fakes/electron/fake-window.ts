import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';

class FakeContents extends EventEmitter {
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  reloads = 0;

  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }

  reload(): void {
    this.reloads += 1;
  }
}

/** A window that is only its own state; a test emits what the runtime would. */
export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  visible = false;
  focused = false;
  minimized = false;
  destroyed = false;
  onTop: boolean | null = null;
  overlay: string | null = null;
  bounds = { x: 0, y: 0, width: 400, height: 640 };
  loading: Promise<void> = Promise.resolve();

  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return this.loading;
  }

  show(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
    this.focused = false;
  }

  focus(): void {
    this.focused = true;
  }

  restore(): void {
    this.minimized = false;
  }

  destroy(): void {
    this.destroyed = true;
  }

  getBounds(): typeof this.bounds {
    return { ...this.bounds };
  }

  setBounds(bounds: typeof this.bounds): void {
    this.bounds = { ...bounds };
  }

  setOverlayIcon(_icon: unknown, words: string): void {
    this.overlay = words;
  }

  setAlwaysOnTop(onTop: boolean): void {
    this.onTop = onTop;
  }

  isVisible(): boolean {
    return this.visible;
  }

  isFocused(): boolean {
    return this.focused;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  /** As the runtime's own type, of which it has the part that we use. */
  asBrowserWindow(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
}
