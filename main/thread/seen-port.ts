import type { ThreadPosition } from '../../shared/thread.ts';

/** Up to where the owner has seen the thread, over all windows and starts. */
export interface SeenPlaces {
  /** Null before the owner has first seen it. */
  readSeenPlace(): Promise<ThreadPosition | null>;
  /** The furthest one stays, unless it lies behind the end of the thread. */
  saveSeenPlace(place: ThreadPosition): Promise<null>;
}
