import type { IpcAnswer } from '../../shared/ipc-contract.ts';
import type { Overview } from '../../shared/overview.ts';

/** What answers the requests of the window; parses them itself and never throws. */
export interface RequestRouter {
  handle(name: string, payload: unknown): Promise<IpcAnswer>;
}

/** What the desktop needs of the running app. */
export interface DesktopApp {
  readonly router: RequestRouter;
  /** Everything main tells the window unasked; returns the removal of the listener. */
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
  paused(): boolean;
  /** Rejects with RefusedError where a variable fixes it. */
  setPaused(paused: boolean): Promise<void>;
  /** Begins or ends talking, or interrupts what is read aloud, in the window, which is shown first. */
  pressTalk(): void;
  /** A key showed the window: it listens, where that is set up. */
  listen(): void;
  /** Nobody sees the window any more: nothing is recorded from here on. */
  haltTalk(): void;
  /** Where the home was before it was moved; what was set up for one of these is ours. */
  formerHomes(): readonly string[];
  overview(): Overview;
  /** A call is under way; told by `onOverview`. */
  onCall(): boolean;
  /** Called on every change; returns the removal of the listener. */
  onOverview(listener: () => void): () => void;
  /** The machine is about to sleep, or woke; neither rejects. */
  suspending(): Promise<void>;
  woke(): Promise<void>;
}
