import type { DeepLink } from '../../shared/deep-link.ts';
import type { DesktopSettings } from '../../shared/desktop-settings.ts';
import type { DesktopView } from '../../shared/desktop-view.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';

/** The desktop around the app. */
export interface HostDesktop {
  /** Takes all of them at once. Throws RefusedError, and leaves everything as it was, when the system refuses a key. */
  change(next: DesktopSettings): void;
  view(): DesktopView;
  /** Called when the view is another one; returns the removal of the listener. */
  onChange(listener: () => void): () => void;
}

/** What the app asks of the place where it runs: Electron, or a headless Node. */
export interface AppHost {
  readonly starter: ChildProcessStarter;
  /** Secrets that no keychain took, by name: in memory for as long as this process. */
  readonly held: Map<string, string>;
  /** Takes a line of the log, with its end. */
  writeLog(line: string): void;
  /** Whether they outlive a restart, because it happens in this process. */
  readonly keepsHeld: boolean;
  /** Null where there is no desktop of ours. */
  readonly desktop: HostDesktop | null;
  showWindow(): void;
  /** Shows or hides the window; the answer says in words what happened. */
  toggleWindow(): string;
  /** Shows what a link asks for; the answer says in words what happened. */
  openLink(link: DeepLink): string;
  /** A fresh link to the page; null where the window is no page. */
  pageLink(): string | null;
  /** Ends the app in order and starts it again, as itself or as a rehearsal. */
  restart(rehearsal: boolean): void;
  /** Ends the app in order. */
  quit(): void;
}

/** Another instance has this home; the request was handed to it. */
export class HandedOver extends Error {
  readonly pid: number;

  constructor(pid: number) {
    super('handed over to the running instance');
    this.name = 'HandedOver';
    this.pid = pid;
  }
}
