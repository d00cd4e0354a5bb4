import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { WindowState } from '../../fakes/electron/window-state.ts';

/** A window that is only its own state; a test emits what the runtime would. */
export class FakeWindow extends WindowState {
  readonly webContents = Object.assign(new EventEmitter(), {
    sent: [] as { readonly channel: string; readonly args: readonly unknown[] }[],
    reloads: 0,
    send: (channel: string, ...args: unknown[]) => this.webContents.sent.push({ channel, args }),
    reload: () => void (this.webContents.reloads += 1),
  });
  readonly loaded: string[] = [];
  loading: Promise<void> = Promise.resolve();

  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return this.loading;
  }

  /** As the runtime's own type, of which it has the part that we use. */
  asBrowserWindow(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
}
