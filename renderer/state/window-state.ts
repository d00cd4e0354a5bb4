import type { Asked } from '../../shared/asked.ts';
import type { Snapshot } from '../../shared/ipc-contract.ts';
import type { PageConnection } from '../page-transport.ts';
import type { Past } from './thread-window.ts';

/** All that the components draw from; `snapshot` is null until the first answer. */
export type WindowState = {
  readonly connection: PageConnection;
  readonly snapshot: Snapshot | null;
  /** Why the snapshot could not be loaded, for people; null when it could. */
  readonly loadProblem: string | null;
  /** What is read of the thread before the snapshot; null at its end. */
  readonly past: Past | null;
  readonly older: Loading;
  readonly newer: Loading;
  /** The message that the owner asked to see; a new object for each asking. */
  readonly revealed: Revealed | null;
  /** Grows each time the owner calls the window, so that the composer takes the focus. */
  readonly shownCount: number;
  /** What the owner was last to be shown; another object each time, null before the first. */
  readonly asked: Asked | null;
};

export type Revealed = { readonly messageId: string };
export type Loading = 'idle' | 'loading' | 'failed';
